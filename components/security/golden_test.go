package security_test

import (
	"testing"

	"latchkey/components/canned/golden"
	"latchkey/components/security/securitytest"
)

func TestStatesLookAsTheyDid(t *testing.T) { golden.Screens(t, securitytest.States) }
