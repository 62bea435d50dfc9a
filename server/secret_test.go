package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/server/web"
)

// A whole life of an account, with every answer kept: no secret stands in an address, a
// header, the log, the database or a page that comes later.
func TestSecretsStandNowhere(t *testing.T) {
	s := boot(t)
	l := liveOn(t, s)
	for i, p := range l.answers {
		for name, value := range l.secrets {
			if strings.Contains(p.location, value) {
				t.Errorf("%s stands in an address: %s", name, p.location)
			}
			for header, lines := range p.header {
				if header != "Set-Cookie" && strings.Contains(strings.Join(lines, " "), value) {
					t.Errorf("%s stands in the header %s", name, header)
				}
			}
			if i >= l.shown && strings.Contains(p.body, value) {
				t.Errorf("%s stands on a page:\n%.300s", name, p.body)
			}
		}
	}
	s.stop()
	for name, value := range l.secrets {
		if strings.Contains(s.log.String(), value) {
			t.Errorf("%s stands in the log", name)
		}
		if name == "the code" {
			continue // six digits may stand anywhere by chance
		}
		for _, file := range []string{"latchkey.db", "latchkey.db-wal"} {
			stored, err := os.ReadFile(filepath.Join(s.data, file))
			if err == nil && strings.Contains(string(stored), value) {
				t.Errorf("%s stands in %s in the clear", name, file)
			}
		}
	}
}

// life is what came of an account's life: its secrets by name, and every answer.
type life struct {
	secrets map[string]string
	answers []page
	shown   int // how many answers there were when secret and codes had been shown, as they must
}

func (l *life) note(name, value string) {
	if value != "" {
		l.secrets[name] = value
	}
}

// liveOn turns two-factor authentication on, mistypes what can be mistyped, signs in and
// changes the password.
func liveOn(t *testing.T, s *server) *life {
	t.Helper()
	l := &life{secrets: map[string]string{"Ada's password": adaPassword, "her new password": "a whole new harbour 9"}}
	b := s.browser()
	b.Transport = &recorder{answers: &l.answers}
	secret, codes := b.turnOn()
	l.shown = len(l.answers)
	l.note("the app's secret", secret)
	for i, c := range codes {
		l.note("backup code "+string(rune('0'+i)), c)
		l.note("backup code in a row "+string(rune('0'+i)), strings.ReplaceAll(c, "-", ""))
	}
	l.note("the session", b.cookie(web.SessionCookie))
	b.get("/security/two-factor/scan")
	b.get("/security/backup-codes")
	b.get("/security")
	b.post("/sign-out")
	b.post("/sign-in", "email", ada, "password", "a whole new harbour 9") // wrong as yet
	b.signIn()
	l.note("the challenge", b.cookie(web.ChallengeCookie))
	b.post("/sign-in/backup-code", "backup_code", "k7f3-9mzt-2xqa")
	b.post("/sign-in/verify", "code", codes[0]) // in the wrong field
	b.post("/sign-in/verify?code="+"x", "code", secret)
	l.note("the code", s.code(secret))
	b.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")
	l.note("the session after", b.cookie(web.SessionCookie))
	s.clock.Advance(30 * time.Second)
	b.post("/security/password", "current", adaPassword, "password", adaPassword, "code", "000000")
	b.post("/security/password", "current", adaPassword, "password", "a whole new harbour 9", "code", s.code(secret)).leads(t, "/security?done=password")
	b.post("/security/password/strength", "password", "a whole new harbour 9")
	b.get("/demo/mailbox")
	s.browser().post("/sign-in", "email", adaPassword, "password", adaPassword) // a password typed as the address
	return l
}

// recorder keeps every answer as it came.
type recorder struct{ answers *[]page }

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err == nil {
		body, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		answer.Body = io.NopCloser(bytes.NewReader(body))
		*r.answers = append(*r.answers, page{status: answer.StatusCode, location: answer.Header.Get("Location"), header: answer.Header, body: string(body)})
	}
	return answer, err
}
