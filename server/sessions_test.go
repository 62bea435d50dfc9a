package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/web"
)

var endsOne = regexp.MustCompile(`/security/sessions/([0-9a-f-]{36})/end`)

// otherSessions are the ids of the sessions that the page offers to end.
func otherSessions(b *browser) (ids []string) {
	b.t.Helper()
	shown := b.get("/security/sessions")
	shown.says(b.t, http.StatusOK, "This one")
	seen := map[string]bool{}
	for _, m := range endsOne.FindAllStringSubmatch(shown.body, -1) {
		if !seen[m[1]] {
			ids, seen[m[1]] = append(ids, m[1]), true
		}
	}
	return ids
}

// browserAs signs in with a password alone, in a browser that names itself.
func browserAs(s *server, agent string) *browser {
	s.t.Helper()
	b := s.browser()
	signsInAs(b, agent)
	return b
}

func signsInAs(b *browser, agent string) {
	b.t.Helper()
	request, _ := http.NewRequest(http.MethodPost, b.s.url+"/sign-in", strings.NewReader("email="+ada+"&password="+adaPassword))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("User-Agent", agent)
	b.do(request).leads(b.t, "/dashboard")
}

const (
	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
	iPhone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)

func TestWhereOneIsSignedIn(t *testing.T) {
	s := boot(t)
	desk, phone, third := browserAs(s, firefox), browserAs(s, iPhone), browserAs(s, "curl")
	s.clock.Advance(5 * time.Minute)
	shown := desk.get("/security/sessions")
	for _, words := range []string{"Firefox, Linux", "Safari, iOS", "A browser that does not say its name", "From 127.0.0.1", "22 November 2026, 12:05 UTC"} {
		shown.says(t, http.StatusOK, words)
	}
	desk.get("/security").says(t, http.StatusOK, "3 browsers")
	ids := otherSessions(desk)
	if len(ids) != 2 {
		t.Fatalf("%d others are offered", len(ids))
	}
	desk.post("/security/sessions/"+ids[0]+"/end").leads(t, "/security/sessions?done=one")
	desk.get("/security/sessions?done=one").says(t, http.StatusOK, "That browser is signed out.")
	if left := otherSessions(desk); len(left) != 1 || left[0] == ids[0] {
		t.Errorf("left are %v of %v", left, ids)
	}
	out := 0
	for _, b := range []*browser{phone, third} {
		if b.get("/dashboard").location != "" {
			out++
		}
	}
	if out != 1 {
		t.Errorf("%d are out, want the one that was ended", out)
	}
	desk.post("/security/sessions/others/end").leads(t, "/security/sessions?done=others")
	phone.out("ended with all others")
	third.out("ended with all others")
	desk.get("/security/sessions").says(t, http.StatusOK, "You are signed in here and nowhere else.")
}

// The proof is old: it is asked for again, and then what was asked is done.
func TestEndingASessionTakesAFreshProof(t *testing.T) {
	s := boot(t)
	desk, phone := browserAs(s, firefox), browserAs(s, iPhone)
	s.clock.Advance(11 * time.Minute)
	id := otherSessions(desk)[0]
	path := "/security/sessions/" + id + "/end"
	for _, path := range []string{"/security/sessions/others/end", path} {
		detour := "/confirm?next=" + strings.ReplaceAll(path, "/", "%2F")
		desk.post(path).leads(t, detour)
		desk.get(path).leads(t, detour)
	}
	phone.get("/dashboard").says(t, http.StatusOK, "Ada")
	asked := desk.post(path)
	desk.post("/confirm", "password", adaPassword, "next", path).leads(t, path)
	desk.get(path).says(t, http.StatusOK, "Safari, iOS")
	phone.get("/dashboard").says(t, http.StatusOK, "Ada") // looking ends nothing
	desk.confirms(asked, "password", adaPassword).leads(t, "/security/sessions?done=one")
	phone.out("ended")
}

// Another person's session or trusted browser, one's own, and none are the same: not found.
func TestNobodyEndsASessionOfSomebodyElse(t *testing.T) {
	s := boot(t)
	adas, phone := browserAs(s, firefox), browserAs(s, iPhone)
	id := otherSessions(adas)[0]
	brunos := s.browser()
	brunos.post("/sign-in", "email", bruno, "password", brunoPassword).leads(t, "/dashboard")
	for _, path := range []string{"/security/sessions/" + id + "/end", "/security/sessions/none/end", "/security/trusted/" + id + "/end"} {
		if p := brunos.post(path); p.status != http.StatusNotFound {
			t.Errorf("POST %s: %d to %q", path, p.status, p.location)
		}
	}
	if p := brunos.get("/security/sessions/" + id + "/end"); p.status != http.StatusNotFound {
		t.Errorf("looking at it: %d", p.status)
	}
	phone.get("/dashboard").says(t, http.StatusOK, "Ada")
	// "This one" is signed out of, not ended.
	own := otherSessions(phone)[0]
	if p := adas.post("/security/sessions/" + own + "/end"); p.status != http.StatusNotFound {
		t.Errorf("one's own: %d", p.status)
	}
	adas.get("/dashboard").says(t, http.StatusOK, "Ada")
}

