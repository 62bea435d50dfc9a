package desktest

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/desk"
	"latchkey/components/ui"
)

func tickets(v canned.Values) []canned.State {
	screen := func(name, title string, c templ.Component) canned.State {
		return canned.At(&canned.Sven, "queue", name, v.T(title), c)
	}
	t := ticketOfClient(v)
	guest := ticketOfGuest(v, t)
	changed := t
	changed.Done = ""
	changed.Write.Changed, changed.Write.Body = true, v.Say("Please try again now.", "يرجى المحاولة مرة أخرى الآن.")
	changed.Messages[3].New = false
	code := guest
	code.Write.LooksLikeCode, code.Write.Body = true, v.Say("Your code is 123 456.", "رمزك هو 123 456.")
	code.Write.Form = ui.Beside("body", v.T("desk_ticket.looks_like_code"))
	spam := guest
	spam.State, spam.Blocked, spam.Pulse = "spam", true, desk.PulseProps{}
	note := t
	note.Done, note.Write.Kind, note.Write.Preview = "", "note", "<p>"+v.Say("They moved here in May.", "انتقلوا إلينا في مايو.")+"</p>"
	return append(queues(v, screen),
		screen("keys", "keys.title", desk.Keys()),
		screen("ticket-desk", "section.queue", desk.Ticket(t)),
		screen("ticket-desk-changed", "section.queue", desk.Ticket(changed)),
		screen("ticket-desk-note", "section.queue", desk.Ticket(note)),
		screen("ticket-desk-guest", "section.queue", desk.Ticket(guest)),
		screen("ticket-desk-code", "section.queue", desk.Ticket(code)),
		screen("ticket-desk-long", "section.queue", desk.Ticket(long(ticketOfClient(v)))),
		screen("ticket-redact-long", "desk_ticket.redact_title", desk.Redact(desk.RedactProps{
			URL: t.URL, Message: "2", Who: unbroken, When: v.On(11, 22), Subject: unbroken, Confirm: "/confirm",
			Carried: desk.Carried{Body: unbroken, Kind: "note", Once: "1"},
		})),
		screen("ticket-desk-spam", "section.queue", desk.Ticket(spam)),
		screen("ticket-merge", "desk_ticket.merge_title", desk.Merge(desk.MergeProps{
			URL: t.URL, Number: t.Number, Subject: t.Subject, Into: []ui.Choice{{
				Value: "T-2719304",
				Label: "T-2719304 · " + v.Say("Email bounces", "البريد يرتد"),
			}},
		})),
		screen("ticket-merge-refused", "desk_ticket.merge_title", desk.Merge(desk.MergeProps{
			Form: ui.Form{
				Values: map[string]string{"number": "T-1"}, Errors: map[string]string{"number": v.T("desk_ticket.merge_refused")},
			}, URL: t.URL, Number: t.Number, Subject: t.Subject, Guest: true,
		})),
		screen("ticket-spam-unconfirmed", "desk_ticket.spam_title", desk.Spam(desk.SpamProps{URL: t.URL, Number: t.Number})),
		screen("ticket-spam", "desk_ticket.spam_title", desk.Spam(desk.SpamProps{URL: t.URL, Number: t.Number, Email: "mina@example.net"})),
		screen("ticket-redact", "desk_ticket.redact_title", desk.Redact(desk.RedactProps{
			URL: t.URL, Message: "2", Who: "Ada Lovelace", When: v.On(11, 22), Subject: t.Subject,
		})),
	)
}

// queues are the pages of the queue.
func queues(v canned.Values, screen func(name, title string, c templ.Component) canned.State) []canned.State {
	q := queue(v)
	none := q
	none.Rows, none.Done, none.Next, none.Alerts = nil, "", "", 0
	all := q
	all.All, all.AllURL, all.Done, all.Alerts = "1", "/desk/queue?all=0", "", 120
	refused := q
	refused.Form, refused.Done = ui.Form{Alert: v.T("queue.choose_first")}, ""
	closed := q
	closed.View, closed.Order, closed.Done, closed.Orders = "closed", "closed", "", []ui.Choice{
		{Value: "closed", Label: v.T("queue.order_closed")}, {Value: "updated", Label: v.T("queue.order_updated")},
	}
	closed.Rows = []desk.QueueRow{q.Rows[3], q.Rows[1]}
	for i := range closed.Rows {
		closed.Rows[i].State, closed.Rows[i].Priority = "closed", ""
	}
	closed.Rows[1].Who = ""
	return []canned.State{
		screen("queue", "section.queue", desk.Queue(q)),
		screen("queue-all", "section.queue", desk.Queue(all)),
		screen("queue-closed", "section.queue", desk.Queue(closed)),
		screen("queue-close", "section.queue", desk.Question(closing(v))),
		screen("queue-none", "section.queue", desk.Queue(none)),
		screen("queue-refused", "section.queue", desk.Queue(refused)),
	}
}

