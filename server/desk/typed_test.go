package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// beside does what a button beside the answer does, with the answer's form as it is typed.
func beside(t *testing.T, b *hosttest.Browser, number, path string, typed ...string) hosttest.Page {
	t.Helper()
	form := url.Values(hosttest.Page{
		Body: hosttest.Between(t, b.Get("/desk/tickets/"+number).Body, `id="answering"`, "</form>"),
	}.Form())
	for i := 0; i+1 < len(typed); i += 2 {
		form.Set(typed[i], typed[i+1])
	}
	return b.Send(http.MethodPost, "/desk/tickets/"+number+path, form)
}

func TestWhatIsTypedOutlivesWhatIsDoneBeside(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("The site is slow", "Ten seconds.")
	noor := s.Noor()
	form := noor.Get("/desk/tickets/" + number)
	for _, path := range []string{"/assign", "/sort", "/close", "/notes"} {
		form.Says(t, 200, `formaction="/desk/tickets/`+number+path+`"`)
	}
	department := s.stored(number).DepartmentID
	for _, act := range [][]string{
		{"/assign", "to", "me"},
		{"/assign", "assignee", "nobody"},
		{"/sort", "department", department, "priority", "high"},
		{"/close"},
		{"/reopen"},
		{"/notes", "note", "Prefers the phone."},
		{"/sort", "department", "none", "priority", "high"}, // refused
	} {
		page := beside(t, noor, number, act[0], append(act[1:], "body", "We have **found", "kind", "note")...)
		if !strings.Contains(page.Body, "We have **found</textarea>") || !strings.Contains(page.Body, `value="note" checked`) {
			t.Errorf("%v loses what is typed: %d", act, page.Status)
		}
	}
	noor.Get("/desk/tickets/"+number).Says(t, 200, "Prefers the phone.")
	page := beside(t, noor, number, "/assign", "to", "me", "note", "Half a thought")
	page.Says(t, 200, "Half a thought</textarea>")
	sends(t, noor, number, "body", "Better now?", "do", "send", "note", "Half a thought").Says(t, 200, "Half a thought</textarea>")
	beside(t, noor, number, "/close").Leads(t, "/desk/tickets/"+number+"?done=closed")
}

func TestOnesOwnActIsNoChangeWhileWriting(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("The site is slow", "Ten seconds.")
	noor := s.Noor()
	own := beside(t, noor, number, "/assign", "to", "me", "body", "Found it.")
	answer := func(page hosttest.Page) hosttest.Page {
		form := hosttest.Page{Body: hosttest.Between(t, page.Body, `id="answering"`, "</form>")}.Form()
		form.Set("body", "Found it.")
		form.Set("do", "send")
		return noor.Send(http.MethodPost, "/desk/tickets/"+number, form)
	}
	answer(own).Leads(t, "/desk/tickets/"+number+"?done=sent")

	form := hosttest.Page{Body: hosttest.Between(t, noor.Get("/desk/tickets/"+number).Body, `id="answering"`, "</form>")}.Form()
	s.Exec(t, `UPDATE ticket SET version = version + 1 WHERE number = $1`, number) // somebody else was there
	form.Set("body", "Found it.")
	form.Set("priority", "high")
	form.Set("department", s.stored(number).DepartmentID)
	answer(noor.Send(http.MethodPost, "/desk/tickets/"+number+"/sort", form)).Says(t, 422, "changed while you were writing")
}

func TestWhatWasNoSpamHasWaitedAllAlong(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number, _ := s.guest("Mina", "mina@example.net", "Locked out", "Please help.")
	since := s.stored(number).WaitingSince
	noor := s.Noor()
	s.Clock.Advance(5 * time.Minute)
	noor.Post("/desk/tickets/"+number+"/spam", "block", "1").Leads(t, "/desk/queue?done=spam")
	s.Clock.Advance(time.Minute)
	noor.Post("/desk/tickets/" + number + "/not-spam")
	if now := s.stored(number); now.Status != ticket.Open || now.WaitingSince != since {
		t.Errorf("it is %s, and waits since %v; want %v", now.Status, now.WaitingSince, since)
	}
}
