package desk_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// tickets is a server with clients who write.
type tickets struct {
	*hosttest.Server
	ada access.Caller
}

func withTickets(t *testing.T) *tickets {
	t.Helper()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	loaded, err := s.Host.Sessions.Load(t.Context(), s.Host.DB, b.Cookie("session"))
	if err != nil {
		t.Fatal(err)
	}
	return &tickets{s, access.Caller{Session: loaded}}
}

// account is Ada's first.
func (s *tickets) account() account.Account {
	s.T.Helper()
	all, err := s.Host.Accounts.Of(s.T.Context(), s.Host.DB.Read(), s.ada.UserID)
	if err != nil || len(all) == 0 {
		s.T.Fatal("Ada has no account", err)
	}
	return all[0]
}

// asks has Ada open a ticket, and returns its number.
func (s *tickets) asks(subject, body string) string {
	s.T.Helper()
	sent, err := s.Host.Support.Open(s.T.Context(), s.ada, support.NewTicket{
		AccountID: s.account().ID, DepartmentID: ticket.Support, Subject: subject, Post: support.Post{Body: body},
	})
	if err != nil {
		s.T.Fatal(err)
	}
	return sent.Ticket.Number
}

// guest has somebody who can't sign in write, and returns the number and the token of the link.
func (s *tickets) guest(name, email, subject, body string) (number, token string) {
	s.T.Helper()
	err := s.Host.Support.Contact(s.T.Context(), support.ContactForm{
		Name: name, Email: email, Subject: subject, Language: "en", Post: support.Post{Body: body},
		By: session.Client{Address: netip.MustParseAddr("198.51.100.200")},
	})
	if err != nil {
		s.T.Fatal(err)
	}
	token = s.Mail(email, message.GuestConfirm).Secret
	t, err := s.Host.Tickets.ByLink(s.T.Context(), s.Host.DB.Read(), token)
	if err != nil {
		s.T.Fatal(err)
	}
	return t.Number, token
}

func (s *tickets) stored(number string) ticket.Ticket {
	s.T.Helper()
	t, err := s.Host.Tickets.ByNumber(s.T.Context(), s.Host.DB.Read(), number)
	if err != nil {
		s.T.Fatal(err)
	}
	return t
}

// said is what a ticket's messages say, as its client sees them.
func (s *tickets) said(number string) string {
	s.T.Helper()
	out, err := s.Host.Support.Thread(s.T.Context(), s.ada, number, "")
	if err != nil {
		s.T.Fatal(err)
	}
	var all []string
	for _, m := range out.Messages {
		all = append(all, m.Body)
	}
	return strings.Join(all, "\n")
}

// writes sends the form of a ticket's page as it stands there, with what is given.
func sends(t *testing.T, b *hosttest.Browser, number string, fields ...string) hosttest.Page {
	t.Helper()
	at := "/desk/tickets/" + number
	form := hosttest.Page{Body: hosttest.Between(t, b.Get(at).Body, `id="answering"`, "</form>")}.Form()
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.Send(http.MethodPost, at, form)
}

func TestStaffWorkThroughTheQueue(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("The site is slow", "It takes **ten** seconds.")
	noor := s.Noor()
	queue := noor.Get("/desk/queue?view=us")
	queue.Says(t, 200, "The site is slow")
	queue.Says(t, 200, "/desk/tickets/"+number)

	page := noor.Get("/desk/tickets/" + number)
	page.Says(t, 200, "<strong>ten</strong>")
	page.Says(t, 200, s.account().Number)
	sent := sends(t, noor, number, "body", "It is *fast* again.", "kind", "reply", "do", "send")
	sent.Leads(t, "/desk/tickets/"+number+"?done=sent")
	noor.Get(sent.Location).Says(t, 200, "Reply sent.")
	if s.said(number) != "It takes **ten** seconds.\nIt is *fast* again." {
		t.Errorf("the client reads %q", s.said(number))
	}
	if got := s.stored(number); got.Assignee != s.IDOf(hosttest.Noor) || got.Status != ticket.Answered {
		t.Errorf("after the answer: %+v", got)
	}
	noor.Get("/desk/queue?view=mine").Says(t, 200, "The site is slow")

	sends(t, noor, number, "body", "They are on the old plan.", "kind", "note", "do", "note").Leads(t, "/desk/tickets/"+number+"?done=noted")
	noor.Get("/desk/tickets/"+number).Says(t, 200, "They are on the old plan.")
	if strings.Contains(s.said(number), "old plan") {
		t.Error("the client reads a note of the staff")
	}

	noor.Post("/desk/tickets/"+number+"/close").Leads(t, "/desk/tickets/"+number+"?done=closed")
	noor.Post("/desk/tickets/"+number+"/reopen").Leads(t, "/desk/tickets/"+number+"?done=reopened")
	noor.Post("/desk/tickets/"+number+"/sort", "department", ticket.Billing, "priority", "urgent").Leads(t,
		"/desk/tickets/"+number+"?done=sorted")
	noor.Post("/desk/tickets/"+number+"/assign", "assignee", "nobody").Leads(t, "/desk/tickets/"+number+"?done=assigned")
	if got := s.stored(number); got.Assignee != "" || got.DepartmentID != ticket.Billing || got.Priority != ticket.Urgent {
		t.Errorf("sorted: %+v", got)
	}
	noor.Get("/desk/queue?view=unassigned&department="+ticket.Billing).Says(t, 200, "The site is slow")
	if b := noor.Get("/desk/queue?department=" + ticket.Support).Body; strings.Contains(b, "The site is slow") {
		t.Error("the queue of one department shows a ticket of another")
	}
}

