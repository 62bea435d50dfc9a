package seal_test

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"latchkey/internal/seal"
)

// A key whose line is gone is named, and so is what it kept; what was changed is no key's fault.
func TestWhatTheKeysKeptIsMissed(t *testing.T) {
	ring, path := newRing(t)
	kept := []seal.Kept{
		{What: "apps", Text: ring.Seal([]byte("a"), "app/1"), Place: "app/1"},
		{What: "apps", Text: ring.Seal([]byte("b"), "app/2"), Place: "app/2"},
		{What: "codes", Text: ring.MAC("code", "1")},
	}
	if err := ring.Check(kept); err != nil {
		t.Errorf("with its own key: %v", err)
	}
	old, _, _ := strings.Cut(kept[0].Text, ".")
	if err := os.WriteFile(path, []byte(seal.NewKeyLine()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	later, err := seal.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	kept = append(kept, seal.Kept{What: "mails", Text: later.Seal([]byte("c"), "mail/1"), Place: "mail/1"})
	var missed seal.KeptError
	if err := later.Check(kept); !errors.As(err, &missed) || !slices.Equal(missed.Missing, []string{old}) ||
		!maps.Equal(missed.Shut, map[string]int{"apps": 2, "codes": 1}) {
		t.Errorf("without the old one: %v", err)
	}
	kept[3].Place = "mail/2"
	if err := later.Check(kept[3:]); !errors.As(err, &missed) || len(missed.Missing) > 0 || missed.Shut["mails"] != 1 {
		t.Errorf("in another row: %v", err)
	}
}