// closing asks whether two tickets are to be closed.
func closing(v canned.Values) desk.QuestionProps {
	rows := queue(v).Rows
	return desk.QuestionProps{
		Title: v.N("queue.close_title", 2), Points: []string{v.T("queue.close_what")},
		Things: []string{ui.LTR(rows[1].Number) + " · " + rows[1].Subject, ui.LTR(rows[3].Number) + " · " + rows[3].Subject},
		Action: "/desk/queue?view=running", Fields: []ui.Choice{{Value: "do", Label: "close"}, {Value: "id", Label: rows[1].ID}},
		Submit: v.N("queue.close_submit", 2), Back: "/desk/queue?view=running", BackToName: v.T("section.queue"),
	}
}

func queue(v canned.Values) desk.QueueProps {
	support, billing := v.Say("Support", "الدعم"), v.Say("Billing", "الفوترة")
	p := desk.QueueProps{
		View: "running", Order: "waiting", Self: "/desk/queue?view=running", Next: "/desk/queue?after=1", Done: v.N("queue.done_assigned", 2),
		Departments: []ui.Choice{{Label: v.T("queue.every_department")}, {Value: "1", Label: support}, {Value: "2", Label: billing}},
		Staff: []ui.Choice{
			{Value: "me", Label: v.T("queue.me")}, {Value: "2", Label: "Noor Rahman"}, {Value: "nobody", Label: v.T("queue.nobody")},
		},
		Administrator: true, AllURL: "/desk/queue?all=1", Alerts: 3,
		Rows: []desk.QueueRow{
			{
				URL: "/desk/cases/1", Subject: v.T("case.title", "Name", "Ada Hartwell"), Number: v.Say("quiet lantern", "عنبر خليج"), State: "case",
				Words: v.T("case.state_open"), Who: "Ada Hartwell", Since: v.Ago(26 * time.Minute),
			},
			{
				URL: "/desk/tickets/T-4820193", ID: "T-4820193", Subject: v.Say("My shop shows an error since this morning",
					"يظهر خطأ في متجري منذ الصباح"),
				Number: "T-4820193", State: "open", Priority: "urgent", Who: "Ada Lovelace", Account: "Analytical Engines (C-10001)",
				Department: support, Assignee: "Noor Rahman", Since: v.Ago(50 * time.Minute),
			},
			{
				URL: "/desk/tickets/T-2719304", ID: "T-2719304", Subject: v.Say("I lost my phone and can’t sign in", "فقدت هاتفي ولا أستطيع الدخول"),
				Number: "T-2719304", State: "open", Guest: true, Unconfirmed: true, Who: "Mina Okafor", Department: support,
				Since: v.Ago(3 * time.Hour),
			},
			{
				URL: "/desk/tickets/T-9120456", ID: "T-9120456", Subject: v.Say("Two invoices for October", "فاتورتان لشهر أكتوبر"),
				Number: "T-9120456",
				State:  "answered", Priority: "low", Who: "Charles Babbage", Account: "Difference Ltd (C-10007)", Department: billing,
				Assignee: "Sven Lindqvist", Since: v.Ago(30 * time.Hour),
			},
		},
	}
	counts := []string{"4", "1", "1", "3", "1", v.T("queue.many", "Count", v.Number(1000)), "0"}
	for i, name := range []string{"running", "mine", "unassigned", "us", "client", "closed", "spam"} {
		p.Views = append(p.Views, desk.QueueView{
			Name: v.T("queue.view_" + name), URL: "/desk/queue?view=" + name, Count: counts[i], Here: i == 0,
		})
	}
	for _, name := range []string{"waiting", "updated", "priority"} {
		p.Orders = append(p.Orders, ui.Choice{Value: name, Label: v.T("queue.order_" + name)})
	}
	return p
}

