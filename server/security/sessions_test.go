package security_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

var endsOne = regexp.MustCompile(`/security/sessions/([0-9a-f-]{36})/end`)

// otherSessions are the ids of the sessions that the page offers to end.
func otherSessions(b *hosttest.Browser) (ids []string) {
	b.T.Helper()
	shown := b.Get("/security/sessions")
	shown.Says(b.T, http.StatusOK, "This browser")
	seen := map[string]bool{}
	for _, m := range endsOne.FindAllStringSubmatch(shown.Body, -1) {
		if !seen[m[1]] {
			ids, seen[m[1]] = append(ids, m[1]), true
		}
	}
	return ids
}

// browserAs signs in with a password alone, in a browser that names itself.
func browserAs(s *hosttest.Server, agent string) *hosttest.Browser {
	s.T.Helper()
	b := s.Browser()
	signsInAs(b, agent)
	return b
}

func signsInAs(b *hosttest.Browser, agent string) {
	b.T.Helper()
	request, _ := http.NewRequest(http.MethodPost, b.Server.URL+"/sign-in",
		strings.NewReader("email="+hosttest.Ada+"&password="+hosttest.AdaPassword))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("User-Agent", agent)
	b.Do(request).Leads(b.T, "/dashboard")
}

const (
	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
	iPhone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) " +
		"AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)

func TestWhereOneIsSignedIn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	desk, phone, third := browserAs(s, firefox), browserAs(s, iPhone), browserAs(s, "curl")
	s.Clock.Advance(5 * time.Minute)
	shown := desk.Get("/security/sessions")
	for _, words := range []string{
		"Firefox, Linux", "Safari, iOS", "Unknown browser", "From 127.0.0.1", "22 November 2026, 12:05 UTC",
	} {
		shown.Says(t, http.StatusOK, words)
	}
	desk.Get("/security").Says(t, http.StatusOK, "3 browsers")
	ids := otherSessions(desk)
	if len(ids) != 2 {
		t.Fatalf("%d others are offered", len(ids))
	}
	desk.Post("/security/sessions/"+ids[0]+"/end").Leads(t, "/security/sessions?done=one")
	desk.Get("/security/sessions?done=one").Says(t, http.StatusOK, "You’ve signed out of that browser.")
	if left := otherSessions(desk); len(left) != 1 || left[0] == ids[0] {
		t.Errorf("left are %v of %v", left, ids)
	}
	out := 0
	for _, b := range []*hosttest.Browser{phone, third} {
		if b.Get("/dashboard").Location != "" {
			out++
		}
	}
	if out != 1 {
		t.Errorf("%d are out, want the one that was ended", out)
	}
	desk.Post("/security/sessions/others/end").Leads(t, "/security/sessions?done=others")
	phone.IsOut("ended with all others")
	third.IsOut("ended with all others")
	desk.Get("/security/sessions").Says(t, http.StatusOK, "You’re signed in only here.")
}

// The proof is old: it is asked for again, and then what was asked is done.
func TestEndingASessionTakesAFreshProof(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	desk, phone := browserAs(s, firefox), browserAs(s, iPhone)
	s.Clock.Advance(11 * time.Minute)
	id := otherSessions(desk)[0]
	path := "/security/sessions/" + id + "/end"
	for _, path := range []string{"/security/sessions/others/end", path} {
		detour := "/confirm?next=" + strings.ReplaceAll(path, "/", "%2F")
		desk.Post(path).Leads(t, detour)
		desk.Get(path).Leads(t, detour)
	}
	phone.Get("/dashboard").Says(t, http.StatusOK, "Ada")
	asked := desk.Post(path)
	desk.Post("/confirm", "password", hosttest.AdaPassword, "next", path).Leads(t, path)
	desk.Get(path).Says(t, http.StatusOK, "Safari, iOS")
	phone.Get("/dashboard").Says(t, http.StatusOK, "Ada") // looking ends nothing
	desk.Confirms(asked, "password", hosttest.AdaPassword).Leads(t, "/security/sessions?done=one")
	phone.IsOut("ended")
}

// Another person's session or trusted browser, one's own, and none are the same: not found.
func TestNobodyEndsASessionOfSomebodyElse(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	adas, phone := browserAs(s, firefox), browserAs(s, iPhone)
	id := otherSessions(adas)[0]
	brunos := s.Browser()
	brunos.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	for _, path := range []string{"/security/sessions/" + id + "/end", "/security/sessions/none/end", "/security/trusted/" + id + "/end"} {
		if p := brunos.Post(path); p.Status != http.StatusNotFound {
			t.Errorf("POST %s: %d to %q", path, p.Status, p.Location)
		}
	}
	if p := brunos.Get("/security/sessions/" + id + "/end"); p.Status != http.StatusNotFound {
		t.Errorf("looking at it: %d", p.Status)
	}
	phone.Get("/dashboard").Says(t, http.StatusOK, "Ada")
	// "This browser" is signed out of, not ended.
	own := otherSessions(phone)[0]
	if p := adas.Post("/security/sessions/" + own + "/end"); p.Status != http.StatusNotFound {
		t.Errorf("one's own: %d", p.Status)
	}
	adas.Get("/dashboard").Says(t, http.StatusOK, "Ada")
}