// Trust spares the second step in one browser, for one person, until it is taken back.
func TestTrustingABrowser(t *testing.T) {
	s := boot(t)
	secret, _ := s.browser().turnOn()
	b := s.browser()
	b.signIn().leads(t, "/sign-in/code")
	if strings.Contains(b.get("/sign-in/code").body, "Trust this browser") {
		t.Error("trust is offered although the host has not turned it on")
	}
	s.set("trust.days", "30")
	b.get("/sign-in/code").says(t, http.StatusOK, "Trust this browser for 30 days")
	b.post("/sign-in/verify", "code", "000000", "trust", "yes").says(t, http.StatusUnprocessableEntity, `value="yes" checked`)
	if b.cookie(web.TrustCookie) != "" {
		t.Fatal("trusted after a wrong code")
	}
	s.clock.Advance(time.Minute)
	b.post("/sign-in/verify", "code", s.code(secret), "trust", "yes").leads(t, "/dashboard")
	trust := b.cookie(web.TrustCookie)
	if trust == "" {
		t.Fatal("there is no cookie")
	}
	b.post("/sign-out")
	b.signIn().leads(t, "/dashboard")
	b.get("/security/two-factor/disable").says(t, http.StatusOK, "6-digit code")
	b.get("/security/backup-codes/new").leads(t, "/confirm?next=%2Fsecurity%2Fbackup-codes%2Fnew&need=3")

	thief := s.browser() // has the password and that one cookie
	thief.plant(web.TrustCookie, trust)
	thief.signIn().leads(t, "/sign-in/code")

	shown := b.get("/security/sessions")
	shown.says(t, http.StatusOK, "until 22 December 2026")
	path := "/security/trusted/" + between(t, shown.body, `action="/security/trusted/`, `/end"`) + "/end"
	b.post(path).leads(t, "/security/sessions?done=trust")
	b.post("/sign-out")
	b.signIn().leads(t, "/sign-in/code")
}

func TestSigningOutKeepsOnlyWhatTellsNothing(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn()
	browser := b.cookie(web.BrowserCookie)
	p := b.post("/sign-out")
	if got := p.header.Get("Clear-Site-Data"); got != `"storage"` {
		t.Errorf("Clear-Site-Data is %q: the device cookie and the assets are to stay", got)
	}
	if p.header.Get("Cache-Control") != "no-store" || b.cookie(web.SessionCookie) != "" || browser == "" || b.cookie(web.BrowserCookie) != browser {
		t.Errorf("after signing out: %v", p.header)
	}
}

func TestWherePasswordManagersChangeAPassword(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.get("/.well-known/change-password").leads(t, "/security/password")
	b.get("/security/password").leads(t, "/sign-in?next=%2Fsecurity%2Fpassword")
	b.post("/sign-in", "email", ada, "password", adaPassword, "next", "/security/password").leads(t, "/security/password")
	// Where any path were answered, this one would mean nothing.
	if p := b.get("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200"); p.status != http.StatusNotFound {
		t.Errorf("a resource that should not exist: %d", p.status)
	}
}

// A month after an app was added, its person is asked once; nothing waits for the answer.
func TestACheckUpAfterAMonth(t *testing.T) {
	const asks = "Does your app still show the right code?"
	s := boot(t)
	secret, _ := s.browser().turnOn()
	b := s.in(secret)
	if strings.Contains(b.get("/dashboard").body, asks) {
		t.Error("asked at once")
	}
	s.clock.Advance(30 * 24 * time.Hour)
	b, other := s.in(secret), s.browser()
	b.get("/dashboard").says(t, http.StatusOK, asks)
	b.get("/invoices").says(t, http.StatusOK, "Invoices")
	b.get("/security/check-up").says(t, http.StatusOK, "You have 10 backup codes left")
	b.post("/security/check-up", "code", "000000").says(t, http.StatusUnprocessableEntity, "That code is not right")
	b.get("/dashboard").says(t, http.StatusOK, asks)
	s.clock.Advance(time.Minute)
	b.post("/security/check-up", "code", s.code(secret)).leads(t, "/security?done=check-up")
	b.get("/security?done=check-up").says(t, http.StatusOK, "It works: your app shows the right code.")
	if strings.Contains(b.get("/dashboard").body, asks) {
		t.Error("asked again")
	}
	s.clock.Advance(time.Minute)
	other.post("/sign-in", "email", bruno, "password", brunoPassword).leads(t, "/dashboard")
	other.get("/security/check-up").leads(t, "/security")
}

func TestACheckUpIsDismissed(t *testing.T) {
	s := boot(t)
	secret, _ := s.browser().turnOn()
	s.clock.Advance(31 * 24 * time.Hour)
	b := s.in(secret)
	b.get("/security").says(t, http.StatusOK, "/security/check-up")
	b.post("/security/check-up/dismiss").leads(t, "/security")
	if strings.Contains(b.get("/security").body, "/security/check-up") {
		t.Error("asked again")
	}
}

// The password was right and nothing came after it.
func TestAnUnfinishedSignInIsInTheMailbox(t *testing.T) {
	s := boot(t)
	s.browser().turnOn()
	s.browser().signIn().leads(t, "/sign-in/code")
	s.clock.Advance(10 * time.Minute)
	if err := s.host.Changes.TellUnfinished(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := s.host.Changes.Outbox.Latest(t.Context(), s.host.DB.Read(), 1)
	if err != nil || all[0].Kind != message.SignInUnfinished || all[0].Recipient != ada {
		t.Fatalf("the latest message is %+v, %v", all, err)
	}
	s.browser().get("/demo/mailbox/"+all[0].ID).says(t, http.StatusOK, "127.0.0.1")
}
