package security_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/server/hosttest"
)

// A link cannot have a page say that something was done which was not; what was done is said once, and not to the next
// person at the same browser.
func TestAPageSaysOnlyWhatWasDone(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.Get("/sign-in?said=out").Says(t, http.StatusOK, "Sign in")
	if p := b.Get("/sign-in?said=reset"); strings.Contains(p.Body, "new password is saved") {
		t.Error("a link says that a password was set")
	}
	b.SignIn().Leads(t, "/dashboard")
	quiet := b.Get("/security").Body
	for _, said := range []string{"done=on", "done=off", "done=password", "done=codes", "done=added", "said=backup-code"} {
		if p := b.Get("/security?" + said); alerts(p.Body) != alerts(quiet) {
			t.Errorf("a link has the page say %s", said)
		}
	}
	b.Post("/security/password", "current", hosttest.AdaPassword, "password", hosttest.AdaPassword).
		Says(t, http.StatusUnprocessableEntity, "That’s the password you have now. Choose a new one.")
	b.Post("/security/password", "current", hosttest.AdaPassword, "password", hosttest.FreshPassword).Leads(t, "/security?done=password")
	left := b.Cookie("flash")
	if p := b.Get("/security?done=password"); alerts(p.Body) == alerts(quiet) {
		t.Error("what was done is not said")
	}
	if p := b.Get("/security?done=password"); alerts(p.Body) != alerts(quiet) {
		t.Error("what was done is said twice")
	}
	bruno := s.Browser()
	bruno.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	quiet = bruno.Get("/security").Body
	bruno.Plant("flash", left)
	if p := bruno.Get("/security?done=password"); alerts(p.Body) != alerts(quiet) {
		t.Error("what Ada did is said to Bruno")
	}
}

func alerts(body string) int {
	return strings.Count(body, "alert success") + strings.Count(body, "banner")
}
