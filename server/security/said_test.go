package security_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/server/hosttest"
)

// A password is not called changed because the account was made with it, here or at the desk.
func TestAPasswordThatTheAccountWasMadeWith(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b, sven := s.Browser(), s.Sven()
	b.SignIn().Leads(t, "/dashboard")
	file := "/desk/people/" + s.IDOf(hosttest.Ada)
	const made = "Set when the account was created"
	b.Get("/security").Says(t, http.StatusOK, made)
	sven.Get(file).Says(t, http.StatusOK, made)
	b.Post("/security/password", "current", hosttest.AdaPassword, "password", hosttest.FreshPassword).Leads(t, "/security?done=password")
	for name, p := range map[string]hosttest.Page{"to the owner": b.Get("/security"), "at the desk": sven.Get(file)} {
		if strings.Contains(p.Body, made) || !strings.Contains(p.Body, "hanged") {
			t.Errorf("%s it is not said to have been changed", name)
		}
	}
}

// An empty field asks for what belongs there.
func TestEmptyPasswordsAreAskedFor(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	for typed, want := range map[[2]string]string{
		{"", hosttest.FreshPassword}: "Enter your current password.", {hosttest.AdaPassword, ""}: "Choose a password.",
	} {
		b.Post("/security/password", "current", typed[0], "password", typed[1]).Says(t, http.StatusUnprocessableEntity, want)
	}
}

// Where no browser can be trusted, the page where people look for it says so, and why.
func TestWhereNoBrowserCanBeTrusted(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b, sven := s.Browser(), s.Sven()
	b.SignIn().Leads(t, "/dashboard")
	const offered = "You can trust one when you enter your code at sign-in."
	for days, want := range map[string][2]string{
		"7": {offered, "Staff can’t trust browsers."}, "0": {"has turned off trusted browsers.", "has turned off trusted browsers."},
	} {
		s.Set("trust.days", days)
		for i, page := range []hosttest.Page{b.Get("/security/sessions"), sven.Get("/security/sessions")} {
			page.Says(t, http.StatusOK, want[i])
			if want[i] != offered && strings.Contains(page.Body, offered) {
				t.Errorf("%s days: it is offered all the same", days)
			}
		}
	}
}
