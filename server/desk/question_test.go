package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// What ends something asks first, on a page of its own that says what it does: looking at that page ends nothing, and its form
// does what the button said.
func TestWhatEndsSomethingAsksFirst(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss, noor := s.Sven(), s.Noor()
	home := s.Browser()
	home.SignIn()
	adas := "/desk/people/" + s.IDOf(hosttest.Ada)
	boss.Post("/desk/policy/require", "scope", "everyone", "from", "2027-12-01", "grace", "7").Leads(t, "/desk/policy?done=required")
	for _, c := range []struct {
		on, link, asks, says, leads string
	}{
		{adas, adas + "/end-sessions", "Sign Ada Hartwell out everywhere?", "Every session ends immediately.", adas + "?done=sessions"},
		{adas, adas + "/disable", "Disable sign-in for Ada Hartwell?", "until someone on the staff enables it", adas + "?done=disabled"},
		{
			"/desk/policy", "/desk/policy/release?scope=everyone", "Make the second step optional: Everyone?", "Staff still need a second step.",
			"/desk/policy?done=released",
		},
	} {
		if page := boss.Get(c.on); !strings.Contains(page.Body, `href="`+c.link+`"`) {
			t.Errorf("%s has no link to %s", c.on, c.link)
		}
		asked := boss.Get(c.link)
		plain := strings.NewReplacer("\u2068", "", "\u2069", "").Replace(asked.Body)
		if asked.Status != http.StatusOK || !strings.Contains(plain, c.asks) || !strings.Contains(plain, c.says) {
			t.Errorf("%s: %d, and it does not ask %q", c.link, asked.Status, c.asks)
		}
		if path, _, _ := strings.Cut(c.link, "?"); !strings.Contains(asked.Body, `action="`+path+`"`) {
			t.Errorf("%s has no form", c.link)
		}
		if strings.Contains(c.link, adas) {
			home.Get("/dashboard").Says(t, http.StatusOK, "Ada") // nothing has ended
		}
		path, _, _ := strings.Cut(c.link, "?")
		form := asked.Form()
		boss.Send(http.MethodPost, path, form).Leads(t, c.leads)
		if c.leads == adas+"?done=sessions" {
			home.IsOut("ended by staff")
			home.SignIn()
		}
	}
	home.IsOut("disabled")
	boss.Get(adas+"/disable").Leads(t, adas)                                                                   // there is nothing left to end
	boss.Get("/desk/policy/release?scope=everyone").Leads(t, "/desk/policy")                                   // nor here
	boss.Get("/desk/restored/drop").Leads(t, "/desk/restored")                                                 // nor here
	boss.Get("/desk/people/"+s.IDOf(hosttest.Sven)+"/disable").Leads(t, "/desk/people/"+s.IDOf(hosttest.Sven)) // oneself
	noor.Get("/desk/people/"+s.IDOf(hosttest.Sven)+"/disable").Leads(t, "/desk/people/"+s.IDOf(hosttest.Sven)) // an administrator
	noor.Get("/desk/policy/release?scope=everyone").Says(t, http.StatusForbidden, "Only an administrator")
}

// A case is stopped as it was looked at, and after a question.
func TestStoppingACaseAsksFirst(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	s.PhoneOf(hosttest.Ada, "+442079460123")
	s.LetSettle()
	noor, b := s.Noor(), s.Browser()
	b.OpensCase()
	at := noor.CaseAt()
	looked := at + "/stop?version=" + hosttest.Between(t, noor.Get(at).Body, "/stop?version=", `"`)
	asked := noor.Get(looked)
	asked.Says(t, http.StatusOK, "The case ends and can’t be continued.")
	asked.Says(t, http.StatusOK, "Stop the recovery case of ")
	noor.Get(at).Says(t, http.StatusOK, "Collecting proofs")
	b.ProvesPhone()
	noor.Get(looked).Says(t, http.StatusOK, "The case has changed since you opened it.")
	noor.Send(http.MethodPost, at+"/stop", asked.Form()).Says(t, http.StatusUnprocessableEntity, "The case has changed since you opened it.")
	noor.Get(at+"/stop").Says(t, http.StatusOK, "The case has changed since you opened it.")
	noor.Decides(at, "stop").Leads(t, at)
	noor.Get(at).Says(t, http.StatusOK, "Stopped")
}

// Each state of a case says who does what next, whoever looks, and what a decision undoes before it is made. The counts of
// the overview are those of the list.
func TestACaseSaysWhoDoesWhatNext(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	s.PhoneOf(hosttest.Ada, "+442079460123")
	s.LetSettle()
	s.Set("session.idle", "48h")
	s.Set("session.lifetime", "48h")
	sven, noor, b := s.Sven(), s.Noor(), s.Browser()
	sven.Get("/desk").Says(t, http.StatusOK, "0 open")
	b.OpensCase()
	at := noor.CaseAt()
	noor.Get(at).Says(t, http.StatusOK, "Record the proofs you’ve seen and complete the checklist.")
	sven.Get("/desk").Says(t, http.StatusOK, "1 for staff to work on")
	b.ProvesPhone()
	noor.TakesUp(at)

	sender := noor.Get(at)
	sender.Says(t, http.StatusOK, "This case is waiting for approval.")
	sender.Says(t, http.StatusOK, "You worked on this case, so someone else has to approve it.")
	sender.Says(t, http.StatusOK, "If you send it back, the checklist starts again")
	approver := sven.Get(at)
	approver.Says(t, http.StatusOK, "Then approve the case, or send it back if something is missing.")
	for _, p := range []hosttest.Page{sender, approver} {
		if strings.Contains(p.Body, "hasn’t worked on this case") {
			t.Error("it speaks of somebody else")
		}
	}
	sven.Decides(at, "approve").Leads(t, at)
	noor.Get(at).Says(t, http.StatusOK, "Nobody has to do anything until")
	overview := noor.Get("/desk")
	overview.Says(t, http.StatusOK, "1 open")
	if strings.Contains(overview.Body, "for staff to work on") {
		t.Error("a case that only waits is left to the staff")
	}
	noor.Get("/desk/cases").Says(t, http.StatusOK, "Waiting period")

	s.Clock.Advance(24 * time.Hour)
	s.MoveCases()
	noor.Get(at).Says(t, http.StatusOK, "Now it’s up to the person: they open the link we emailed")
}

// A case that its owner paused stands out, first in the list, and says what continuing it loses.
func TestAPausedCaseStandsOut(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	s.LetSettle()
	noor, b := s.Noor(), s.Browser()
	b.OpensCase()
	at := noor.CaseAt()
	noor.Post(at+"/tick", "item", "name").Leads(t, at)
	owner := s.Browser()
	owner.Post(owner.Get("/not-me/" + s.Mail(hosttest.Ada, message.RecoveryOpened).NotMe).Location)
	for _, page := range []string{at, "/desk/cases"} {
		noor.Get(page).Says(t, http.StatusOK, `<span class="badge bad">Paused by the owner</span>`)
	}
	noor.Get("/desk/queue?view=unassigned").Says(t, http.StatusOK, at) // it is for everybody to look at
	noor.Get("/desk").Says(t, http.StatusOK, "1 recovery case was paused by the account’s owner")
	page := noor.Get(at)
	page.Says(t, http.StatusOK, "Someone answered “This wasn’t me” to a security alert about this case.")
	page.Says(t, http.StatusOK, "If you continue, the case starts again at the checklist. An approval it already has no longer counts")
}
