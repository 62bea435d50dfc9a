package command

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/internal/seal"
	"latchkey/server/hosttest"
)

// rotate puts a new key on top of the key file, as the first line of the file says how to.
func rotate(t *testing.T, data string) (old string) {
	t.Helper()
	path := filepath.Join(data, "key")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(seal.NewKeyLine()+"\n"+string(text)), 0o600); err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(text))
	return lines[len(lines)-2]
}

// takeOut takes the line of a key out of the key file.
func takeOut(t *testing.T, data, id string) {
	t.Helper()
	path := filepath.Join(data, "key")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	without := regexp.MustCompile(`(?m)^`+id+` .*\n`).ReplaceAll(text, nil)
	if err := os.WriteFile(path, without, 0o600); err != nil || len(without) == len(text) {
		t.Fatalf("the key %s was not taken out: %v", id, err)
	}
}

// The old key still opens what was kept under it. Whoever takes its line out hears that from check, and not from the
// people whose codes are refused.
func TestCheckMissesAnOldKey(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		use   func(s *hosttest.Server, b *hosttest.Browser)
		kinds []string
	}{
		"an authenticator app": {
			func(_ *hosttest.Server, b *hosttest.Browser) { b.SetUpSecondStep() }, []string{"authenticator apps (1)", "backup codes (10)"},
		},
		"a passkey": {
			func(s *hosttest.Server, b *hosttest.Browser) {
				b.MakesPasskey(passkeytest.New(s.T, s.URL)).Leads(t, "/security/backup-codes?of=set-up")
			}, []string{"passkeys (1)"},
		},
		"a mail that waits": {
			func(_ *hosttest.Server, b *hosttest.Browser) {
				b.Post("/profile/email", "email", "ada@new.example").Leads(t, "/profile/email?done=sent")
			}, []string{"messages ("},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := hosttest.BootForPasskeys(t)
			b := s.Browser()
			b.SignIn().Leads(t, "/dashboard")
			c.use(s, b)
			s.Stop()
			says := func(all ...string) {
				t.Helper()
				said := latchkey(t, nil, "", "check", "--data", s.Data)
				for _, words := range all {
					if !strings.Contains(said.Out, words) {
						t.Errorf("check does not say %q:\n%s", words, said.Out)
					}
				}
			}
			old := rotate(t, s.Data)
			latchkey(t, nil, "", "settings", "set", "--data", s.Data, "brand.name", "Fjord").Succeeds(t)
			says("ok   all that is kept with the key file", "ok   audit log")
			takeOut(t, s.Data, old)
			says(append(c.kinds, "FAIL all that is kept with the key file", "lacks the line of "+old,
				"of the audit log names the key "+old)...)
		})
	}
}
