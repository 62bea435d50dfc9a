package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/attachment"
	"latchkey/internal/markdown"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/web"
)

var ticketDone = map[string]string{
	"sent": "desk_ticket.done_sent", "sent-closed": "desk_ticket.done_sent_closed",
	"closed": "desk_ticket.done_closed", "reopened": "desk_ticket.done_reopened",
	"noted": "desk_ticket.done_noted", "assigned": "desk_ticket.done_assigned", "sorted": "desk_ticket.done_sorted",
	"merged": "desk_ticket.done_merged", "not-spam": "desk_ticket.done_not_spam", "redacted": "desk_ticket.done_redacted",
	"unblocked":    "desk_ticket.done_unblocked",
	"account-note": "desk_ticket.done_account_note", "note-removed": "desk_ticket.done_account_note",
	"opened": "desk_ticket.done_opened", "spam": "queue.done_spam",
}

func ticketPage(number string) string { return "/desk/tickets/" + number }

// missing is web's error for a ticket that there is not.
func missing(err error) error {
	if errors.Is(err, ticket.ErrNotFound) || errors.Is(err, attachment.ErrNone) {
		return web.ErrNotFound
	}
	return err
}

// Ticket shows a ticket.
func (p *TicketPages) Ticket(r *web.Request) error {
	typed := r.PendingValues()
	return p.draw(r, 0, writing{body: typed["body"], kind: typed["kind"]})
}

// writing is the form as somebody has sent it, where it is shown again.
type writing struct {
	ui.Form
	body, kind, once, last string
	seen                   int64 // 0: the ticket as it is
	sure, code, changed    bool
	preview, typing        bool
	note                   ui.Form // that about the account
	done                   string  // what was done beside it; a code of ticketDone
	keep                   bool    // the page has the form as it is typed
}

// draw shows a ticket. Its number may lead to the one that it was merged into.
func (p *TicketPages) draw(r *web.Request, status int, w writing) error {
	f, err := p.Support.File(r.Context(), r.Caller(), r.Param("number"), r.Query("before"))
	if err != nil {
		return missing(err)
	}
	if f.Ticket.Number != r.Param("number") && status == 0 {
		return r.Go(ticketPage(f.Ticket.Number))
	}
	if f.Opener.ID != "" {
		if err := p.Staff.Viewed(r.Context(), r.Caller(), f.Opener.ID); err != nil {
			return err
		}
	}
	answering := strings.TrimSpace(w.body) != ""
	if err := p.Support.Looked(r.Context(), r.Caller(), f.Ticket.Number, answering); err != nil {
		return missing(err)
	}
	props, err := p.ticketProps(r, f, w)
	if err != nil {
		return err
	}
	return r.Show(web.View{
		Status: status, Section: "queue", Screen: screen.Ticket(props),
		Title: "thread.title", With: []any{"Number", f.Ticket.Number, "Subject", f.Ticket.Subject},
	})
}

func (p *TicketPages) ticketProps(r *web.Request, f support.File, w writing) (screen.TicketProps, error) {
	t := f.Ticket
	props := screen.TicketProps{
		Number: t.Number, Subject: t.Subject, URL: ticketPage(t.Number), State: string(t.Status), Priority: priorities[t.Priority],
		Guest: t.ByGuest(), Unconfirmed: t.ByGuest() && t.Guest.ConfirmedAt.IsZero(), Line: line(r, f), Blocked: f.Blocked,
		Department: f.Department.Called(r.Locale.Lang()), Assignee: f.Names[t.Assignee], Mine: t.Assignee == r.Session.UserID,
		Done: r.Said("done", ticketDone), Alert: w.note.Alert,
	}
	if w.done != "" {
		props.Done = r.Locale.T(ticketDone[w.done])
	}
	if f.Older != "" {
		props.Older = web.WithQuery(props.URL, "before", f.Older)
	}
	var err error
	if props.Messages, err = p.messages(r, f, w.last); err != nil {
		return props, err
	}
	if props.Write, err = p.write(r, f, w); err != nil {
		return props, err
	}
	if t.Status != ticket.Spam {
		props.Pulse = pulse(r, t, f.Messages, f.Present)
	}
	if props.Sort, err = p.sorting(r, f); err != nil {
		return props, err
	}
	props.Beside, err = p.beside(r, f)
	props.Beside.Note = w.note
	return props, err
}

// line is the one under the subject.
func line(r *web.Request, f support.File) string {
	t, who := f.Ticket, f.Opener.Name
	if t.ByGuest() {
		who = t.Guest.Name
	}
	words := "desk_ticket.opened"
	switch {
	case t.OpenedFor != "" && t.OpenedBy == "":
		words, who = "desk_ticket.opened_for", accountName(r, f.Account)
	case t.OpenedFor != "":
		words = "desk_ticket.opened_for"
	}
	said := ui.LTR(t.Number) + " · " + r.Locale.T(words, "Name", who, "Staff", t.OpenedFor, "When", r.DateTime(t.OpenedAt))
	if f.About != "" {
		said += " · " + r.Locale.T("desk_ticket.about", "Name", f.About)
	}
	return said
}

