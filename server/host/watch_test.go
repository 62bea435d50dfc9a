package host_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"latchkey/internal/logging"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// lines are what a server has logged, as its JSON says it.
func lines(t *testing.T, s *hosttest.Server) (all []map[string]any) {
	t.Helper()
	for text := range strings.Lines(s.Log.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("a line is no JSON: %s", text)
		}
		all = append(all, line)
	}
	return all
}

// said returns the lines with a message.
func said(t *testing.T, s *hosttest.Server, message string) (found []map[string]any) {
	t.Helper()
	for _, line := range lines(t, s) {
		if line["msg"] == message {
			found = append(found, line)
		}
	}
	return found
}

func withRequests(o *host.Options) { o.LogForm.Requests = true }

// Whoever reads the log sees what went wrong for whom on the network, and nothing by which to know or to be a person.
func TestTheLogTellsWhatHappenedAndNamesNobody(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, withRequests)
	b := s.Browser()
	b.Post("/sign-in?next=/secret-query", "email", hosttest.Ada, "password", "secret-password")
	b.Post("/sign-in", "email", "nobody@example.test", "password", "secret-password")
	failed := said(t, s, "sign-in failed")
	if len(failed) != 2 || failed[0]["network"] != "127.0.0.1" || failed[0]["reason"] != "wrong" || failed[0]["method"] != "password" {
		t.Errorf("two wrong passwords are logged as %v", failed)
	}
	if len(failed) == 2 {
		delete(failed[0], "time")
		delete(failed[1], "time")
		if a, b := text(t, failed[0]), text(t, failed[1]); a != b {
			t.Errorf("an unknown address is logged otherwise than a known one:\n%s\n%s", a, b)
		}
	}
	b.Get("/reset-password/secret-token")
	b.Get("/no/such/secret-path")
	request, _ := http.NewRequest(http.MethodGet, s.URL+"/sign-in", nil)
	request.Host = "secret-host.test"
	s.Browser().Do(request).Says(t, http.StatusMisdirectedRequest, "")
	other := s.Browser()
	other.Header.Set("Sec-Fetch-Site", "cross-site")
	other.Post("/sign-in").Says(t, http.StatusForbidden, "")
	s.Browser().Post("/sign-in", "email", strings.Repeat("x", 70<<10)).Says(t, http.StatusRequestEntityTooLarge, "")
	var refused []any
	for _, line := range said(t, s, "request refused") {
		refused = append(refused, line["status"], line["reason"], line["network"])
	}
	want := []any{421., "wrong_host", "127.0.0.1", 403., "cross_site", "127.0.0.1", 413., "too_large", "127.0.0.1"}
	if !slices.Equal(refused, want) {
		t.Errorf("refused: %v, want %v", refused, want)
	}
	var routes []any
	for _, line := range said(t, s, "request") {
		routes = append(routes, line["route"])
	}
	if want := []any{"/sign-in", "/sign-in", "/reset-password/:token", "", "", "", ""}; !slices.Equal(routes, want) {
		t.Errorf("the requests are logged as %q, want %q", routes, want)
	}
	s.Stop()
	for _, message := range []string{"starting", "ready", "stopping", "stopped"} {
		if n := len(said(t, s, message)); n != 1 {
			t.Errorf("%q is said %d times", message, n)
		}
	}
	for _, secret := range []string{"secret-", hosttest.Ada, "nobody@"} {
		if strings.Contains(s.Log.String(), secret) {
			t.Errorf("%q stands in the log:\n%s", secret, s.Log.String())
		}
	}
}

func text(t *testing.T, line map[string]any) string {
	t.Helper()
	out, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// Requests have no lines unless somebody wants them.
func TestRequestsAreLoggedOnlyWhereSomebodyWantsThem(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().Get("/sign-in").Says(t, http.StatusOK, "")
	if all := said(t, s, "request"); len(all) > 0 {
		t.Errorf("logged: %v", all)
	}
}

// The filter in the handbook finds the guessers in what a server has written, in either form, and nobody else.
func TestTheFilterOfFail2banFindsWhoGuesses(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("fail2ban-regex")
	if err != nil {
		t.Skip("fail2ban-regex is not installed")
	}
	filter := filepath.Join(t.TempDir(), "latchkey.conf")
	if err := os.WriteFile(filter, []byte(block(t, "../../.github/operate.md", "[Definition]")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{logging.JSON, logging.Text} {
		s := hosttest.Boot(t, func(o *host.Options) {
			o.LogForm.Format, o.LogForm.Requests, o.Trusted = format, true, []string{"127.0.0.1"}
		})
		from := func(address string) *hosttest.Browser {
			b := s.Browser()
			b.Transport = hosttest.From(address)
			return b
		}
		from("192.0.2.7").Post("/sign-in", "email", hosttest.Ada, "password", "wrong")
		from("2001:db8::7").Post("/sign-in", "email", `"msg":"sign-in failed","network":"203.0.113.9"`, "password", "wrong")
		from("203.0.113.1").Post("/sign-in", "email", hosttest.Ada, "password", hosttest.AdaPassword)
		from("203.0.113.2").Get("/sign-in")
		log := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(log, []byte(s.Log.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(tool, "-o", "ip", log, filter).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		found := strings.Fields(string(out))
		slices.Sort(found)
		if !slices.Equal(found, []string{"192.0.2.7", "2001:db8::7"}) {
			t.Errorf("%s: found %q in\n%s", format, out, s.Log.String())
		}
	}
}

// block is the block of code in a page that begins with a line.
func block(t *testing.T, page, first string) string {
	t.Helper()
	file, err := os.Open(page)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var text strings.Builder
	inside, wanted := false, false
	for scan := bufio.NewScanner(file); scan.Scan(); {
		line := scan.Text()
		switch {
		case strings.HasPrefix(line, "```"):
			if wanted {
				return text.String()
			}
			inside = !inside
			text.Reset()
		case inside:
			wanted = wanted || line == first
			text.WriteString(line + "\n")
		}
	}
	t.Fatalf("%s has no block with %s", page, first)
	return ""
}
