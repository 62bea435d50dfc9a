package desk

import (
	"errors"
	"net/http"
	"slices"

	"latchkey/components/ui"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/web"
)

// act does something to the ticket beside its answer, and says on its page what came of it, or why it could not be. What is typed
// of an answer came along, and is shown as it was.
func (p *TicketPages) act(r *web.Request, done string, do func(number string) error) error {
	before, err := p.there(r)
	if err != nil {
		return err
	}
	err = do(r.Param("number"))
	w := typed(r)
	if done == "account-note" && err == nil {
		w.note = ui.Form{}
	}
	if refused := refusal(err); refused != "" {
		w.note.Alert = r.Locale.T(refused)
		return p.draw(r, web.Unprocessable, w)
	}
	if err != nil {
		return missing(err)
	}
	if w.body == "" && w.note.Value("note") == "" {
		return r.Go(r.Saying(ticketPage(r.Param("number")) + "?done=" + done))
	}
	w.done = done
	if w.seen == before.Version {
		w.seen = 0 // nobody but they themselves has changed it
	}
	return p.draw(r, http.StatusOK, w)
}

// refusal is the sentence for an act that could not be; "" for none.
func refusal(err error) string {
	for why, words := range map[error]string{
		ticket.ErrNotNow: "desk_ticket.not_now", support.ErrAssignee: "queue.refused_assignee",
		support.ErrDepartment: "desk_ticket.no_department", ticket.ErrUnknown: "desk_ticket.not_now",
	} {
		if errors.Is(err, why) {
			return words
		}
	}
	return ""
}

// typed is the answer that came along with an act, half typed. A browser without scripts loses what files were chosen.
func typed(r *web.Request) writing {
	w := writing{
		body: r.Form("body"), kind: r.Form("kind"), once: r.Form("once"), last: r.Form("last"), seen: version(r.Form("seen")),
		sure: r.Form("sure") != "", keep: true, note: noteTyped(r.Form("note")),
	}
	if !r.Partial() && slices.ContainsFunc(r.FormList("files"), func(name string) bool { return name != "" }) {
		w.Form = r.Beside("files", "desk_ticket.files_again")
	}
	return w
}

func noteTyped(text string) ui.Form { return ui.Form{Values: map[string]string{"note": text}} }

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

// sole is how an act on several tickets went on the only one.
func sole(_ int, err error) error { return err }

// Assign gives the ticket to somebody.
func (p *TicketPages) Assign(r *web.Request) error {
	to := given(r)
	if r.Form("to") == "me" {
		to = r.Session.UserID
	}
	return p.act(r, "assigned", func(number string) error { return sole(p.Support.Assign(r.Context(), r.Caller(), to, number)) })
}

// Sort gives the ticket to a department, and a priority.
func (p *TicketPages) Sort(r *web.Request) error {
	return p.act(r, "sorted", func(number string) error {
		return p.Support.Sort(r.Context(), r.Caller(), number, r.Form("department"), priorityOf(r.Form("priority")))
	})
}

// Close closes the ticket.
func (p *TicketPages) Close(r *web.Request) error {
	return p.act(r, "closed", func(number string) error { return sole(p.Support.CloseAll(r.Context(), r.Caller(), number)) })
}

// Resume has the ticket wait for the host again.
func (p *TicketPages) Resume(r *web.Request) error {
	return p.act(r, "reopened", func(number string) error { return p.Support.ResumeAtDesk(r.Context(), r.Caller(), number) })
}

<<<<<<< HEAD
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
	if refused := refusal(err); refused != "" {
		return p.draw(r, web.Unprocessable, writing{note: ui.Form{Alert: r.Locale.T(refused)}})
	}
	if err != nil {
		return missing(err)
	}
	return r.Go(r.Saying(queuePage + "?done=spam"))
}

// NotSpam undoes it for the ticket and, where that was chosen, for its sender.
func (p *TicketPages) NotSpam(r *web.Request) error {
	done, unblock := "not-spam", r.Form("unblock") != ""
	if unblock {
		done = "unblocked"
	}
	return p.act(r, done, func(number string) error { return p.Support.NotSpam(r.Context(), r.Caller(), number, unblock) })
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

=======
>>>>>>> ten
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
		w := typed(r)
		w.note.Errors = map[string]string{"note": r.Locale.T("desk_ticket.bad_body")}
		return p.draw(r, web.Unprocessable, w)
	}
	return p.act(r, "account-note", func(string) error { return err })
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
			return p.act(r, "note-removed", func(string) error { return p.Support.RemoveNote(r.Context(), r.Caller(), n.ID) })
		}
	}
	return web.ErrNotFound
}
