package host_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// spelled is a path in other spellings, each of which some router takes for the same.
func spelled(path string) []string {
	return []string{
		path + "/", "/" + path, path + "//", strings.ToUpper(path), path + "/.", "/." + path, "/x/.." + path,
		strings.Replace(path, "/s", "/%73", 1), strings.ReplaceAll(path, "/", "%2f"), strings.ReplaceAll(path, "/", "//"),
		strings.ReplaceAll(path, "/", `\`), path + "%00", path + "%20",
		path + ";x=/sign-in/code", path + "?x=/sign-in/code", path + ".json", path + "%2e",
		"/sign-in/.." + path, "/sign-in/code/.." + path, "/static/.." + path, "/brand/.." + path,
	}
}

// A challenge opens its own routes and nothing else: on any method, under any spelling,
// in any cookie.
func TestAChallengeOpensNothingElse(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	challenged := s.Browser()
	challenged.SignIn().Leads(t, "/sign-in/code")
	secret := challenged.Cookie(web.ChallengeCookie)
	if secret == "" || challenged.Cookie(web.SessionCookie) != "" {
		t.Fatal("a challenge came with a session, or with nothing")
	}
	cookies := map[string]string{
		"in its own cookie":        "challenge=" + secret,
		"in the session's cookie":  "session=" + secret,
		"in both":                  "challenge=" + secret + "; session=" + secret,
		"in the browser's cookie":  "browser=" + secret + "; session=" + secret,
		"in the prefixed cookie":   "__Host-session=" + secret,
		"in a cookie in capitals":  "SESSION=" + secret,
		"with the session doubled": "session=" + secret + "; session=" + secret,
	}
	for door, access := range accessTable {
		if access != web.SignedIn {
			continue
		}
		method, path, _ := strings.Cut(door, " ")
		for where, cookie := range cookies {
			for _, method := range []string{method, "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
				staysClosed(t, s, method, path, cookie, where)
			}
		}
		for _, spelling := range spelled(path) {
			staysClosed(t, s, method, spelling, cookies["in both"], "spelled otherwise")
		}
	}
}

func staysClosed(t *testing.T, s *hosttest.Server, method, path, cookie, where string) {
	t.Helper()
	request, err := http.NewRequest(method, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.URL.Opaque = path // as it is, not cleaned
	if raw, query, found := strings.Cut(path, "?"); found {
		request.URL.Opaque, request.URL.RawQuery = raw, query
	}
	request.URL.Opaque = "//" + request.URL.Host + request.URL.Opaque
	request.Header.Set("Cookie", cookie)
	b := s.Browser()
	b.Jar = nil
	p := b.Do(request)
	refused := slices.Contains([]int{
		http.StatusUnauthorized, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusBadRequest,
		http.StatusMisdirectedRequest, http.StatusUnsupportedMediaType,
	}, p.Status)
	ledOut := p.Status == http.StatusSeeOther && strings.HasPrefix(p.Location, "/sign-in")
	if !refused && !ledOut || strings.Contains(p.Body, "Ada Hartwell") || strings.Contains(p.Body, hosttest.Ada) {
		t.Errorf("%s %s, the challenge %s: answered %d to %q\n%.200s", method, path, where, p.Status, p.Location, p.Body)
	}
}

// And a session is no challenge: it can't answer for a second step.
func TestASessionIsNoChallenge(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	for door, access := range accessTable {
		if access != web.Challenged || door == "GET /sign-in/verify" || door == "GET /sign-in/send" {
			continue // these only lead on to /sign-in/code
		}
		method, path, _ := strings.Cut(door, " ")
		request, _ := http.NewRequest(method, s.URL+path, nil)
		request.Header.Set("Cookie", "challenge="+b.Cookie(web.SessionCookie))
		other := s.Browser()
		if p := other.Do(request); p.Status != http.StatusSeeOther || p.Location != "/sign-in?said=again" {
			t.Errorf("%s: answered %d to %q", door, p.Status, p.Location)
		}
	}
}

// HEAD shows nothing, and nothing comes of it: codes that are shown once stay unseen.
func TestHEADHasNoEffect(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Post("/security/two-factor/start")
	secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	b.Post("/security/two-factor/verify", "code", s.Code(secret)).Leads(t, "/security/backup-codes?of=set-up")
	for door := range accessTable {
		_, path, _ := strings.Cut(door, " ")
		if p := b.Send(http.MethodHead, strings.Replace(path, ":id", "none", 1), nil); p.Body != "" || p.Status >= 500 {
			t.Errorf("HEAD %s: %d %s", path, p.Status, p.Body)
		}
	}
	b.Get("/security/backup-codes").Says(t, http.StatusOK, "I have saved my backup codes")
}
