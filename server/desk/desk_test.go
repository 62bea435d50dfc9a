package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

func TestStaffActOnPeople(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss, support := s.AtTheDesk(hosttest.Sven, hosttest.SvenPassword), s.AtTheDesk(hosttest.Noor, hosttest.NoorPassword)
	mina, adas := s.Browser(), "/desk/people/"+s.IDOf("mina@example.test")
	mina.Post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93").Leads(t, "/dashboard")

	support.Get("/desk/people?q=MINA").Says(t, http.StatusOK, "mina@example.test")
	if p := support.Get("/desk/people?q=%25"); strings.Contains(p.Body, "mina@") {
		t.Error("a percent sign finds everybody")
	}
	p := support.Get(adas)
	p.Says(t, http.StatusOK, "1 session")
	support.Post(adas+"/end-sessions").Leads(t, adas+"?done=sessions")
	mina.Get("/dashboard").Leads(t, "/sign-in?next=%2Fdashboard&said=lost")
	support.Post(adas+"/disable").Leads(t, adas+"?done=disabled")
	mina.Post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93").Says(t, http.StatusUnprocessableEntity, "is wrong")
	support.Post(adas+"/enable").Leads(t, adas+"?done=enabled")
	mina.Post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93").Leads(t, "/dashboard")

	// Support neither touches staff nor hands out roles; nobody acts on themselves.
	bosses := "/desk/people/" + s.IDOf(hosttest.Sven)
	support.Post(bosses+"/disable").Says(t, http.StatusForbidden, "Only an administrator")
	support.Post(bosses+"/end-sessions").Says(t, http.StatusForbidden, "Only an administrator")
	support.Post(adas+"/role", "role", "administrator").Says(t, http.StatusForbidden, "Only an administrator")
	boss.Get("/desk").Says(t, http.StatusOK, "only one administrator")
	if strings.Contains(support.Get("/desk").Body, "only one administrator") {
		t.Error("support is told to make an administrator, which they may not")
	}
	boss.Post(bosses+"/disable").Says(t, http.StatusUnprocessableEntity, "This is you")
	boss.Post(bosses+"/role", "role", "client").Says(t, http.StatusUnprocessableEntity, "This is you")
	support.Get("/desk/people/"+s.IDOf(hosttest.Noor)).Says(t, http.StatusOK, "This is you")

	// A role is given and acts at once, on who is signed in too.
	boss.Post(adas+"/role", "role", "king").Says(t, http.StatusNotFound, "")
	boss.Post(adas+"/role", "role", "support").Leads(t, adas+"?done=role")
	mina.Get("/dashboard").Leads(t, "/sign-in?next=%2Fdashboard&said=lost")
	mina.Post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93")
	mina.Get("/dashboard").Leads(t, "/security/two-factor")
	boss.Post("/desk/people/"+s.IDOf(hosttest.Noor)+"/role", "role", "client").Leads(t, "/desk/people/"+s.IDOf(hosttest.Noor)+"?done=role")
	support.Get("/desk").Leads(t, "/sign-in?next=%2Fdesk&said=lost")

	rows := boss.Get("/desk/audit?person=mina@example.test")
	for _, want := range []string{
		"user.disabled", "user.enabled", "sessions.ended", "user.role", hosttest.Noor, hosttest.Sven, "Role changed", "Role: Support",
	} {
		rows.Says(t, http.StatusOK, want)
	}
}

// Every act of staff asks for a fresh proof, and nothing typed is lost on the way.
func TestTheDeskAsksForAFreshProof(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.AtTheDesk(hosttest.Sven, hosttest.SvenPassword)
	mina := "/desk/people/" + s.IDOf("mina@example.test")
	settings, form := boss.SettingForm("brand.name", "Harbour")
	s.Clock.Advance(11 * time.Minute)
	for path, fields := range map[string][]string{
		mina + "/disable": nil, mina + "/enable": nil, mina + "/end-sessions": nil, mina + "/unfreeze": nil,
		mina + "/dispute/approve": {"seen", "1"}, mina + "/dispute/take-back": {"seen", "1"},
		mina + "/unlock":   nil,
		mina + "/put-back": {"kind", "email", "value", hosttest.Ada}, mina + "/role": {"role", "support"},
		"/desk/people/invitations/send-again": {"email", "new@example.com"}, "/desk/people/invitations/withdraw": {"email", "new@example.com"},
		"/desk/people/invite": {"email", "new@example.com"}, "/desk/messages/none/retry": nil, "/desk/audit/export": nil,
		"/desk/policy/require": {"scope", "everyone", "from", "2026-12-01", "grace", "7"},
		"/desk/policy/change":  {"scope", "everyone", "from", "2026-12-01", "grace", "7"},
		"/desk/policy/release": {"scope", "everyone"},
	} {
		if p := boss.Post(path, fields...); p.Status != http.StatusSeeOther || !strings.HasPrefix(p.Location, "/confirm?next=") {
			t.Errorf("%s: %d to %q", path, p.Status, p.Location)
		}
	}
	boss.Get(settings).Leads(t, "/confirm?next=%2Fdesk%2Fsettings%2Fbrand&need=3")
	boss.Send(http.MethodPost, settings, form).Leads(t, "/confirm?next=%2Fdesk%2Fsettings%2Fbrand&need=3")
	boss.Get(mina).Says(t, http.StatusOK, "mina@example.test")
}

// Whoever chooses an address must not have a spreadsheet of the host's run what stands in it.
func TestTheExportedLogRunsNowhere(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	const evil = "=2+5@example.com"
	s.AddPerson(evil, "Eve", "violet-harbour-42")
	file := s.AtTheDesk(hosttest.Sven, hosttest.SvenPassword).Post("/desk/audit/export", "kind", "user.added")
	file.Says(t, http.StatusOK, "'"+evil)
	if strings.Contains(file.Body, ","+evil) || strings.Contains(file.Body, `"`+evil) {
		t.Errorf("a formula stands in the file:\n%s", file.Body)
	}
	if kind := file.Header.Get("Content-Type"); kind != "text/csv; charset=utf-8" {
		t.Errorf("the file is %q", kind)
	}
}
