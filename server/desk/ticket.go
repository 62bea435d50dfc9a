package desk

import (
	"errors"
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
	"sent": "desk_ticket.done_sent", "closed": "desk_ticket.done_closed", "reopened": "desk_ticket.done_reopened",
	"noted": "desk_ticket.done_noted", "assigned": "desk_ticket.done_assigned", "sorted": "desk_ticket.done_sorted",
	"merged": "desk_ticket.done_merged", "not-spam": "desk_ticket.done_not_spam", "redacted": "desk_ticket.done_redacted",
	"unblocked":    "desk_ticket.done_unblocked",
	"account-note": "desk_ticket.done_account_note", "note-removed": "desk_ticket.done_account_note",
	"opened": "desk_ticket.done_opened", "spam": "desk_ticket.done_spam",
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
	if err := p.Support.Looked(r.Context(), r.Caller(), f.Ticket.Number, false); err != nil {
		return missing(err)
	}
	props, err := p.ticketProps(r, f, w)
	if err != nil {
		return err
	}
	return r.Screen(status, "queue", "section.queue", screen.Ticket(props))
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
		props.Pulse = pulse(r, t, f.Messages, f.Answering)
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
	said := ui.LTR(t.Number) + " · " + r.Locale.T("desk_ticket.opened", "Name", who, "When", r.DateTime(t.OpenedAt))
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
			out.Event = r.Locale.T("desk_ticket.event_"+string(m.Event), "Name", m.AuthorName, "Number", m.Body)
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

func kindOf(m ticket.Message) string {
	switch {
	case m.Author == ticket.BySystem:
		return "event"
	case m.Internal:
		return "note"
	}
	return string(m.Author)
}

// pulse says who else is answering a ticket, and asks again.
func pulse(r *web.Request, t ticket.Ticket, shown []ticket.Message, answering []string) screen.PulseProps {
	last := ""
	if len(shown) > 0 {
		last = shown[len(shown)-1].ID
	}
	props := screen.PulseProps{URL: web.WithQuery(ticketPage(t.Number)+"/pulse", "after", last)}
	if len(answering) > 0 {
		props.Answering = r.Locale.T("desk_ticket.answering", "Names", strings.Join(answering, r.Locale.T("settings.comma")))
	}
	return props
}

// Pulse is what has come to a ticket since the page was drawn, and who else is answering. With typing, it is known that
// whoever asks is answering. It keeps nobody signed in, and leads nobody away from what they type.
func (p *TicketPages) Pulse(r *web.Request) error {
	number, after := r.Param("number"), r.Query("after")
	if r.Query("typing") != "" && r.FromOwnPage() {
		if err := p.Support.Looked(r.Context(), r.Caller(), number, true); err != nil {
			return missing(err)
		}
	}
	news, err := p.Support.DeskSince(r.Context(), r.Caller(), number, after)
	if err != nil {
		return missing(err)
	}
	props := pulse(r, news.Ticket, []ticket.Message{{ID: after}}, news.Answering)
	if len(news.Messages) > 0 {
		props.News, props.Show = r.Locale.N("desk_ticket.news", len(news.Messages)), ticketPage(news.Ticket.Number)
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
