package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/server/hosttest"
)

// Strangers have guessed at a person's password until no new browser may try it. Support opens that again, which is
// written down, and sees that it is needed.
func TestStaffUnlockAPerson(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	support, page := s.AtTheDesk(hosttest.Noor, hosttest.NoorPassword), "/desk/people/"+s.IDOf(hosttest.Bruno)
	if strings.Contains(support.Get(page).Body, page+"/unlock") {
		t.Error("it offers to unlock what is open")
	}
	guess := func() hosttest.Page {
		return s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", "wrong")
	}
	for guess().Status != http.StatusTooManyRequests {
	}
	support.Get(page).Says(t, http.StatusOK, page+"/unlock")
	support.Post(page+"/unlock").Leads(t, page+"?done=unlocked")
	support.Get(page+"?done=unlocked").Says(t, http.StatusOK, "Unlocked.")
	s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'user.unlocked' AND actor = $1 AND subject = $2`,
		s.IDOf(hosttest.Noor), s.IDOf(hosttest.Bruno)); n != 1 {
		t.Errorf("%d rows in the audit log", n)
	}
	bosses := "/desk/people/" + s.IDOf(hosttest.Sven)
	support.Post(bosses+"/unlock").Says(t, http.StatusForbidden, "Only an administrator")
}
