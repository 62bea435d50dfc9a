package ui_test

import (
	"testing"

	"latchkey/components/canned/golden"
	"latchkey/components/ui/uitest"
)

func TestStatesLookAsTheyDid(t *testing.T) { golden.Screens(t, uitest.States) }
