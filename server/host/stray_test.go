package host_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
	"latchkey/server/web"
)

// Every page of a link acts on what it shows: its forms say which link it is about, and so does all that it asks for.
func TestEveryPageOfALinkIsBoundToIt(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	pages := 0
	for _, page := range s.Site.Routes() {
		if !page.Linked {
			continue
		}
		pages++
		if page.Link == "" {
			t.Errorf("%s is the page of no link", page.Path)
		}
		for _, to := range s.Site.Routes() {
			below := to.Path == page.Path || strings.HasPrefix(to.Path, page.Path+"/") && !strings.Contains(to.Path, ":token")
			if below && to.Method == http.MethodPost && to.Link == "" {
				t.Errorf("%s acts on whichever link the browser has", to.Path)
			}
			if below && to.Quiet && to.Link == "" {
				t.Errorf("%s tells of whichever link the browser has", to.Path)
			}
		}
	}
	if pages < 13 {
		t.Errorf("only %d pages of links are looked at", pages)
	}
}

// While a page stands open another site sends the browser to a link of its own, of the same kind: the form of the page does
// nothing. Nobody's password is set, nobody's address confirmed, no sign-in made, no case opened, nothing undone.
func TestAPageOfAnotherLinkDoesNothing(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "open")
	ask := s.Browser()
	links := map[string][]string{}
	two := func(page string, kind message.Kind, people ...string) {
		for _, email := range people {
			links[page] = append(links[page], s.Link(email, kind))
		}
	}
	for _, email := range []string{"heidi@example.test", "ivan@example.test"} {
		ask.Post("/register", "email", email).Leads(t, "/register/sent")
	}
	for _, email := range []string{hosttest.Ada, hosttest.Bruno} {
		ask.Post("/forgot-password", "email", email).Leads(t, "/forgot-password/sent")
		ask.Post("/recovery", "email", email).Leads(t, "/recovery/sent")
	}
	two("/register/finish", message.RegisterConfirm, "heidi@example.test", "ivan@example.test")
	two("/reset-password", message.ResetPassword, hosttest.Ada, hosttest.Bruno)
	two("/recovery/open", message.RecoveryOpen, hosttest.Ada, hosttest.Bruno)
	ada, bruno := s.Browser(), s.Browser()
	ada.SignIn().Leads(t, "/dashboard")
	bruno.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	ada.Post("/profile/email", "email", "ada@new.test").Leads(t, "/profile/email?done=sent")
	bruno.Post("/profile/email", "email", "bruno@new.test").Leads(t, "/profile/email?done=sent")
	two("/confirm-email", message.EmailConfirm, "ada@new.test", "bruno@new.test")
	for _, email := range []string{hosttest.Ada, hosttest.Bruno} {
		links["/not-me"] = append(links["/not-me"], letter.NotMePath+s.Mail(email, message.EmailChanging).NotMe)
	}
	before := s.Count(`SELECT COUNT(*) FROM audit_event`)
	for page, l := range links {
		s.Browser().Strays(l[0], l[1], page, "password", hosttest.FreshPassword, "name", "Heidi")
	}
	if after := s.Count(`SELECT COUNT(*) FROM audit_event`); after != before {
		t.Errorf("%d things were done", after-before)
	}
	b := s.Browser()
	b.Get(links["/reset-password"][0])
	b.Header.Set("HX-Request", "true")
	b.Header.Set("HX-Target", "div#strength")
	p := b.Post("/reset-password/strength", "password", "x", web.LinkField, "of another page")
	p.Says(t, http.StatusConflict, "Another link was opened in this browser")
	b = s.Browser()
	b.Get(links["/reset-password"][0])
	b.Post("/reset-password", "password", hosttest.FreshPassword).Leads(t, "/sign-in?said=reset")
}
