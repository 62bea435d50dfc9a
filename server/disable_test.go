package main

import (
	"net/http"
	"testing"
	"time"

	"latchkey/server/web"
)

// A thief has copied Ada's session, but not her phone. She gives her code to disable
// two-factor authentication; whether it goes off is then hers alone to confirm.
func TestACopiedSessionCannotConfirmWhatItsOwnerProved(t *testing.T) {
	s := boot(t)
	owner, thief := s.browser(), s.browser()
	secret, _ := owner.turnOn()
	thief.plant(web.SessionCookie, owner.cookie(web.SessionCookie))
	thief.get("/security").says(t, http.StatusOK, "Two-Factor Authentication")

	owner.post("/security/two-factor/disable", "code", s.code(secret)).leads(t, "/security/two-factor/disable/confirm")
	thief.out("after the owner's code")
	thief.get("/security/two-factor/disable/confirm").leads(t, "/sign-in?next=%2Fsecurity%2Ftwo-factor%2Fdisable%2Fconfirm")
	thief.post("/security/two-factor/disable/confirm").leads(t, "/sign-in?next=%2Fsecurity")
	s.browser().signIn().leads(t, "/sign-in/code") // two-factor is still on

	s.clock.Advance(time.Minute)
	owner.get("/security/two-factor/disable/confirm").says(t, http.StatusOK, "Confirm")
	owner.post("/security/two-factor/disable/confirm").leads(t, "/security?done=off")
	s.browser().signIn().leads(t, "/dashboard")
}
