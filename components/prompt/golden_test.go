package prompt_test

import (
	"testing"

	"latchkey/components/canned/golden"
	"latchkey/components/prompt/prompttest"
)

func TestStatesLookAsTheyDid(t *testing.T) { golden.Screens(t, prompttest.States) }
