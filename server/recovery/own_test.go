package recovery_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

const (
	asked    = "Someone asked to get into your account without your second step."
	approved = "A request to get into your account without your second step was approved."
	onHold   = "A request to get into your account without your second step is paused."
	ownCase  = `href="/security/recovery"`
)

// everywhere fails the test unless each of the browser's pages says words with the link to act; "": unless none says any.
func everywhere(t *testing.T, b *hosttest.Browser, words string, paths ...string) {
	t.Helper()
	for _, path := range paths {
		body := b.Get(path).Body
		if words == "" {
			if strings.Contains(body, ownCase) || strings.Contains(body, asked) {
				t.Errorf("%s tells of a case that is somebody else's, or none", path)
			}
			continue
		}
		if !strings.Contains(body, words) || !strings.Contains(body, ownCase) {
			t.Errorf("%s does not say %q, with where to act", path, words)
		}
	}
}

var ownPages = []string{
	"/dashboard", "/services", "/domains", "/invoices", "/tickets", "/profile", "/profile/email", "/security", "/security/sessions",
	"/security/password", "/security/methods/none", "/desk",
}

func TestACaseUnderWayIsSaidOnEveryPage(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("session.idle", "240h")
	s.Set("session.lifetime", "480h")
	secret, _ := s.Browser().TurnOn()
	s.LetSettle()
	s.PhoneOf(hosttest.Ada, hosttest.RecoveryNumber)
	s.LetSettle()
	sven, noor := s.Sven(), s.Noor()
	ada := s.SignedIn(secret)
	bruno := s.Browser()
	bruno.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	everywhere(t, ada, "", ownPages...)

	other := s.Browser()
	other.OpensCase()
	everywhere(t, ada, asked, ownPages...)
	at := noor.CaseAt()
	everywhere(t, noor, "", "/desk", "/desk/cases", at, "/desk/people/"+s.IDOf(hosttest.Ada), "/security", "/dashboard")
	everywhere(t, bruno, "", ownPages...)
	everywhere(t, other, "", "/recovery", "/recovery/case", "/contact", "/sign-in")
	bruno.Get("/security/recovery").Leads(t, "/security")
	ada.Get("/security/recovery").Says(t, http.StatusOK, "someone opened it with a link we sent")

	other.ProvesPhone()
	noor.TakesUp(at)
	sven.Decides(at, "approve").Leads(t, at)
	everywhere(t, ada, approved, "/dashboard", "/security")
	ada.Get("/security/recovery").Says(t, http.StatusOK, "Your second steps can be removed from")
	says := s.Browser()
	says.Get(letter.NotMePath+s.Mail(hosttest.Ada, message.RecoveryApproved).NotMe).Leads(t, "/not-me")
	says.Post("/not-me").Leads(t, "/not-me")
	everywhere(t, ada, onHold, "/dashboard", "/security")
	ada.Post("/sign-out")
	s.SignedIn(secret) // which ends it
	ada = s.SignedIn(secret)
	everywhere(t, ada, "", ownPages...)
}

// Whoever has the session alone does not take the owner's way back from her: that takes a second step which she had before,
// given since the case was opened.
func TestWhatStopsACaseFromInside(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("session.idle", "240h")
	secret, _ := s.Browser().TurnOn()
	s.LetSettle()
	ada := s.SignedIn(secret)
	ada.Post("/security/methods/new", "method", "totp").Leads(t, "/security/two-factor/scan")
	young := hosttest.Between(t, ada.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	ada.Post("/security/two-factor/verify", "code", s.Code(young)).Leads(t, "/security?done=added")
	s.Browser().OpensCase()

	active := func() int { return s.Count(`SELECT COUNT(*) FROM recovery_case WHERE closed_at = 0`) }
	stopped := func(what string) {
		t.Helper()
		if active() != 1 {
			t.Fatalf("%s stopped the case", what)
		}
	}
	refused := ada.Post("/security/recovery") // her proof is a minute old, and older than the case
	stopped("a proof from before it was opened")
	if !strings.Contains(refused.Location, "&since=") {
		t.Fatalf("a method of any age is asked for: %q", refused.Location)
	}
	s.Clock.Advance(30 * time.Second)
	ada.Post("/confirm", "next", "/security/recovery", "code", s.Code(young)).Leads(t, "/security/recovery")
	ada.Post("/security/recovery")
	stopped("a method that was young when it was opened")
	bruno := s.Browser()
	bruno.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	bruno.Post("/security/recovery").Leads(t, "/security")
	stopped("somebody else")

	s.Clock.Advance(30 * time.Second)
	ada.Confirms(ada.Post("/security/recovery"), "code", s.Code(secret)).Leads(t, "/security?done=case-stopped")
	if active() != 0 {
		t.Fatal("her own second step does not stop it")
	}
	ada.Get("/security?done=case-stopped").Says(t, http.StatusOK, "The recovery case was stopped")
	ada.Post("/security/recovery").Leads(t, "/security")
	s.Mail(hosttest.Ada, message.RecoveryStopped)
}

// A case that its owner has paused waits for staff before all others.
func TestTheDeskSaysWhatItsOwnerPaused(t *testing.T) {
	t.Parallel()
	const paused = "was paused by the account’s owner"
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	s.LetSettle()
	noor := s.Noor()
	b := s.Browser()
	b.OpensCase()
	if p := noor.Get("/desk"); strings.Contains(p.Body, paused) {
		t.Error("nobody has paused it")
	}
	b.Get(letter.NotMePath+s.Mail(hosttest.Ada, message.RecoveryOpened).NotMe).Leads(t, "/not-me")
	b.Post("/not-me").Leads(t, "/not-me")
	noor.Get("/desk").Says(t, http.StatusOK, "1 recovery case "+paused)
}
