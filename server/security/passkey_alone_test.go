package security_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/server/hosttest"
)

var (
	tags   = regexp.MustCompile(`(?s)<head>.*?</head>|<input[^>]*>|<[^>]*>`)
	backup = regexp.MustCompile(`(?i)backup codes?|the codes you saved|of the codes`)
)

// Whoever has a passkey alone is asked for no code, so no page and no mail tells them of one but the backup codes.
func TestWhoHasAPasskeyAloneIsToldOfNoCodes(t *testing.T) {
	t.Parallel()
	s := hosttest.BootForPasskeys(t)
	b, key := s.Browser(), passkeytest.New(t, s.URL)
	b.SignIn()
	b.MakesPasskey(key, "name", "Blue key").Leads(t, "/security/backup-codes?of=set-up")
	told := map[string]string{}
	look := func(path string) {
		p := b.Get(path)
		if p.Status != http.StatusOK {
			t.Fatalf("%s answers %d to %q", path, p.Status, p.Location)
		}
		told[path] = p.Body
	}
	look("/security/backup-codes?of=set-up")
	b.Post("/security/backup-codes/saved", "saved", "yes", "of", "set-up").Leads(t, "/security?done=on")
	for _, path := range []string{
		"/security?done=on", "/dashboard", "/confirm/passkey?next=/security", "/security/two-factor/disable/passkey", "/security/methods/new",
	} {
		look(path)
	}
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/sign-in/code")
	for _, path := range []string{"/sign-in/passkey", "/sign-in/ways", "/sign-in/help"} {
		look(path)
	}
	for where, text := range told {
		if where == "/security/methods/new" {
			continue
		}
		text = backup.ReplaceAllString(tags.ReplaceAllString(text, " "), "")
		if i := strings.Index(strings.ToLower(text), "code"); i >= 0 {
			t.Errorf("%s: …%s…", where, strings.Join(strings.Fields(text[max(0, i-60):min(len(text), i+60)]), " "))
		}
	}
}
