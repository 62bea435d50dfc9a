package desk

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/web"
)

// carriedFields are what a question takes along of the form that staff answer with.
var carriedFields = []string{"body", "kind", "note", "once", "chosen"}

// mostHeld is how many bytes of it are kept while somebody confirms who they are. What is longer stays on its page.
const mostHeld = 1400

func tooLong(r *web.Request) bool {
	text, err := json.Marshal([]string{r.Form("body"), r.Form("note"), r.Form("subject")})
	return err != nil || len(text) > mostHeld
}

// carried is what is typed into the ticket's form while a question is answered.
func carried(r *web.Request) screen.Carried {
	value := r.Form
	if r.Form("do") == "" && r.Form("body") == "" {
		kept := r.PendingValues()
		value = func(name string) string {
			if kept[name] != "" {
				return kept[name]
			}
			return r.Form(name)
		}
	}
	// With scripts a field without files looks like one with a file.
	names := r.FormList("files")
	files := len(names) > 1 || !r.Partial() && slices.ContainsFunc(names, func(name string) bool { return name != "" })
	return screen.Carried{
		Body: value("body"), Kind: value("kind"), Note: value("note"), Once: value("once"),
		Files: value("chosen") != "" || r.Form("do") == "ask" && files,
	}
}

// asks shows a question about the ticket, with what is typed where something is.
func (p *TicketPages) asks(r *web.Request, path string, show func(*web.Request) error) error {
	if !carried(r).Any() {
		return r.Go(ticketPage(r.Param("number")) + path)
	}
	return show(r)
}

// again is the ticket's form with what was typed before a question.
func again(r *web.Request, c screen.Carried) writing {
	w := writing{body: c.Body, kind: c.Kind, once: c.Once, note: noteTyped(c.Note)}
	if c.Files {
		w.Form = r.Beside("files", "desk_ticket.files_again")
	}
	return w
}

// goOn leads on after a question was answered or, where something is typed, shows the ticket with it.
func (p *TicketPages) goOn(r *web.Request, page, done string) error {
	c := carried(r)
	if !c.Any() {
		return r.Go(r.Saying(page + "?done=" + done))
	}
	w := again(r, c)
	w.done = done
	return p.draw(r, http.StatusOK, w)
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
		Guest: f.Ticket.ByGuest(), Carried: carried(r),
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
	if r.Form("do") == "ask" {
		return p.asks(r, "/merge", p.AskMerge)
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
	return p.goOn(r, ticketPage(into), "merged")
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
	props := screen.SpamProps{URL: ticketPage(t.Number), Number: t.Number, Carried: carried(r)}
	if !t.Guest.ConfirmedAt.IsZero() {
		props.Email = t.Guest.Email
	}
	return r.Screen(0, "queue", "desk_ticket.spam_title", screen.Spam(props))
}

// Spam takes the ticket out of the queue, and blocks its sender where that was chosen.
func (p *TicketPages) Spam(r *web.Request) error {
	if r.Form("do") == "ask" {
		return p.asks(r, "/spam", p.AskSpam)
	}
	err := p.Support.MarkSpam(r.Context(), r.Caller(), r.Param("number"), r.Form("block") != "")
	if refused := refusal(err); refused != "" {
		w := again(r, carried(r))
		w.note.Alert = r.Locale.T(refused)
		return p.draw(r, web.Unprocessable, w)
	}
	if err != nil {
		return missing(err)
	}
	return p.goOn(r, queuePage, "spam")
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
func (p *TicketPages) AskRedact(r *web.Request) error { return p.askRedact(r, 0, ui.Form{}, "") }

func (p *TicketPages) askRedact(r *web.Request, status int, form ui.Form, confirm string) error {
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
		Carried: carried(r), Confirm: confirm,
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
	page := ticketPage(t.Number) + "/redact/" + m.ID
	if r.Form("do") == "ask" {
		return p.asks(r, "/redact/"+m.ID, p.AskRedact)
	}
	err = p.Support.Redact(r.Context(), r.Caller(), support.Redaction{
		MessageID: m.ID, Subject: r.Form("subject"), Files: r.Form("files") != "",
	})
	switch {
	case err == nil:
		return p.goOn(r, ticketPage(t.Number), "redacted")
	case errors.Is(err, support.ErrSubject), errors.Is(err, support.ErrLooksLikeCode):
		return p.askRedact(r, web.Unprocessable, r.Beside("subject", "desk_ticket.bad_subject"), "")
	case errors.Is(err, ticket.ErrNotFound):
		return p.goOn(r, ticketPage(t.Number), "redacted") // somebody was faster
	case errors.Is(err, access.ErrStepUpRequired) && tooLong(r):
		form := ui.Form{Values: map[string]string{"subject": r.Form("subject")}}
		return p.askRedact(r, web.Unprocessable, form, web.StepUpURL(err, page))
	}
	return r.RequireStepUp(err, web.PendingAction{
		Do: r.Locale.T("desk_ticket.redact_do"), To: t.Number, Page: page,
		Fields: append([]string{"subject", "files"}, carriedFields...),
	})
}