// unbroken is as long as a name or a subject can be, without a space.
var unbroken = strings.Repeat("Donaudampfschiff", 12)

// long is a ticket in which all that somebody has typed is as long as it can be.
func long(p desk.TicketProps) desk.TicketProps {
	p.Subject, p.Line, p.Write.Body, p.Pulse.Open = unbroken, unbroken, unbroken, unbroken
	for i := range p.Messages {
		p.Messages[i].Who, p.Messages[i].HTML = unbroken, "<p>"+unbroken+"</p>"
		if p.Messages[i].Event != "" {
			p.Messages[i].Event = unbroken
		}
		for f := range p.Messages[i].Files {
			p.Messages[i].Files[f].Name = unbroken
		}
	}
	for _, lines := range [][]desk.Line{p.Beside.Services, p.Beside.Unpaid, p.Beside.Earlier} {
		for i := range lines {
			lines[i].Name, lines[i].What = unbroken, unbroken
		}
	}
	for i := range p.Beside.Account {
		p.Beside.Account[i].Label = unbroken
	}
	for i := range p.Beside.Notes {
		p.Beside.Notes[i].Who, p.Beside.Notes[i].HTML = unbroken, "<p>"+unbroken+"</p>"
	}
	p.Beside.AccountName = unbroken
	p.Write.Canned, p.Sort.Departments = []ui.Choice{{Value: "1", Label: unbroken}}, []ui.Choice{{Value: "1", Label: unbroken}}
	return p
}

func ticketOfClient(v canned.Values) desk.TicketProps {
	q := queue(v)
	p := desk.TicketProps{
		Number: "T-4820193", Subject: q.Rows[1].Subject, URL: "/desk/tickets/T-4820193", State: "open", Priority: "urgent",
		Line:       ui.LTR("T-4820193") + " · " + v.T("desk_ticket.opened", "Name", "Ada Lovelace", "When", v.On(11, 22)),
		Done:       v.T("desk_ticket.done_noted"),
		Department: q.Departments[1].Label, Assignee: "Noor Rahman", Older: "/desk/tickets/T-4820193?before=1",
		Pulse: desk.PulseProps{
			Answering: v.N("desk_ticket.answering", 1, "Names", "Sven Lindqvist"),
			Open:      v.N("desk_ticket.open_by", 1, "Names", "Ines Haddad"), News: v.N("desk_ticket.news", 1), Show: "/desk/tickets/T-4820193",
		},
		Messages: []desk.Message{
			{
				ID: "1", Who: "Ada Lovelace", Kind: "member", When: v.Ago(50 * time.Minute), RedactURL: "/desk/tickets/T-4820193/redact/1",
				HTML: "<p>" + v.Say("Since this morning the shop shows <strong>error 500</strong>.",
					"منذ الصباح يظهر في المتجر <strong>الخطأ 500</strong>.") + "</p>",
				Files: []ui.AttachedFile{{Name: "error.png", URL: "/desk/tickets/T-4820193/files/1", Size: v.Size(182_400)}},
			},
			{
				ID: "2", Who: "Noor Rahman", Kind: "note", When: v.Ago(40 * time.Minute), RedactURL: "/desk/tickets/T-4820193/redact/2",
				HTML: "<p>" + v.Say("They are on the old plan.", "هم على الباقة القديمة.") + "</p>",
			},
			{
				ID: "31", Kind: "event", OnlyStaff: true, When: v.Ago(36 * time.Minute),
				Event: v.T("desk_ticket.event_department", "Name", "Noor Rahman", "To", q.Departments[1].Label),
			},
			{ID: "3", Kind: "event", Event: v.T("desk_ticket.event_reopen", "Name", "Noor Rahman"), When: v.Ago(35 * time.Minute)},
			{
				ID: "4", Who: "Noor Rahman", Kind: "staff", When: v.Ago(30 * time.Minute), RedactURL: "/desk/tickets/T-4820193/redact/4",
				HTML: "<p>" + v.Say("I’m looking into it.", "أنظر في الأمر.") + "</p>",
			},
			{ID: "5", Who: "Ada Lovelace", Kind: "member", When: v.Ago(2 * time.Minute), Redacted: v.T("desk_ticket.redacted", "When", v.On(11,
				22))},
		},
		Write: desk.WriteProps{
			Kind: "reply", Once: "1", Last: "5", Seen: 7, Files: ui.FilesProps{Name: "files", MaxSize: 10 << 20, Count: 5, Total: 25 << 20},
			Canned: []ui.Choice{{Value: "1", Label: v.Say("Restart of the server (English)", "إعادة تشغيل الخادم (العربية)")}},
		},
		Sort: desk.SortProps{Assignee: "2", Department: "1", Priority: "urgent", Staff: q.Staff, Departments: q.Departments[1:]},
	}
	for _, code := range []string{"urgent", "high", "normal", "low"} {
		p.Sort.Priorities = append(p.Sort.Priorities, ui.Choice{Value: code, Label: v.T("queue.priority_" + code)})
	}
	p.Beside = besideClient(v)
	return p
}

