package signin_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// silent fails the test unless the meter says nothing.
func silent(t *testing.T, p hosttest.Page, of string) {
	t.Helper()
	if p.Status != http.StatusOK || !strings.Contains(p.Body, `data-score="0"`) || !strings.Contains(p.Body, "<span></span>") {
		t.Errorf("%s: %d\n%s", of, p.Status, p.Body)
	}
}

const ownDetails = "Don’t use your name, your email address or our name in your password."

// The meter beside a new password answers whoever may choose one, with what the form
// itself would say; whoever holds no link that works learns nothing by it about anybody.
func TestTheMeterAnswersWhoHoldsALink(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	const adas = "ada-hartwell"
	b := s.Browser()
	silent(t, b.Post("/reset-password/strength", "password", adas), "without a link")
	b.Get("/reset-password/" + strings.Repeat("x", 43))
	silent(t, b.Post("/reset-password/strength", "password", adas), "with a link that was made up")
	b.Post("/forgot-password", "email", hosttest.Ada)
	link := s.Link(hosttest.Ada, message.ResetPassword)
	b.Get(link)
	b.Post("/reset-password/strength", "password", adas).Says(t, http.StatusOK, ownDetails)
	b.Post("/reset-password", "password", adas).Says(t, http.StatusUnprocessableEntity, ownDetails)
	b.Post("/reset-password/strength", "password", hosttest.FreshPassword).Says(t, http.StatusOK, "Strong")
	silent(t, b.Post("/reset-password/strength", "password", ""), "before anything is typed")
	b.Post("/reset-password", "password", hosttest.FreshPassword).Leads(t, "/sign-in?said=reset")
	b.Get(link)
	silent(t, b.Post("/reset-password/strength", "password", adas), "with a link that is spent")

	c := s.Browser()
	silent(t, c.Post("/register/finish/strength", "password", adas, "name", "Ada Hartwell"), "without a link")
	c.Post("/register", "email", "grace@example.test")
	c.Get(s.Link("grace@example.test", message.RegisterConfirm))
	c.Post("/register/finish/strength", "password", "grace hopper", "name", "Grace Hopper").Says(t, http.StatusOK, ownDetails)
	if p := c.Post("/register/finish/strength", "password", adas, "name", "Grace"); strings.Contains(p.Body, ownDetails) {
		t.Error("it judges by somebody else's details")
	}
	s.Set("registration", "closed")
	silent(t, c.Post("/register/finish/strength", "password", hosttest.FreshPassword), "once registration is closed")

	d := s.Browser()
	silent(t, d.Post("/set-up/strength", "password", adas), "without a link")
	fresh := hosttest.Boot(t, func(o *host.Options) { o.Demo = false })
	token, err := fresh.Host.Staff.SetUpLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d = fresh.Browser()
	d.Get("/set-up/"+token).Leads(t, "/set-up")
	d.Post("/set-up/strength", "password", "sven-larsen", "name", "Sven Larsen", "email", "s@example.com").Says(t, http.StatusOK, ownDetails)
}

// However many ask at once, a hundred a second are judged, and the others' meters stay empty.
func TestTheMeterIsLimited(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.Post("/forgot-password", "email", hosttest.Ada)
	b.Get(s.Link(hosttest.Ada, message.ResetPassword)).Leads(t, "/reset-password")
	const asked = 800
	var answered atomic.Int32
	var all sync.WaitGroup
	began := time.Now()
	for range 8 {
		all.Go(func() {
			for range asked / 8 {
				if strings.Contains(b.Post("/reset-password/strength", "password", hosttest.FreshPassword).Body, "Strong") {
					answered.Add(1)
				}
			}
		})
	}
	all.Wait()
	most := 101 + int32(100*time.Since(began).Seconds())
	if n := answered.Load(); n < 100 || n > most {
		t.Errorf("%d of %d were judged, want at most %d", n, asked, most)
	}
	if most >= asked {
		t.Logf("the machine was too slow for this to show anything: %v", time.Since(began))
	}
}
