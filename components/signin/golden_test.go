package signin_test

import (
	"testing"

	"latchkey/components/canned/golden"
	"latchkey/components/signin/signintest"
)

func TestStatesLookAsTheyDid(t *testing.T) { golden.Screens(t, signintest.States) }
