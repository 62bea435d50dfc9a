package account_test

import (
	"testing"

	"latchkey/components/account/accounttest"
	"latchkey/components/canned/golden"
)

func TestStatesLookAsTheyDid(t *testing.T) { golden.Screens(t, accounttest.States) }
