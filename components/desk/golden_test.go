package desk_test

import (
	"testing"

	"latchkey/components/canned/golden"
	"latchkey/components/desk/desktest"
)

func TestStatesLookAsTheyDid(t *testing.T) { golden.Screens(t, desktest.States) }
