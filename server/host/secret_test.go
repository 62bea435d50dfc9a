package host_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// A whole life of an account, with every answer kept: no secret stands in an address, a
// header, the log, the database or a page that comes later.
func TestSecretsStandNowhere(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	l := liveOn(t, s)
	for i, p := range l.answers {
		for name, value := range l.secrets {
			if strings.Contains(p.Location, value) {
				t.Errorf("%s stands in an address: %s", name, p.Location)
			}
			for header, lines := range p.Header {
				if header != "Set-Cookie" && strings.Contains(strings.Join(lines, " "), value) {
					t.Errorf("%s stands in the header %s", name, header)
				}
			}
			if i >= l.shown && strings.Contains(p.Body, value) {
				t.Errorf("%s stands on a page:\n%.300s", name, p.Body)
			}
		}
	}
	s.Stop()
	for name, value := range l.secrets {
		if strings.Contains(s.Log.String(), value) {
			t.Errorf("%s stands in the log", name)
		}
		if name == "the code" {
			continue // six digits may stand anywhere by chance
		}
		for _, file := range []string{"latchkey.db", "latchkey.db-wal"} {
			stored, err := os.ReadFile(filepath.Join(s.Data, file))
			if err == nil && strings.Contains(string(stored), value) {
				t.Errorf("%s stands in %s in the clear", name, file)
			}
		}
	}
}

// life is what came of an account's life: its secrets by name, and every answer.
type life struct {
	secrets map[string]string
	answers []hosttest.Page
	shown   int // how many answers there were when secret and codes had been shown, as they must
}

func (l *life) note(name, value string) {
	if value != "" {
		l.secrets[name] = value
	}
}

// liveOn turns two-factor authentication on, mistypes what can be mistyped, signs in and
// changes the password.
func liveOn(t *testing.T, s *hosttest.Server) *life {
	t.Helper()
	l := &life{secrets: map[string]string{"Ada's password": hosttest.AdaPassword, "her new password": "a whole new harbour 9"}}
	b := s.Browser()
	b.Transport = &recorder{answers: &l.answers}
	secret, codes := b.TurnOn()
	l.shown = len(l.answers)
	l.note("the app's secret", secret)
	for i, c := range codes {
		l.note("backup code "+string(rune('0'+i)), c)
		l.note("backup code in a row "+string(rune('0'+i)), strings.ReplaceAll(c, "-", ""))
	}
	l.note("the session", b.Cookie(web.SessionCookie))
	b.Get("/security/two-factor/scan")
	b.Get("/security/backup-codes")
	b.Get("/security")
	b.Post("/sign-out")
	b.Post("/sign-in", "email", hosttest.Ada, "password", "a whole new harbour 9") // wrong as yet
	b.SignIn()
	l.note("the challenge", b.Cookie(web.ChallengeCookie))
	b.Post("/sign-in/backup-code", "backup_code", "k7f3-9mzt-2xqa")
	b.Post("/sign-in/verify", "code", codes[0]) // in the wrong field
	b.Post("/sign-in/verify?code="+"x", "code", secret)
	l.note("the code", s.Code(secret))
	b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	l.note("the session after", b.Cookie(web.SessionCookie))
	s.Clock.Advance(30 * time.Second)
	b.Post("/security/password", "current", hosttest.AdaPassword, "password", hosttest.AdaPassword, "code", "000000")
	b.Post("/security/password", "current", hosttest.AdaPassword, "password", "a whole new harbour 9", "code", s.Code(secret)).
		Leads(t, "/security?done=password")
	b.Post("/security/password/strength", "password", "a whole new harbour 9")
	b.Get("/demo/mailbox")
	s.Browser().Post("/sign-in", "email", hosttest.AdaPassword, "password", hosttest.AdaPassword) // a password typed as the address
	return l
}

// recorder keeps every answer as it came.
type recorder struct{ answers *[]hosttest.Page }

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err == nil {
		body, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		answer.Body = io.NopCloser(bytes.NewReader(body))
		*r.answers = append(*r.answers, hosttest.Page{
			Status: answer.StatusCode, Location: answer.Header.Get("Location"), Header: answer.Header, Body: string(body),
		})
	}
	return answer, err
}
