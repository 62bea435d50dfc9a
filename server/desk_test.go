package main

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestStaffActOnPeople(t *testing.T) {
	s := boot(t)
	boss, support := s.atTheDesk(sven, svenPassword), s.atTheDesk(noor, noorPassword)
	mina, adas := s.browser(), "/desk/people/"+s.idOf("mina@example.test")
	mina.post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93").leads(t, "/dashboard")

	support.get("/desk/people?q=MINA").says(t, http.StatusOK, "mina@example.test")
	if p := support.get("/desk/people?q=%25"); strings.Contains(p.body, "mina@") {
		t.Error("a percent sign finds everybody")
	}
	p := support.get(adas)
	p.says(t, http.StatusOK, "1 session")
	support.post(adas+"/end-sessions").leads(t, adas+"?done=sessions")
	mina.get("/dashboard").leads(t, "/sign-in?next=%2Fdashboard")
	support.post(adas+"/disable").leads(t, adas+"?done=disabled")
	mina.post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93").says(t, http.StatusUnprocessableEntity, "do not match")
	support.post(adas+"/enable").leads(t, adas+"?done=enabled")
	mina.post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93").leads(t, "/dashboard")

	// Support neither touches staff nor hands out roles; nobody acts on themselves.
	bosses := "/desk/people/" + s.idOf(sven)
	support.post(bosses+"/disable").says(t, http.StatusForbidden, "Only an administrator")
	support.post(bosses+"/end-sessions").says(t, http.StatusForbidden, "Only an administrator")
	support.post(adas+"/role", "role", "administrator").says(t, http.StatusForbidden, "Only an administrator")
	boss.get("/desk").says(t, http.StatusOK, "only one administrator")
	if strings.Contains(support.get("/desk").body, "only one administrator") {
		t.Error("support is told to make an administrator, which they may not")
	}
	boss.post(bosses+"/disable").says(t, http.StatusUnprocessableEntity, "This is you")
	boss.post(bosses+"/role", "role", "client").says(t, http.StatusUnprocessableEntity, "This is you")
	support.get("/desk/people/"+s.idOf(noor)).says(t, http.StatusOK, "This is you")

	// A role is given and acts at once, on who is signed in too.
	boss.post(adas+"/role", "role", "king").says(t, http.StatusNotFound, "")
	boss.post(adas+"/role", "role", "support").leads(t, adas+"?done=role")
	mina.get("/dashboard").leads(t, "/sign-in?next=%2Fdashboard")
	mina.post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93")
	mina.get("/dashboard").leads(t, "/security/two-factor")
	boss.post("/desk/people/"+s.idOf(noor)+"/role", "role", "client").leads(t, "/desk/people/"+s.idOf(noor)+"?done=role")
	support.get("/desk").leads(t, "/sign-in?next=%2Fdesk")

	rows := boss.get("/desk/audit?person=mina@example.test")
	for _, want := range []string{"user.disabled", "user.enabled", "sessions.ended", "user.role", noor, sven, "Role changed", "Role: Support"} {
		rows.says(t, http.StatusOK, want)
	}
}

// Every act of staff asks for a fresh proof, and nothing typed is lost on the way.
func TestTheDeskAsksForAFreshProof(t *testing.T) {
	s := boot(t)
	boss := s.atTheDesk(sven, svenPassword)
	mina := "/desk/people/" + s.idOf("mina@example.test")
	s.clock.Advance(11 * time.Minute)
	for path, fields := range map[string][]string{
		mina + "/disable": nil, mina + "/enable": nil, mina + "/end-sessions": nil, mina + "/unfreeze": nil, mina + "/put-back": {"kind", "email", "value", ada}, mina + "/role": {"role", "support"},
		"/desk/people/invite": {"email", "new@example.com"}, "/desk/messages/none/retry": nil, "/desk/audit/export": nil,
		"/desk/policy/require":       {"scope", "everyone", "from", "2026-12-01", "grace", "7"},
		"/desk/policy/change":        {"scope", "everyone", "from", "2026-12-01", "grace", "7"},
		"/desk/policy/release":       {"scope", "everyone"},
		"/desk/settings/brand.name":  {"value", "Harbour"},
		"/desk/settings/brand.logo":  {"remove", "yes"},
		"/desk/settings/support.url": {"value", "https://example.com/help"},
	} {
		if p := boss.post(path, fields...); p.status != http.StatusSeeOther || !strings.HasPrefix(p.location, "/confirm?next=") {
			t.Errorf("%s: %d to %q", path, p.status, p.location)
		}
	}
	boss.get("/desk/settings/brand.name").leads(t, "/confirm?next=%2Fdesk%2Fsettings%2Fbrand.name")
	boss.get(mina).says(t, http.StatusOK, "mina@example.test")
}

// Whoever chooses an address must not have a spreadsheet of the host's run what stands in it.
func TestTheExportedLogRunsNowhere(t *testing.T) {
	s := boot(t)
	const evil = "=2+5@example.com"
	s.addPerson(evil, "Eve", "violet-harbour-42")
	file := s.atTheDesk(sven, svenPassword).post("/desk/audit/export", "kind", "user.added")
	file.says(t, http.StatusOK, "'"+evil)
	if strings.Contains(file.body, ","+evil) || strings.Contains(file.body, `"`+evil) {
		t.Errorf("a formula stands in the file:\n%s", file.body)
	}
	if kind := file.header.Get("Content-Type"); kind != "text/csv; charset=utf-8" {
		t.Errorf("the file is %q", kind)
	}
}