// Trust spares the second step in one browser, for one person, until it is taken back.
func TestTrustingABrowser(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, _ := s.Browser().TurnOn()
	b := s.Browser()
	b.SignIn().Leads(t, "/sign-in/code")
	if strings.Contains(b.Get("/sign-in/code").Body, "Trust this browser") {
		t.Error("trust is offered although the host has not turned it on")
	}
	s.Set("trust.days", "30")
	b.Get("/sign-in/code").Says(t, http.StatusOK, "Trust this browser for 30 days")
	b.Post("/sign-in/verify", "code", "000000", "trust", "yes").Says(t, http.StatusUnprocessableEntity, `value="yes" checked`)
	if b.Cookie(web.TrustCookie) != "" {
		t.Fatal("trusted after a wrong code")
	}
	s.Clock.Advance(time.Minute)
	b.Post("/sign-in/verify", "code", s.Code(secret), "trust", "yes").Leads(t, "/dashboard")
	trust := b.Cookie(web.TrustCookie)
	if trust == "" {
		t.Fatal("there is no cookie")
	}
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/dashboard")
	b.Get("/security/two-factor/disable").Says(t, http.StatusOK, "6-digit code")
	b.Get("/security/backup-codes/new").Leads(t, "/confirm?next=%2Fsecurity%2Fbackup-codes%2Fnew&need=3")

	thief := s.Browser() // has the password and that one cookie
	thief.Plant(web.TrustCookie, trust)
	thief.SignIn().Leads(t, "/sign-in/code")

	shown := b.Get("/security/sessions")
	shown.Says(t, http.StatusOK, "until 22 December 2026")
	path := "/security/trusted/" + hosttest.Between(t, shown.Body, `action="/security/trusted/`, `/end"`) + "/end"
	b.Post(path).Leads(t, "/security/sessions?done=trust")
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/sign-in/code")
}

func TestSigningOutKeepsOnlyWhatTellsNothing(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	browser := b.Cookie(web.BrowserCookie)
	p := b.Post("/sign-out")
	if got := p.Header.Get("Clear-Site-Data"); got != `"storage"` {
		t.Errorf("Clear-Site-Data is %q: the device cookie and the assets are to stay", got)
	}
	if p.Header.Get("Cache-Control") != "no-store" || b.Cookie(web.SessionCookie) != "" ||
		browser == "" || b.Cookie(web.BrowserCookie) != browser {
		t.Errorf("after signing out: %v", p.Header)
	}
}

func TestWherePasswordManagersChangeAPassword(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.Get("/.well-known/change-password").Leads(t, "/security/password")
	b.Get("/security/password").Leads(t, "/sign-in?next=%2Fsecurity%2Fpassword")
	b.Post("/sign-in", "email", hosttest.Ada, "password", hosttest.AdaPassword, "next", "/security/password").Leads(t, "/security/password")
	// Where any path were answered, this one would mean nothing.
	if p := b.Get("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200"); p.Status != http.StatusNotFound {
		t.Errorf("a resource that should not exist: %d", p.Status)
	}
}

// A month after an app was added, its person is asked once; nothing waits for the answer.
func TestACheckUpAfterAMonth(t *testing.T) {
	t.Parallel()
	const asks = "Does your app still show the right code?"
	s := hosttest.Boot(t)
	secret, _ := s.Browser().TurnOn()
	b := s.SignedIn(secret)
	if strings.Contains(b.Get("/dashboard").Body, asks) {
		t.Error("asked at once")
	}
	s.Clock.Advance(30 * 24 * time.Hour)
	b, other := s.SignedIn(secret), s.Browser()
	b.Get("/dashboard").Says(t, http.StatusOK, asks)
	b.Get("/invoices").Says(t, http.StatusOK, "Invoices")
	b.Get("/security/check-up").Says(t, http.StatusOK, "You have 10 backup codes left")
	b.Post("/security/check-up", "code", "000000").Says(t, http.StatusUnprocessableEntity, "That code didn’t work")
	b.Get("/dashboard").Says(t, http.StatusOK, asks)
	s.Clock.Advance(time.Minute)
	b.Post("/security/check-up", "code", s.Code(secret)).Leads(t, "/security?done=check-up")
	b.Get("/security?done=check-up").Says(t, http.StatusOK, "Your code works. You’re all set.")
	if strings.Contains(b.Get("/dashboard").Body, asks) {
		t.Error("asked again")
	}
	s.Clock.Advance(time.Minute)
	other.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	other.Get("/security/check-up").Leads(t, "/security")
}

func TestACheckUpIsDismissed(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, _ := s.Browser().TurnOn()
	s.Clock.Advance(31 * 24 * time.Hour)
	b := s.SignedIn(secret)
	b.Get("/security").Says(t, http.StatusOK, "/security/check-up")
	b.Post("/security/check-up/dismiss").Leads(t, "/security")
	if strings.Contains(b.Get("/security").Body, "/security/check-up") {
		t.Error("asked again")
	}
}

// The password was right and nothing came after it.
func TestAnUnfinishedSignInIsInTheMailbox(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	s.Browser().SignIn().Leads(t, "/sign-in/code")
	s.Clock.Advance(10 * time.Minute)
	if err := s.Host.Flow.TellUnfinished(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := s.Host.Outbox.Latest(t.Context(), s.Host.DB.Read(), 1)
	if err != nil || all[0].Kind != message.SignInUnfinished || all[0].Recipient != hosttest.Ada {
		t.Fatalf("the latest message is %+v, %v", all, err)
	}
	s.Browser().Get("/demo/mailbox/"+all[0].ID).Says(t, http.StatusOK, "127.0.0.1")
}
