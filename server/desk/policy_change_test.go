package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// A rule in force is given other dates where it stands: it binds its people from the new date, and the log holds both.
func TestARuleIsGivenOtherDates(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	studio := s.AccountID("C-10001")
	boss.Post("/desk/policy/require", "scope", studio, "from", "2026-12-10", "grace", "21").Leads(t, "/desk/policy?done=required")

	page := "/desk/policy?change=" + studio
	boss.Get("/desk/policy").Says(t, http.StatusOK, `href="`+page+`"`)
	open := boss.Get(page)
	for _, want := range []string{`action="/desk/policy/change"`, `value="2026-12-10"`, `value="21"`} {
		open.Says(t, http.StatusOK, want)
	}
	if strings.Contains(open.Body, `action="/desk/policy/require"`) {
		t.Error("two forms with the same fields stand on the page")
	}
	for name, c := range map[string]struct{ from, grace, words string }{
		"no date":         {"", "21", "Enter a date"},
		"no day there is": {"2026-02-30", "21", "Enter a date"},
		"too much grace":  {"2026-12-24", "181", "0 to 180"},
	} {
		refused := boss.Post("/desk/policy/change", "scope", studio, "from", c.from, "grace", c.grace)
		for _, want := range []string{
			c.words, `action="/desk/policy/change"`, `value="` + c.from + `"`, `value="` + c.grace + `"`, "10 December 2026",
		} {
			if refused.Status != http.StatusUnprocessableEntity || !strings.Contains(refused.Body, want) {
				t.Errorf("%s: %d, without %s", name, refused.Status, want)
			}
		}
	}

	boss.Post("/desk/policy/change", "scope", studio, "from", "2026-12-10", "grace", "21").Leads(t, "/desk/policy?done=changed")
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'policy.changed'`); n != 0 {
		t.Errorf("%d rows tell of a change that changed nothing", n)
	}
	boss.Post("/desk/policy/change", "scope", studio, "from", "2026-12-24", "grace", "١٤").Leads(t, "/desk/policy?done=changed")
	boss.Get("/desk/policy?done=changed").Says(t, http.StatusOK, "The dates are saved")
	log := boss.Get("/desk/audit?kind=policy.changed")
	for _, want := range []string{
		"Hartwell Studio", "From: 24 December 2026", "Deadline: 7 January 2027",
		"From (before): 10 December 2026", "Deadline (before): 31 December 2026", hosttest.Sven,
	} {
		log.Says(t, http.StatusOK, want)
	}
	layla := "layla@example.test"
	s.Clock.Set(hosttest.Noon.AddDate(0, 0, 18))
	newCrew(s).read(t, "on the former date", map[string]string{hosttest.Ada: "", hosttest.Bruno: "", layla: ""})
	s.Clock.Set(hosttest.Noon.AddDate(0, 0, 32))
	newCrew(s).read(t, "on the new one", map[string]string{
		hosttest.Ada: "before 7 January 2027. You have 13 days left", hosttest.Bruno: "13 days left", layla: "",
	})
}

// What somebody else has made optional meanwhile does not come back by changing its date.
func TestAReleasedRuleIsNotChanged(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	boss.Post("/desk/policy/require", "scope", "everyone", "from", "2026-12-10", "grace", "21").Leads(t, "/desk/policy?done=required")
	boss.Get("/desk/policy?change=everyone").Says(t, http.StatusOK, ">Cancel<")
	boss.Post("/desk/policy/release", "scope", "everyone").Leads(t, "/desk/policy?done=released")
	late := boss.Post("/desk/policy/change", "scope", "everyone", "from", "2026-12-24", "grace", "21")
	late.Says(t, http.StatusUnprocessableEntity, "A second step is no longer required there, so nothing was changed")
	late.Says(t, http.StatusUnprocessableEntity, `value="2026-12-24"`)
	boss.Get("/desk/policy?change=everyone").Says(t, http.StatusOK, "Optional. People can turn it on")
	if n := s.Count(`SELECT COUNT(*) FROM requirement`); n != 0 {
		t.Errorf("%d rules are in force", n)
	}
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'policy.changed'`); n != 0 {
		t.Errorf("%d rows tell of a change that was refused", n)
	}
}

// Whoever takes longer than a proof counts, types nothing twice: neither where they confirm that it's them, nor where
// they come back to the page without it.
func TestNewDatesAreKeptWhileTheirAdministratorConfirms(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Browser()
	boss.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword)
	secret := boss.SetUpSecondStep()
	boss.Post("/desk/policy/require", "scope", "everyone", "from", "2026-12-10", "grace", "21").Leads(t, "/desk/policy?done=required")
	page := "/desk/policy?change=everyone"
	s.Clock.Advance(11 * time.Minute)
	boss.Get(page).Leads(t, "/confirm?next="+url.QueryEscape(page)+"&need=3")
	asked := boss.Post("/desk/policy/change", "scope", "everyone", "from", "2026-12-24", "grace", "30")
	boss.Post("/confirm", "next", page, "code", s.Code(secret)).Leads(t, page)
	for _, want := range []string{`action="/desk/policy/change"`, `value="2026-12-24"`, `value="30"`, "10 December 2026"} {
		boss.Get(page).Says(t, http.StatusOK, want)
	}
	s.Clock.Advance(time.Minute)
	boss.Confirms(asked, "code", s.Code(secret)).Leads(t, "/desk/policy?done=changed")
	boss.Get("/desk/policy").Says(t, http.StatusOK, "24 December 2026")
}
