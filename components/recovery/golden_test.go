package recovery_test

import (
	"testing"

	"latchkey/components/canned/golden"
	"latchkey/components/recovery/recoverytest"
)

func TestStatesLookAsTheyDid(t *testing.T) { golden.Screens(t, recoverytest.States) }
