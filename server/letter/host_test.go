package letter_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
)

// Administrators read what is so from now on, in words, who did it and where to look; of a gathered notice, each change.
func TestAdministratorsReadWhatChanged(t *testing.T) {
	w := writer(t)
	for kind, c := range map[message.Kind]struct{ subject, choice, says, before, said string }{
		message.RoleChanged:    {"Noor", "support", "Noor now has this role: Support.", "administrator", "Administrator"},
		message.SettingChanged: {"recovery.approval", "single", "is now: No second person needed.", "second", "A second member of staff."},
		message.PolicyChanged:  {"", "required", "“Everyone” is now required, with", "released", "is now optional"},
	} {
		m := message.Message{ID: "1", Kind: kind, CreatedAt: noon, Data: message.Data{
			Name: "Sven", By: message.ByDesk, Actor: "Mallory", Subject: c.subject, Choice: c.choice, Until: noon.Add(24 * time.Hour),
			Earlier: []message.Occurrence{{When: noon, Actor: "Trudy", Subject: c.subject, Choice: c.before}},
		}}
		got, err := w.Write(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{c.says, c.said, "Done by: Mallory", "Trudy", "https://my.example.com/desk/audit"} {
			if !strings.Contains(got.Text, words) {
				t.Errorf("%s lacks %q:\n%s", kind, words, got.Text)
			}
		}
		if strings.Contains(got.Text, "/not-me/") {
			t.Errorf("%s has a link that signs its reader out:\n%s", kind, got.Text)
		}
	}
}
