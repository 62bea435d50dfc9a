package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// A rule in force is given other dates where it stands: it binds its people from the new date, and the log holds both.
func TestARuleIsGivenOtherDates(t *testing.T) {
	s := boot(t)
	boss := s.sven()
	studio := "0" + between(t, boss.get("/desk/policy").body, `<option value="0`, `"`)
	boss.post("/desk/policy/require", "scope", studio, "from", "2026-12-10", "grace", "21").leads(t, "/desk/policy?done=required")

	page := "/desk/policy?change=" + studio
	boss.get("/desk/policy").says(t, http.StatusOK, `href="`+page+`"`)
	open := boss.get(page)
	for _, want := range []string{`action="/desk/policy/change"`, `value="2026-12-10"`, `value="21"`} {
		open.says(t, http.StatusOK, want)
	}
	if strings.Contains(open.body, `action="/desk/policy/require"`) {
		t.Error("two forms with the same fields stand on the page")
	}
	for name, c := range map[string]struct{ from, grace, words string }{
		"no date":         {"", "21", "Choose a date"},
		"no day there is": {"2026-02-30", "21", "Choose a date"},
		"too much grace":  {"2026-12-24", "181", "0 to 180"},
	} {
		refused := boss.post("/desk/policy/change", "scope", studio, "from", c.from, "grace", c.grace)
		for _, want := range []string{c.words, `action="/desk/policy/change"`, `value="` + c.from + `"`, `value="` + c.grace + `"`, "10 December 2026"} {
			if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.body, want) {
				t.Errorf("%s: %d, without %s", name, refused.status, want)
			}
		}
	}

	boss.post("/desk/policy/change", "scope", studio, "from", "2026-12-10", "grace", "21").leads(t, "/desk/policy?done=changed")
	if n := s.count(`SELECT COUNT(*) FROM audit_event WHERE event = 'policy.changed'`); n != 0 {
		t.Errorf("%d rows tell of a change that changed nothing", n)
	}
	boss.post("/desk/policy/change", "scope", studio, "from", "2026-12-24", "grace", "١٤").leads(t, "/desk/policy?done=changed")
	boss.get("/desk/policy?done=changed").says(t, http.StatusOK, "The dates are changed")
	log := boss.get("/desk/audit?kind=policy.changed")
	for _, want := range []string{"Hartwell Studio", "From: 24 December 2026", "Deadline: 7 January 2027", "From, before: 10 December 2026", "Deadline, before: 31 December 2026", sven} {
		log.says(t, http.StatusOK, want)
	}
	layla := "layla@example.test"
	s.clock.Set(noon.AddDate(0, 0, 18))
	newCrew(s).read(t, "on the former date", map[string]string{ada: "", bruno: "", layla: ""})
	s.clock.Set(noon.AddDate(0, 0, 32))
	newCrew(s).read(t, "on the new one", map[string]string{ada: "before 7 January 2027: 13 days are left", bruno: "13 days are left", layla: ""})
}

// What somebody else has made optional meanwhile does not come back by changing its date.
func TestAReleasedRuleIsNotChanged(t *testing.T) {
	s := boot(t)
	boss := s.sven()
	boss.post("/desk/policy/require", "scope", "everyone", "from", "2026-12-10", "grace", "21").leads(t, "/desk/policy?done=required")
	boss.get("/desk/policy?change=everyone").says(t, http.StatusOK, "Leave it as it is")
	boss.post("/desk/policy/release", "scope", "everyone").leads(t, "/desk/policy?done=released")
	late := boss.post("/desk/policy/change", "scope", "everyone", "from", "2026-12-24", "grace", "21")
	late.says(t, http.StatusUnprocessableEntity, "Nothing is required there any more, so nothing was changed")
	late.says(t, http.StatusUnprocessableEntity, `value="2026-12-24"`)
	boss.get("/desk/policy?change=everyone").says(t, http.StatusOK, "Optional: people may turn it on")
	if n := s.count(`SELECT COUNT(*) FROM requirement`); n != 0 {
		t.Errorf("%d rules are in force", n)
	}
	if n := s.count(`SELECT COUNT(*) FROM audit_event WHERE event = 'policy.changed'`); n != 0 {
		t.Errorf("%d rows tell of a change that was refused", n)
	}
}

// Whoever takes longer than a proof counts, types nothing twice: neither where they confirm that it's them, nor where
// they come back to the page without it.
func TestNewDatesAreKeptWhileTheirAdministratorConfirms(t *testing.T) {
	s := boot(t)
	boss := s.browser()
	boss.post("/sign-in", "email", sven, "password", svenPassword)
	secret := boss.setUpSecondStep()
	boss.post("/desk/policy/require", "scope", "everyone", "from", "2026-12-10", "grace", "21").leads(t, "/desk/policy?done=required")
	page := "/desk/policy?change=everyone"
	s.clock.Advance(11 * time.Minute)
	boss.get(page).leads(t, "/confirm?next="+url.QueryEscape(page))
	asked := boss.post("/desk/policy/change", "scope", "everyone", "from", "2026-12-24", "grace", "30")
	boss.post("/confirm", "next", page, "code", s.code(secret)).leads(t, page)
	for _, want := range []string{`action="/desk/policy/change"`, `value="2026-12-24"`, `value="30"`, "10 December 2026"} {
		boss.get(page).says(t, http.StatusOK, want)
	}
	s.clock.Advance(time.Minute)
	boss.confirms(asked, "code", s.code(secret)).leads(t, "/desk/policy?done=changed")
	boss.get("/desk/policy").says(t, http.StatusOK, "24 December 2026")
}
