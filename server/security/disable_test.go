package security_test

import (
	"net/http"
	"testing"
	"time"

	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// A thief has copied Ada's session, but not her phone. She gives her code to disable
// two-factor authentication; whether it goes off is then hers alone to confirm.
func TestACopiedSessionCannotConfirmWhatItsOwnerProved(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	owner, thief := s.Browser(), s.Browser()
	secret, _ := owner.TurnOn()
	thief.Plant(web.SessionCookie, owner.Cookie(web.SessionCookie))
	thief.Get("/security").Says(t, http.StatusOK, "Two-Factor Authentication")

	owner.Post("/security/two-factor/disable", "code", s.Code(secret)).Leads(t, "/security/two-factor/disable/confirm")
	thief.IsOut("after the owner's code")
	thief.Get("/security/two-factor/disable/confirm").Leads(t, "/sign-in?next=%2Fsecurity%2Ftwo-factor%2Fdisable%2Fconfirm")
	thief.Post("/security/two-factor/disable/confirm").Leads(t, "/sign-in?next=%2Fsecurity%2Ftwo-factor%2Fdisable%2Fconfirm&said=lost")
	s.Browser().SignIn().Leads(t, "/sign-in/code") // two-factor is still on

	s.Clock.Advance(time.Minute)
	owner.Get("/security/two-factor/disable/confirm").Says(t, http.StatusOK, "Confirm")
	owner.Post("/security/two-factor/disable/confirm").Leads(t, "/security?done=off")
	s.Browser().SignIn().Leads(t, "/dashboard")
}