func besideClient(v canned.Values) desk.BesideProps {
	return desk.BesideProps{
		Account: []ui.Choice{
			{Value: v.T("desk_ticket.person"), Label: "Ada Lovelace"},
			{Value: v.T("desk_ticket.guest_email"), Label: ui.LTR("ada@example.test")},
			{Value: v.T("desk_ticket.client_since"), Label: v.On(3, 12)},
		},
		PersonURL: "/desk/people/1", AccountURL: "/desk/accounts/1", AccountName: "Analytical Engines (C-10001)",
		CaseURL: "/desk/cases/1", CaseState: "review",
		Security: []ui.Choice{
			{Value: v.T("people.second_step"), Label: v.T("status.on")},
			{Value: v.T("desk_ticket.method"), Label: v.T("desk_method.totp")},
			{Value: v.T("desk_ticket.last_seen"), Label: v.On(11, 22)},
			{Value: v.T("column.status"), Label: v.T("status.active")},
		},
		Services: []desk.Line{{
			URL: "/desk/accounts/1#service-1", Name: v.Say("Web hosting L", "استضافة الويب L"), What: ui.LTR("engines.example"), Badge: "active",
		}},
		Unpaid: []desk.Line{{
			URL: "/desk/accounts/1#invoice-1", Name: ui.LTR("INV-2041"),
			What:  v.Money(2490, "EUR") + " · " + v.T("desk_ticket.due", "Date", v.On(11, 1)),
			Badge: "overdue",
		}},
		Earlier: []desk.Line{{
			URL: "/desk/tickets/T-2719304", Name: v.Say("Email bounces", "البريد يرتد"), What: ui.LTR("T-2719304") + " · " + v.On(9, 3),
			Tone: "quiet",
			Word: v.T("queue.state_closed"),
		}},
		NotesURL: "/desk/tickets/T-4820193/notes",
		Notes: []desk.AccountNote{{
			ID: "1", Who: "Noor Rahman", HTML: "<p>" + v.Say("Calls on Mondays.", "يتصل أيام الاثنين.") + "</p>", When: v.Ago(9 * 24 * time.Hour),
		}},
	}
}

func ticketOfGuest(v canned.Values, of desk.TicketProps) desk.TicketProps {
	p := of
	p.Number, p.URL, p.Subject, p.Guest, p.Unconfirmed, p.Mine = "T-2719304", "/desk/tickets/T-2719304", queue(v).Rows[2].Subject, true,
		true, true
	p.Priority, p.Older, p.Pulse, p.Done = "", "", desk.PulseProps{}, ""
	p.Line = ui.LTR("T-2719304") + " · " + v.T("desk_ticket.opened", "Name", "Mina Okafor", "When", v.On(11, 22))
	p.Messages = []desk.Message{{
		ID: "1", Who: "Mina Okafor", Kind: "guest", Unproven: true, When: v.Ago(3 * time.Hour), RedactURL: "/desk/tickets/T-2719304/redact/1",
		HTML: "<p>" + v.Say("Please reset my second step.", "يرجى إعادة تعيين خطوتي الثانية.") + "</p>",
	}}
	p.Beside = desk.BesideProps{GuestEmail: "mina@example.net", FindURL: "/desk/people?q=mina%40example.net"}
	return p
}