// A note is typed in the box that an answer is typed in. Only what says twice that it is an answer goes to the client.
func TestANoteNeverGoesToTheClientByOneWrongClick(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("The site is slow", "It takes ten seconds.")
	noor := s.Noor()
	sends(t, noor, number, "body", "a secret opinion", "kind", "note", "do", "send").Leads(t, "/desk/tickets/"+number+"?done=noted")
	sends(t, noor, number, "body", "a secret opinion", "kind", "reply", "do", "note").Leads(t, "/desk/tickets/"+number+"?done=noted")
	if strings.Contains(s.said(number), "secret opinion") {
		t.Errorf("the client reads %q", s.said(number))
	}
}

func TestAnAnswerToATicketThatChangedAsksFirst(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("The site is slow", "It takes ten seconds.")
	noor, sven := s.Noor(), s.Sven()
	at := "/desk/tickets/" + number
	form := hosttest.Page{Body: hosttest.Between(t, noor.Get(at).Body, `id="answering"`, "</form>")}.Form()
	sends(t, sven, number, "body", "I am looking into it.", "kind", "reply", "do", "send").Leads(t, at+"?done=sent")
	form.Set("body", "Please restart it yourself.")
	form.Set("do", "send")
	asked := noor.Send(http.MethodPost, at, form)
	asked.Says(t, 422, "changed while you were writing")
	asked.Says(t, 422, "Please restart it yourself.")
	asked.Says(t, 422, "data-new")
	if strings.Contains(s.said(number), "restart") {
		t.Error("it was sent without asking")
	}
	again := asked.Form()
	again.Set("kind", "reply")
	again.Set("body", "Please restart it yourself.")
	again.Set("do", "send")
	noor.Send(http.MethodPost, at, again).Leads(t, at+"?done=sent")
	if !strings.HasSuffix(s.said(number), "I am looking into it.\nPlease restart it yourself.") {
		t.Errorf("the client reads %q", s.said(number))
	}
}

// A double click, a reload and two windows send a form twice; the client gets one answer.
func TestAnAnswerIsSentOnce(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("The site is slow", "It takes ten seconds.")
	noor := s.Noor()
	at := "/desk/tickets/" + number
	form := hosttest.Page{Body: hosttest.Between(t, noor.Get(at).Body, `id="answering"`, "</form>")}.Form()
	form.Set("body", "It is fast again.")
	form.Set("do", "send")
	hosttest.AtOnce(4, func(int) string { return noor.Send(http.MethodPost, at, form).Location })
	if n := strings.Count(s.said(number), "fast again"); n != 1 {
		t.Errorf("the client reads the answer %d times", n)
	}
}

func TestStaffChangeSeveralTicketsTogether(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	a, b := s.asks("One", "First."), s.asks("Two", "Second.")
	noor := s.Noor()
	noor.Post("/desk/queue?view=us", "do", "close").Says(t, 422, "Select at least one ticket")
	both := noor.Post("/desk/queue?view=us", "do", "assign", "id", a, "id", b, "id", a, "assignee", s.IDOf(hosttest.Sven))
	both.Leads(t, "/desk/queue?done=assigned&n=2&order=waiting&view=us")
	noor.Get(both.Location).Says(t, 200, "2 tickets assigned.")
	misses(t, noor.Get("/desk/queue?done=assigned&n=999"), "999 tickets")
	if s.stored(a).Assignee != s.IDOf(hosttest.Sven) || s.stored(b).Assignee != s.IDOf(hosttest.Sven) {
		t.Error("they were not given to Sven")
	}
	noor.Post("/desk/queue", "do", "assign", "id", a, "assignee", s.IDOf(hosttest.Ada)).Says(t, 422, "isn’t on the staff")
	noor.Post("/desk/queue", "do", "assign", "id", a).Says(t, 422, "isn’t on the staff")
	noor.Post("/desk/queue", "do", "burn", "id", a).Says(t, 404, "")
}

// What is inserted, and a preview, leave the reader where they type; files that a browser without scripts sent along are asked
// for again.
func TestWhatIsInsertedIsTypedOn(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("The site is slow", "It takes ten seconds.")
	noor := s.Noor()
	for _, do := range []string{"insert", "preview"} {
		page := sends(t, noor, number, "body", "Before.", "do", do)
		if !strings.Contains(hosttest.Between(t, page.Body, `<textarea id="body"`, ">"), "autofocus") {
			t.Errorf("after %s the focus is not where one types", do)
		}
		if strings.Contains(page.Body, "Choose your files again") {
			t.Errorf("after %s it asks for files of which there are none", do)
		}
	}
	attaches(t, noor, "/desk/tickets/"+number, "trace.txt", "ten seconds", map[string]string{"do": "preview", "body": "Before."}).
		Says(t, 422, "Choose your files again")
}

// An answer comes back with its text when its files are far too large, although the button that was pressed is not known then.
func TestAnAnswerWithFarTooMuchComesBack(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	noor := s.Noor()
	number := hosttest.Between(t, noor.Get("/desk/queue").Body, `href="/desk/tickets/T-`, `"`)
	form := map[string]string{"body": "With all of these.", "kind": "answer"}
	p := attaches(t, noor, "/desk/tickets/T-"+number, "all.zip", strings.Repeat("x", 78<<20), form)
	p.Says(t, http.StatusUnprocessableEntity, "With all of these.")
	p.Says(t, http.StatusUnprocessableEntity, "What you attached has more than 78 MiB.")
	attaches(t, noor, "/desk/tickets/T-"+number, "a.txt", "x", form).Says(t, http.StatusNotFound, "Page not found")
}
