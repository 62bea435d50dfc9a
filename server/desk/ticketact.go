package desk

import (
	"errors"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/web"
)

// acted says on the ticket's page what came of an act, or why it could not be.
func (p *TicketPages) acted(r *web.Request, err error, done string) error {
	refused := map[error]string{
		ticket.ErrNotNow: "desk_ticket.not_now", support.ErrAssignee: "queue.refused_assignee",
		support.ErrDepartment: "desk_ticket.no_department",
		ticket.ErrUnknown:     "desk_ticket.not_now", support.ErrMerge: "desk_ticket.merge_refused",
	}
	if err == nil {
		return r.Go(r.Saying(ticketPage(r.Param("number")) + "?done=" + done))
	}
	for why, words := range refused {
		if errors.Is(err, why) {
			return p.draw(r, web.Unprocessable, writing{note: ui.Form{Alert: r.Locale.T(words)}})
		}
	}
	return missing(err)
}

// there is the ticket with the number in the address, or the one that it is a part of by now.
func (p *TicketPages) there(r *web.Request) (ticket.Ticket, error) {
	if err := p.Gate.AtWork(r.Context(), r.Site.DB.Read(), r.Caller()); err != nil {
		return ticket.Ticket{}, err
	}
	t, err := p.Tickets.ByNumber(r.Context(), r.Site.DB.Read(), r.Param("number"))
	if err == nil && t.MergedInto != "" {
		t, err = p.Tickets.ByID(r.Context(), r.Site.DB.Read(), t.MergedInto)
	}
	return t, missing(err)
}

// Assign gives the ticket to somebody.
func (p *TicketPages) Assign(r *web.Request) error {
	if _, err := p.there(r); err != nil {
		return err
	}
	return p.acted(r, p.Support.Assign(r.Context(), r.Caller(), given(r), r.Param("number")), "assigned")
}

// Sort gives the ticket to a department, and a priority.
func (p *TicketPages) Sort(r *web.Request) error {
	err := p.Support.Sort(r.Context(), r.Caller(), r.Param("number"), r.Form("department"), priorityOf(r.Form("priority")))
	return p.acted(r, err, "sorted")
}

// Close closes the ticket.
func (p *TicketPages) Close(r *web.Request) error {
	if _, err := p.there(r); err != nil {
		return err
	}
	return p.acted(r, p.Support.CloseAll(r.Context(), r.Caller(), r.Param("number")), "closed")
}

// Resume has the ticket wait for the host again.
func (p *TicketPages) Resume(r *web.Request) error {
	return p.acted(r, p.Support.ResumeAtDesk(r.Context(), r.Caller(), r.Param("number")), "reopened")
}

// AskMerge asks which ticket this one is to be a part of, and says what that does.
func (p *TicketPages) AskMerge(r *web.Request) error { return p.askMerge(r, 0, ui.Form{}) }

func (p *TicketPages) askMerge(r *web.Request, status int, form ui.Form) error {
	f, err := p.Support.File(r.Context(), r.Caller(), r.Param("number"), "")
	if err != nil {
		return missing(err)
	}
	props := screen.MergeProps{
		Form: form, URL: ticketPage(f.Ticket.Number), Number: f.Ticket.Number, Subject: f.Ticket.Subject,
		Guest: f.Ticket.ByGuest(),
	}
	for _, t := range f.Related {
		if t.Status != ticket.Merged && t.Status != ticket.Spam {
			props.Into = append(props.Into, ui.Choice{Value: t.Number, Label: t.Number + " · " + t.Subject})
		}
	}
	return r.Screen(status, "queue", "desk_ticket.merge_title", screen.Merge(props))
}

// Merge makes the ticket a part of another one.
func (p *TicketPages) Merge(r *web.Request) error {
	if _, err := p.there(r); err != nil {
		return err
	}
	into := r.Form("into")
	if typed := r.Form("number"); typed != "" {
		into = strings.ToUpper(typed)
	}
	err := p.Support.Merge(r.Context(), r.Caller(), r.Param("number"), into)
	if errors.Is(err, support.ErrMerge) || errors.Is(err, ticket.ErrNotFound) || errors.Is(err, ticket.ErrNotNow) {
		form := r.Beside("number", "desk_ticket.merge_refused")
		form.Values = map[string]string{"number": into}
		return p.askMerge(r, web.Unprocessable, form)
	}
	if err != nil {
		return err
	}
	return r.Go(r.Saying(ticketPage(into) + "?done=merged"))
}

