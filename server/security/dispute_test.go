package security_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

// A phishing page took Ada's password and one code: the thief adds an app on the proof of that sign-in, and puts an address
// of his own in force. Neither is of use to him once she has said, from the old one, that it wasn't her.
func TestAThiefsAppEndsNoDispute(t *testing.T) {
	t.Parallel()
	const eve = "eve@example.test"
	s := hosttest.Boot(t)
	secret, _ := s.Browser().TurnOn()
	s.LetSettle()
	thief := s.SignedIn(secret)
	thief.Post("/security/methods/new", "method", "totp").Leads(t, "/security/two-factor/scan")
	own := hosttest.Between(t, thief.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	thief.Post("/security/two-factor/verify", "code", s.Code(own)).Leads(t, "/security?done=added")
	thief.Post("/profile/email", "email", eve).Leads(t, "/profile/email?done=sent")
	thief.Get(s.Link(eve, message.EmailConfirm)).Leads(t, "/confirm-email")
	thief.Post("/confirm-email").Leads(t, "/profile?done=email")
	says := func(kind message.Kind) hosttest.Page {
		old := s.Browser()
		old.Get(letter.NotMePath+s.Mail(hosttest.Ada, kind).NotMe).Leads(t, "/not-me")
		old.Post("/not-me").Leads(t, "/not-me")
		return old.Get("/not-me")
	}
	says(message.EmailChanged).Says(t, http.StatusOK, "changes to your account are frozen")

	enters := func(b *hosttest.Browser, secret string) hosttest.Page {
		b.Post("/sign-in", "email", eve, "password", hosttest.AdaPassword).Leads(t, "/sign-in/code")
		s.Clock.Advance(30 * time.Second)
		return b.Post("/sign-in/verify", "code", s.Code(secret))
	}
	enters(thief, own).Says(t, http.StatusUnprocessableEntity, "")
	says(message.EmailChanging).Says(t, http.StatusOK, "changes to your account are frozen") // her other link has not died

	owner := s.Browser()
	enters(owner, secret).Leads(t, "/dashboard")
	owner.Get("/dashboard").Says(t, http.StatusOK, "Changes to your account are frozen")
	s.Clock.Advance(11 * time.Minute)
	owner.Get("/security/frozen").Says(t, http.StatusOK, "Keep the current details")
	asked := owner.Post("/security/frozen", "outcome", "put-back")
	if !strings.Contains(asked.Location, "&since=") {
		t.Errorf("a proof of any age is asked for: %q", asked.Location)
	}
	owner.Confirms(asked, "code", s.Code(secret)).Leads(t, "/sign-in?said=put-back")
}

// The address from before is somebody else's by now: the page says so to whom it is true for, and not to whoever follows a
// link that claims it.
func TestAnAddressThatIsTakenIsNotPutBack(t *testing.T) {
	t.Parallel()
	const eve, taken = "eve@example.test", "Someone else’s account uses that email address"
	s := hosttest.Boot(t)
	secret, _ := s.Browser().TurnOn()
	s.LetSettle()
	b := s.SignedIn(secret)
	b.Post("/profile/email", "email", eve).Leads(t, "/profile/email?done=sent")
	b.Get(s.Link(eve, message.EmailConfirm)).Leads(t, "/confirm-email")
	b.Post("/confirm-email").Leads(t, "/profile?done=email")
	old := s.Browser()
	old.Get(letter.NotMePath+s.Mail(hosttest.Ada, message.EmailChanged).NotMe).Leads(t, "/not-me")
	old.Post("/not-me").Leads(t, "/not-me")
	s.AddPerson(hosttest.Ada, "Another Ada", "granite-meadow-61")

	b = s.Browser()
	b.Post("/sign-in", "email", eve, "password", hosttest.AdaPassword).Leads(t, "/sign-in/code")
	s.Clock.Advance(30 * time.Second)
	b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	if p := b.Get("/security/frozen?taken=address"); strings.Contains(p.Body, taken) {
		t.Error("the page believes its address")
	}
	s.Clock.Advance(11 * time.Minute)
	b.Confirms(b.Post("/security/frozen", "outcome", "put-back"), "code", s.Code(secret)).Leads(t, "/security/frozen?taken=address")
	b.Get("/security/frozen?taken=address").Says(t, http.StatusOK, taken)
}

// A link to the new mailbox takes no method from the owner either.
func TestTheNewMailboxSuspendsNoMethod(t *testing.T) {
	t.Parallel()
	const eve = "eve@example.test"
	s := hosttest.Boot(t)
	b := s.Browser()
	secret, _ := b.TurnOn()
	b.Post("/profile/email", "email", eve).Leads(t, "/profile/email?done=sent")
	b.Get(s.Link(eve, message.EmailConfirm)).Leads(t, "/confirm-email")
	b.Post("/confirm-email").Leads(t, "/profile?done=email")
	thief := s.Browser()
	thief.Get(letter.NotMePath+s.Mail(eve, message.EmailChanged).NotMe).Leads(t, "/not-me")
	thief.Post("/not-me").Leads(t, "/not-me")
	b.Post("/sign-in", "email", eve, "password", hosttest.AdaPassword).Leads(t, "/sign-in/code")
	s.Clock.Advance(30 * time.Second)
	b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
}
