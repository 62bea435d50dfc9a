package client_test

import (
	"testing"

	"latchkey/components/canned/golden"
	"latchkey/components/client/clienttest"
)

func TestStatesLookAsTheyDid(t *testing.T) { golden.Screens(t, clienttest.States) }
