package host_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"latchkey/server/hosttest"
)

// People come with the words of other client areas, and of the help pages that they read there. Each stands on the page
// where it is looked for.
func TestTheWordsThatPeopleKnowStandWhereTheyLook(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	says := func(path, words string) { b.Get(path).Says(t, http.StatusOK, words) }

	menu := regexp.MustCompile(`(?s)<div class="menu-panel">.*?</div>`).FindString(b.Get("/dashboard").Body)
	last := 0
	for _, words := range []string{">My Account<", "Profile<", "Security Settings<", "Sign out<"} {
		at := strings.Index(menu, words)
		if at < last {
			t.Errorf("the menu lacks %q, or has it before what stands over it:\n%s", words, menu)
		}
		last = at
	}
	says("/security", "These settings apply to every account you belong to")
	says("/security/two-factor", "(2FA, also called MFA)")
	says("/security/two-factor", "time-based token")
	says("/security/two-factor", "verification code")
	says("/profile", "Keep your email and phone up to date")

	b = s.Browser()
	secret, _ := b.TurnOn()
	says("/security?done=on", "You’re all set")
	says("/security", "Before you change your phone")
	says("/security/methods/"+b.Method("Authenticator app"), "Before you change your phone")
	says("/security/methods/new", "Authenticator app (time-based token)")
	b = s.Browser()
	b.SignIn().Leads(t, "/sign-in/code")
	says("/sign-in/code", "verification code")
	says("/sign-in/ways", "Authenticator app (time-based token)")
	b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
}
