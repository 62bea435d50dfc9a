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
	b := s.browser()
	var answers []page
	tape := &recorder{answers: &answers}
	b.Transport = tape
	secrets := map[string]string{"Ada's password": adaPassword, "her new password": "a whole new harbour 9"}
	note := func(name, value string) {
		if value != "" {
			secrets[name] = value
		}
	}

	secret, codes := b.turnOn()
	shown := len(answers) // up to here the secret and the codes were shown, as they must
	note("the app's secret", secret)
	for i, c := range codes {
		note("backup code "+string(rune('0'+i)), c)
		note("backup code in a row "+string(rune('0'+i)), strings.ReplaceAll(c, "-", ""))
	}
	note("the session", b.cookie(web.SessionCookie))
	b.get("/security/two-factor/scan")
	b.get("/security/backup-codes")
	b.get("/security")
	b.post("/sign-out")
	b.post("/sign-in", "email", ada, "password", "a whole new harbour 9") // wrong as yet
	b.signIn()
	note("the challenge", b.cookie(web.ChallengeCookie))
	b.post("/sign-in/backup-code", "backup_code", "k7f3-9mzt-2xqa")
	b.post("/sign-in/verify", "code", codes[0]) // in the wrong field
	b.post("/sign-in/verify?code="+"x", "code", secret)
	note("the code", s.code(secret))
	b.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")
	note("the session after", b.cookie(web.SessionCookie))
	s.clock.Advance(30 * time.Second)
	b.post("/security/password", "current", adaPassword, "password", adaPassword, "code", "000000")
	b.post("/security/password", "current", adaPassword, "password", "a whole new harbour 9", "code", s.code(secret)).leads(t, "/security?done=password")
	b.post("/security/password/strength", "password", "a whole new harbour 9")
	b.get("/demo/mailbox")
	s.browser().post("/sign-in", "email", adaPassword, "password", adaPassword) // a password typed as the address

	for i, p := range answers {
		for name, value := range secrets {
			if strings.Contains(p.location, value) {
				t.Errorf("%s stands in an address: %s", name, p.location)
			}
			for header, lines := range p.header {
				if header != "Set-Cookie" && strings.Contains(strings.Join(lines, " "), value) {
					t.Errorf("%s stands in the header %s", name, header)
				}
			}
			if i >= shown && strings.Contains(p.body, value) {
				t.Errorf("%s stands on a page:\n%.300s", name, p.body)
			}
		}
	}
	s.stop()
	for name, value := range secrets {
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
