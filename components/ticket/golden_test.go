package ticket_test

import (
	"maps"
	"slices"
	"testing"

	"latchkey/components/canned/golden"
	"latchkey/components/ticket/tickettest"
	"latchkey/internal/locale"
)

func TestStatesLookAsTheyDid(t *testing.T) {
	parts := tickettest.Parts(locale.English())
	for name, part := range parts {
		t.Run(name, func(t *testing.T) { golden.Compare(t, name, part) })
	}
	golden.Screens(t, tickettest.States, slices.Collect(maps.Keys(parts))...)
}