// AskSpam asks whether the ticket is spam, and whether its sender is to be blocked.
func (p *TicketPages) AskSpam(r *web.Request) error {
	t, err := p.there(r)
	if err != nil {
		return err
	}
	if !t.ByGuest() || t.Status == ticket.Spam {
		return r.Go(ticketPage(t.Number))
	}
	return r.Screen(0, "queue", "desk_ticket.spam_title", screen.Spam(screen.SpamProps{
		URL: ticketPage(t.Number), Number: t.Number, Email: t.Guest.Email,
	}))
}

// Spam takes the ticket out of the queue, and blocks its sender where that was chosen.
func (p *TicketPages) Spam(r *web.Request) error {
	err := p.Support.MarkSpam(r.Context(), r.Caller(), r.Param("number"), r.Form("block") != "")
	if err != nil {
		return p.acted(r, err, "")
	}
	return r.Go(r.Saying(queuePage + "?done=spam"))
}

// NotSpam undoes it for the ticket.
func (p *TicketPages) NotSpam(r *web.Request) error {
	return p.acted(r, p.Support.NotSpam(r.Context(), r.Caller(), r.Param("number")), "not-spam")
}

// AskRedact asks whether the text of a message is to be taken away, and says what that does.
func (p *TicketPages) AskRedact(r *web.Request) error { return p.askRedact(r, 0, ui.Form{}) }

func (p *TicketPages) askRedact(r *web.Request, status int, form ui.Form) error {
	t, err := p.there(r)
	if err != nil {
		return err
	}
	m, err := p.Tickets.Message(r.Context(), r.Site.DB.Read(), r.Param("message"))
	if err != nil || m.TicketID != t.ID || m.Author == ticket.BySystem {
		return missing(errors.Join(ticket.ErrNotFound, err))
	}
	if !m.Redacted.IsZero() {
		return r.Go(ticketPage(t.Number))
	}
	return r.Screen(status, "queue", "desk_ticket.redact_title", screen.Redact(screen.RedactProps{
		Form: form, URL: ticketPage(t.Number), Message: m.ID, Who: m.AuthorName, When: r.DateTime(m.At), Subject: t.Subject,
	}))
}

// Redact takes a message's text away for ever.
func (p *TicketPages) Redact(r *web.Request) error {
	t, err := p.there(r)
	if err != nil {
		return err
	}
	m, err := p.Tickets.Message(r.Context(), r.Site.DB.Read(), r.Param("message"))
	if err != nil || m.TicketID != t.ID {
		return missing(errors.Join(ticket.ErrNotFound, err))
	}
	err = p.Support.Redact(r.Context(), r.Caller(), support.Redaction{
		MessageID: m.ID, Subject: r.Form("subject"), Files: r.Form("files") != "",
	})
	switch {
	case err == nil:
		return r.Go(r.Saying(ticketPage(t.Number) + "?done=redacted"))
	case errors.Is(err, support.ErrSubject), errors.Is(err, support.ErrLooksLikeCode):
		return p.askRedact(r, web.Unprocessable, r.Beside("subject", "desk_ticket.bad_subject"))
	case errors.Is(err, ticket.ErrNotFound):
		return r.Go(ticketPage(t.Number)) // somebody was faster
	}
	return r.RequireStepUp(err, web.PendingAction{
		Do: r.Locale.T("desk_ticket.redact_do"), To: t.Number, Page: ticketPage(t.Number) + "/redact/" + m.ID, Fields: []string{
			"subject",
			"files",
		},
	})
}

// AddNote writes something down about the ticket's account.
func (p *TicketPages) AddNote(r *web.Request) error {
	t, err := p.there(r)
	if err != nil {
		return err
	}
	if t.ByGuest() {
		return web.ErrNotFound
	}
	err = p.Support.AddNote(r.Context(), r.Caller(), t.AccountID, r.Form("note"))
	if errors.Is(err, support.ErrBody) {
		form := r.Beside("note", "desk_ticket.bad_body")
		form.Values = map[string]string{"note": r.Form("note")}
		return p.draw(r, web.Unprocessable, writing{note: form})
	}
	return p.acted(r, err, "account-note")
}

// RemoveNote removes one.
func (p *TicketPages) RemoveNote(r *web.Request) error {
	t, err := p.there(r)
	if err != nil {
		return err
	}
	notes, err := p.Support.Notes(r.Context(), r.Caller(), t.AccountID)
	if err != nil {
		return err
	}
	for _, n := range notes {
		if n.ID == r.Param("note") && t.AccountID != "" {
			return p.acted(r, p.Support.RemoveNote(r.Context(), r.Caller(), n.ID), "account-note")
		}
	}
	return web.ErrNotFound
}
