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
