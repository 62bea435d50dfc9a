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

// A thief who has a session adds a method; the owner says that it wasn't them, signs in with what they had before, and
// restores or removes what has stopped.
func TestTheOwnerThrowsOutWhoAddedAMethod(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, _ := s.Browser().TurnOn()
	s.LetSettle()
	thief := s.SignedIn(secret)
	thief.Post("/security/methods/new", "method", "email").Leads(t, "/security/methods/email")
	thief.Post("/security/methods/email", "code", s.SentCode(message.Email)).Leads(t, "/security?done=added")
	id := thief.Method("Email code")
	p := thief.Get("/security/methods/" + id + "/remove")
	if !strings.Contains(p.Location, "since=") || !strings.Contains(p.Location, "or="+id) {
		t.Errorf("removing on the sign-in's own proof leads to %s", p.Location)
	}

	owner := s.Browser()
	owner.Get(letter.NotMePath+s.Mail(hosttest.Ada, message.MethodAdded).NotMe).Leads(t, "/not-me")
	owner.Get("/not-me").Says(t, http.StatusOK, "added in the last 7 days will stop working")
	owner.Post("/not-me").Leads(t, "/not-me")
	owner.Get("/not-me").Says(t, http.StatusOK, "restore it in Security Settings")
	thief.IsOut("the owner said that it wasn't them")

	s.Clock.Advance(time.Minute)
	owner = s.SignedIn(secret)
	p = owner.Get("/security")
	p.Says(t, http.StatusOK, "Not working")
	owner.Get("/security/methods/"+id).Says(t, http.StatusNotFound, "")
	s.Clock.Advance(time.Minute)
	asked := owner.Post("/security/methods/" + id + "/restore")
	if !strings.HasPrefix(asked.Location, "/confirm?") || !strings.Contains(asked.Location, "since=") {
		t.Fatalf("restoring on the sign-in's own proof: %d to %s", asked.Status, asked.Location)
	}
	owner.Confirms(asked, "code", s.Code(secret)).Leads(t, "/security?done=restored")
	owner.Get("/security?done=restored").Says(t, http.StatusOK, "Your method works again.")
	s.Mail(hosttest.Ada, message.MethodRestored)
}

// With nothing left the password leads to a recovery case.
func TestWithEveryMethodSuspendedThePasswordLeadsToACase(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOn()
	owner := s.Browser()
	owner.Get(letter.NotMePath+s.Mail(hosttest.Ada, message.TwoFactorOn).NotMe).Leads(t, "/not-me")
	owner.Post("/not-me").Leads(t, "/not-me")
	b.IsOut("the owner said that it wasn't them")
	for _, browser := range []*hosttest.Browser{b, owner, s.Browser()} {
		browser.SignIn().Leads(t, "/recovery?said=suspended")
		browser.Get("/recovery?said=suspended").Says(t, http.StatusOK, "All your sign-in methods stopped working")
		browser.Get("/sign-in/code").Leads(t, "/sign-in?said=again")
	}
	owner.OpensCase()
}
