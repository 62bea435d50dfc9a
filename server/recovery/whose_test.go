package recovery_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// A case is its person's, and not that of whoever uses the browser next: it is neither shown nor stopped, nor offered.
func TestACaseIsNotTheNextPersons(t *testing.T) {
	t.Parallel()
	for name, comes := range map[string]func(s *hosttest.Server, b *hosttest.Browser){
		"signed in": func(s *hosttest.Server, b *hosttest.Browser) {
			b.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
		},
		"signed in, with the cookie kept": func(s *hosttest.Server, b *hosttest.Browser) {
			kept := b.Cookie(web.CaseCookie)
			b.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
			b.Plant(web.CaseCookie, kept)
		},
		"and signed out again": func(s *hosttest.Server, b *hosttest.Browser) {
			b.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
			b.Post("/sign-out")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := hosttest.Boot(t)
			s.Browser().TurnOn()
			b := s.Browser()
			b.OpensCase()
			b.Get("/recovery/case").Says(t, http.StatusOK, "Step 1 of 3")
			comes(s, b)
			b.Get("/recovery/case").Leads(t, "/recovery?said=gone")
			if strings.Contains(b.Get("/recovery").Body, "Follow your case") {
				t.Error("the case is offered")
			}
			b.Post("/recovery/case/browser").Leads(t, "/recovery?said=gone")
			b.Post("/recovery/case/stop").Leads(t, "/recovery?said=gone")
			if s.Count(`SELECT COUNT(*) FROM recovery_case WHERE closed_at <> 0`) != 0 {
				t.Error("the case was stopped")
			}
		})
	}
}

// Where somebody else is signed in, no case is opened: they would see it once its person has gone. The link stays.
func TestACaseIsNotOpenedBesideAnothersSession(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	b := s.Browser()
	b.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	b.Post("/recovery", "email", hosttest.Ada).Leads(t, "/recovery/sent")
	link := "/recovery/open/" + s.Mail(hosttest.Ada, message.RecoveryOpen).Secret
	b.Get(link).Leads(t, "/recovery/open")
	b.Get("/recovery/open").Says(t, http.StatusOK, hosttest.Bruno)
	b.Post("/recovery/open").Says(t, http.StatusUnprocessableEntity, "Sign out first")
	if s.Count(`SELECT COUNT(*) FROM recovery_case`) != 0 {
		t.Fatal("a case was opened")
	}
	b.Post("/sign-out")
	b.Get(link).Leads(t, "/recovery/open")
	b.Post("/recovery/open").Leads(t, "/recovery/case")
	b.Get("/recovery/case").Says(t, http.StatusOK, "Step 1 of 3")
}
