package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/session"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// Closing several tickets asks first, names them, and says how many it closed: not those that somebody else has closed meanwhile.
func TestClosingSeveralTicketsAsksFirst(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	a, b, c := s.asks("One <i>", "First."), s.asks("Two", "Second."), s.asks("Three", "Third.")
	noor := s.Noor()
	chosen := noor.Post("/desk/queue?view=us", "do", "close", "id", a, "id", b, "id", "T-0000000")
	asked := noor.Get(chosen.Location)
	asked.Says(t, http.StatusOK, "Close 2 tickets?")
	asked.Says(t, http.StatusOK, "One &lt;i&gt;")
	asked.Says(t, http.StatusOK, a)
	if misses(t, asked, c); s.stored(a).Status != ticket.Open {
		t.Error("asking has closed it")
	}
	s.Sven().Post("/desk/tickets/" + a + "/close")
	path := hosttest.Between(t, asked.Body, `<form method="post" action="/desk/queue/close`, `"`)
	closed := noor.Send(http.MethodPost, "/desk/queue/close"+strings.ReplaceAll(path, "&amp;", "&"), asked.Form())
	closed.Leads(t, "/desk/queue?done=closed&n=1&order=waiting&view=us")
	noor.Get(closed.Location).Says(t, http.StatusOK, "1 ticket closed.")
	if s.stored(b).Status != ticket.Closed || s.stored(c).Status != ticket.Open {
		t.Errorf("closed: %s, not chosen: %s", s.stored(b).Status, s.stored(c).Status)
	}
	again := noor.Get(chosen.Location)
	again.Leads(t, "/desk/queue?done=closed&n=0&order=waiting&view=us")
	noor.Get(again.Location).Says(t, http.StatusOK, "closed already")
	many := strings.Repeat(",T-1", 51)
	noor.Get("/desk/queue/close?tickets="+many[1:]).Leads(t, "/desk/queue?done=closed&n=0&order=waiting&view=running")
	noor.Post("/desk/queue/close", "tickets", many[1:]).Says(t, http.StatusUnprocessableEntity, "You can change 50 tickets at a time.")
}

// Without scripts, too, all rows of a page are chosen at once.
func TestAllOfAPageAreChosen(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	s.asks("One", "First.")
	s.asks("Two", "Second.")
	noor := s.Noor()
	page := noor.Get("/desk/queue?view=us")
	boxes := strings.Count(page.Body, `name="id"`)
	page.Says(t, http.StatusOK, "on this page")
	if boxes < 2 || strings.Count(page.Body, "checked") != 0 {
		t.Fatalf("%d boxes", boxes)
	}
	all := noor.Get("/desk/queue?view=us&all=1")
	all.Says(t, http.StatusOK, "Clear selection")
	if n := strings.Count(all.Body, "checked"); n != boxes {
		t.Errorf("%d of %d are chosen", n, boxes)
	}
}

