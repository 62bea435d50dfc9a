package signin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// The page after an address was asked for a link shows that address, whoever has it, to the browser that typed it.
func TestTheAddressOfALinkIsShownWhereItWasTyped(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "open")
	for _, form := range []string{"/register", "/forgot-password", "/recovery"} {
		for name, email := range map[string]string{
			"somebody's": hosttest.Ada, "nobody's": "nobody@example.test",
			"in marks": " \u202anobody@example.test\u202c", "markup": `"<b>"@example.test`,
		} {
			b := s.Browser()
			if p := b.Post(form, "email", email); p.Status == http.StatusUnprocessableEntity {
				continue
			}
			p := b.Get(form + "/sent")
			if clean := strings.Trim(email, " \u202a\u202c"); name != "markup" && !strings.Contains(p.Body, "\u2066"+clean+"\u2069") {
				t.Errorf("%s, %s: the page lacks the address", form, name)
			}
			if strings.Contains(p.Body, "<b>") {
				t.Errorf("%s, %s: markup", form, name)
			}
			other := s.Browser().Get(form + "/sent")
			other.Says(t, http.StatusOK, "the email address you entered")
			if strings.Contains(other.Body, email) {
				t.Errorf("%s, %s: another browser sees it", form, name)
			}
			for _, elsewhere := range []string{"/register", "/forgot-password", "/recovery"} {
				if elsewhere != form && strings.Contains(b.Get(elsewhere+"/sent").Body, "nobody@") {
					t.Errorf("%s: %s/sent says that it was sent there", form, elsewhere)
				}
			}
		}
		known, unknown := s.Browser(), s.Browser()
		known.Post(form, "email", hosttest.Ada)
		unknown.Post(form, "email", "bob@example.test")
		if k, u := known.Get(form+"/sent"), unknown.Get(form+"/sent"); strings.ReplaceAll(k.Body, hosttest.Ada, "bob@example.test") != u.Body {
			t.Errorf("%s: the page differs by more than what was typed", form)
		}
	}
}

// Who uses the browser next is not shown it.
func TestTheAddressOfALinkIsForgotten(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.Post("/forgot-password", "email", "eve@example.test", "again", "1").Leads(t, "/forgot-password/sent?said=again")
	b.Get("/forgot-password/sent?said=again").Says(t, http.StatusOK, "We’ve got your request.")
	again := b.Get("/forgot-password/sent?said=again")
	again.Says(t, http.StatusOK, "eve@example.test")
	if strings.Contains(again.Body, "got your request") {
		t.Error("the address alone has the page say that a mail was asked for")
	}
	signsIn := s.Browser()
	signsIn.Post("/forgot-password", "email", "eve@example.test")
	signsIn.SignIn().Leads(t, "/dashboard")
	if strings.Contains(signsIn.Get("/forgot-password/sent").Body, "eve@example.test") {
		t.Error("after a sign-in the address is still shown")
	}
	s.Clock.Advance(31 * time.Minute)
	if strings.Contains(b.Get("/forgot-password/sent").Body, "eve@example.test") {
		t.Error("half an hour later the address is still shown")
	}
}