// messages are the ticket's, in words. What came after the message last is marked.
func (p *TicketPages) messages(r *web.Request, f support.File, last string) ([]screen.Message, error) {
	ids := make([]string, len(f.Messages))
	for i, m := range f.Messages {
		ids[i] = m.ID
	}
	files, err := p.Files.Of(r.Context(), r.Site.DB.Read(), attachment.TicketMessage, ids...)
	if err != nil {
		return nil, err
	}
	quoted := r.Locale.T("desk_ticket.quoted")
	var all []screen.Message
	for _, m := range f.Messages {
		out := screen.Message{
			ID: m.ID, Who: m.AuthorName, Kind: kindOf(m), Unproven: m.Author == ticket.ByGuest && m.Proven == ticket.Unproven,
			When: r.Moment(m.At), New: last != "" && m.ID > last,
		}
		switch {
		case m.Author == ticket.BySystem:
			out.Event, out.OnlyStaff = happened(r, m, f.All), m.Internal
		case !m.Redacted.IsZero():
			out.Redacted = r.Locale.T("desk_ticket.redacted", "When", r.DateTime(m.Redacted))
		default:
			out.HTML = markdown.HTML(m.Body, quoted)
			out.RedactURL = ticketPage(f.Ticket.Number) + "/redact/" + m.ID
		}
		for _, a := range files[m.ID] {
			out.Files = append(out.Files, ui.AttachedFile{
				Name: a.Name, URL: ticketPage(f.Ticket.Number) + "/files/" + a.ID, Size: r.Locale.Size(a.Size),
			})
		}
		all = append(all, out)
	}
	return all, nil
}

// happened is the sentence of what happened.
func happened(r *web.Request, m ticket.Message, all []ticket.Department) string {
	said := []any{"Name", m.AuthorName, "Number", m.Body, "To", m.Body}
	words := "desk_ticket.event_" + string(m.Event)
	switch m.Event {
	case ticket.ToDepartment:
		said[5] = r.Locale.T("desk_ticket.department_gone")
		if at := slices.IndexFunc(all, func(d ticket.Department) bool { return d.ID == m.Body }); at >= 0 {
			said[5] = all[at].Called(r.Locale.Lang())
		}
	case ticket.ToPriority:
		number, _ := strconv.Atoi(m.Body)
		said[5] = r.Locale.T("queue.priority_" + priorityCode(ticket.Priority(number)))
	}
	return r.Locale.T(words, said...)
}

func kindOf(m ticket.Message) string {
	switch {
	case m.Author == ticket.BySystem:
		return "event"
	case m.Internal:
		return "note"
	}
	return string(m.Author)
}

// pulse says who else has a ticket open or is answering it, and asks again.
func pulse(r *web.Request, t ticket.Ticket, shown []ticket.Message, there support.Present) screen.PulseProps {
	last := ""
	if len(shown) > 0 {
		last = shown[len(shown)-1].ID
	}
	props := screen.PulseProps{URL: web.WithQuery(ticketPage(t.Number)+"/pulse", "after", last)}
	say := func(words string, names []string) string {
		if len(names) == 0 {
			return ""
		}
		return r.Locale.N(words, len(names), "Names", strings.Join(names, r.Locale.T("settings.comma")))
	}
	props.Answering, props.Open = say("desk_ticket.answering", there.Answering), say("desk_ticket.open_by", there.Open)
	return props
}

// Pulse is what has come to a ticket since the page was drawn, and who else is there. That whoever asks has it open is known
// from then on and, with typing, that they are answering. It keeps nobody signed in, and leads nobody away from what they type.
func (p *TicketPages) Pulse(r *web.Request) error {
	number, after := r.Param("number"), r.Query("after")
	if r.FromOwnPage() {
		if err := p.Support.Watches(r.Context(), r.Caller(), number, r.Query("typing") != ""); err != nil {
			return missing(err)
		}
	}
	news, err := p.Support.DeskSince(r.Context(), r.Caller(), number, after)
	if err != nil {
		return missing(err)
	}
	props := pulse(r, news.Ticket, []ticket.Message{{ID: after}}, news.Present)
	if len(news.Messages) > 0 {
		written := slices.DeleteFunc(news.Messages, func(m ticket.Message) bool { return m.Event != "" })
		props.News, props.Show = r.Locale.T("desk_ticket.news_changed"), ticketPage(news.Ticket.Number)
		if len(written) > 0 {
			props.News = r.Locale.N("desk_ticket.news", len(written))
		}
	}
	return r.Part(screen.PulseAlone(props))
}

// File gives out a file of the ticket.
func (p *TicketPages) File(r *web.Request) error {
	a, err := p.Support.Attached(r.Context(), r.Caller(), r.Param("number"), r.Param("file"))
	if err != nil {
		return missing(err)
	}
	return r.SendFile(p.Files, a)
}