// What staff are told "on the page" is counted where they look: in the menu, at the head of the queue and on the overview; for each
// what is theirs, and no more once they have looked, also at what the ticket has become a part of.
func TestAlertsAreCounted(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	noor, sven := s.Noor(), s.Sven()
	pages := []string{"/desk", "/desk/queue", "/desk/people", "/desk/alerts"}
	says := func(b *hosttest.Browser, want string) {
		t.Helper()
		for _, path := range pages {
			if page := b.Get(path); strings.Contains(page.Body, "new alert") != (want != "") || !strings.Contains(page.Body, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	}
	says(noor, "")
	a, b := s.asks("One", "First."), s.asks("Two", "Second.")
	says(noor, "2 new alerts")
	noor.Get("/desk/tickets/" + a)
	says(noor, "1 new alert")
	says(sven, "2 new alerts")
	noor.Post("/desk/tickets/"+b+"/merge", "into", a)
	sven.Get("/desk/tickets/" + a)
	says(sven, "")
	s.asks("Three", "Third.")
	says(sven, "1 new alert")
	sven.Post("/desk/alerts", "mail-new", "1") // by mail alone from now on
	sven.Post("/desk/alerts/seen")
	s.asks("Four", "Fourth.")
	says(sven, "")
}

// A department that there is not is said, and the counts of the views are those of the department that is chosen.
func TestTheQueueOfADepartment(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	noor := s.Noor()
	number := s.asks("The site is slow", "Ten seconds.")
	gone := noor.Get("/desk/queue?department=x")
	gone.Says(t, http.StatusOK, "Department not found.")
	gone.Says(t, http.StatusOK, "The site is slow")
	count := func(department, view string) string {
		page := noor.Get("/desk/queue?department=" + department)
		link := hosttest.Between(t, page.Body, `view=`+view+`"`, "</a>")
		return hosttest.Between(t, link, `<span class="count">`, "</span>")
	}
	s.Exec(t, `DELETE FROM ticket WHERE number <> $1`, number)
	s.asks("Another", "Of support.")
	noor.Post("/desk/tickets/"+number+"/sort", "department", ticket.Billing, "priority", "normal")
	for _, view := range []string{"running", "us", "unassigned"} {
		for department, want := range map[string]string{"": "2", ticket.Billing: "1", ticket.Support: "1", "x": "2"} {
			if got := count(department, view); got != want {
				t.Errorf("%s of %q counts %s, want %s", view, department, got, want)
			}
		}
	}
}

// What was closed last stands first among the closed, with when that was, however it was sorted before.
func TestTheClosedViewBeginsWithTheLastClosed(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	noor := s.Noor()
	first, second := s.asks("Closed first", "One."), s.asks("Closed last", "Two.")
	for _, number := range []string{first, second} {
		s.Clock.Advance(time.Minute)
		noor.Post("/desk/tickets/" + number + "/close")
	}
	for _, order := range []string{"", "waiting", "priority", "closed", "nonsense"} {
		page := noor.Get("/desk/queue?view=closed&order=" + order)
		page.Says(t, http.StatusOK, `data-label="Closed"`)
		misses(t, page, "Waiting since")
		if strings.Index(page.Body, second) > strings.Index(page.Body, first) {
			t.Errorf("by %q the last one is not first", order)
		}
	}
	noor.Get("/desk/queue?view=us&order=closed").Says(t, http.StatusOK, "Waiting since")
}

// Who undoes spam can let its sender write again in the same step, and is not asked to where nobody is blocked.
func TestUndoingSpamUnblocksItsSender(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	noor := s.Noor()
	number, token := s.guest("Mina", "mina@example.net", "Locked out", "Please help.")
	if err := s.Host.Support.ConfirmGuest(t.Context(), token, session.Client{}); err != nil { // or nobody is blocked
		t.Fatal(err)
	}
	at := "/desk/tickets/" + number
	noor.Post(at+"/spam", "block", "1")
	noor.Get(at).Says(t, http.StatusOK, "Not spam, unblock sender")
	noor.Post(at+"/not-spam").Leads(t, at+"?done=not-spam")
	if s.Count(`SELECT COUNT(*) FROM blocked_sender`) != 1 {
		t.Error("the sender is unblocked, and nobody asked for it")
	}
	noor.Post(at + "/spam")
	undone := noor.Post(at+"/not-spam", "unblock", "1")
	undone.Leads(t, at+"?done=unblocked")
	noor.Get(undone.Location).Says(t, http.StatusOK, "its sender is unblocked")
	if s.Count(`SELECT COUNT(*) FROM blocked_sender`) != 0 || s.stored(number).Status != ticket.Open {
		t.Error("the sender is blocked still")
	}
	noor.Post(at + "/spam")
	misses(t, noor.Get(at), "unblock sender")
	noor.Post(at+"/not-spam", "unblock", "1").Leads(t, at+"?done=unblocked") // nobody is blocked any more
}

// A recovery case stands in the queue with who works on it: with nobody until somebody does, nor while it waits for somebody else.
func TestWhoHasACase(t *testing.T) {
	t.Parallel()
	s := &tickets{Server: hosttest.Boot(t)}
	s.Browser().TurnOn()
	s.PhoneOf(hosttest.Ada, "+442079460123")
	s.LetSettle()
	noor, sven, b := s.Noor(), s.Sven(), s.Browser()
	b.OpensCase()
	at := noor.CaseAt()
	stands := func(when string, want map[*hosttest.Browser]string) {
		t.Helper()
		for who, views := range want {
			for _, view := range []string{"mine", "unassigned"} {
				page := who.Get("/desk/queue?view=" + view)
				if strings.Contains(page.Body, at) != (view == views) {
					t.Errorf("%s: in %q it is %v", when, view, view != views)
				}
			}
		}
	}
	stands("opened", map[*hosttest.Browser]string{noor: "unassigned", sven: "unassigned"})
	b.ProvesPhone()
	noor.Post(at+"/tick", "item", "name").Leads(t, at)
	stands("worked on", map[*hosttest.Browser]string{noor: "mine", sven: ""})
	if row := hosttest.Between(t, sven.Get("/desk/queue").Body, at, "</tr>"); !strings.Contains(row, "Noor") {
		t.Error("the queue does not say who works on it")
	}
	for _, item := range []string{"history", "pressure", "told"} {
		noor.Post(at+"/tick", "item", item).Leads(t, at)
	}
	noor.Decides(at, "submit").Leads(t, at)
	stands("it waits for approval", map[*hosttest.Browser]string{noor: "unassigned", sven: "unassigned"})
	sven.Decides(at, "send-back").Leads(t, at)
	stands("sent back", map[*hosttest.Browser]string{noor: "mine", sven: ""})
	noor.TakesUp(at)
	sven.Decides(at, "approve").Leads(t, at)
	stands("approved", map[*hosttest.Browser]string{noor: "", sven: "mine"})
	s.Exec(t, `UPDATE users SET role = 'client' WHERE id = $1`, s.IDOf(hosttest.Sven))
	stands("who has it left", map[*hosttest.Browser]string{noor: "unassigned"})
}

func misses(t *testing.T, p hosttest.Page, words string) {
	t.Helper()
	if strings.Contains(p.Body, words) {
		t.Errorf("the page says %q", words)
	}
}
