package desk

import (
	"context"
	"errors"
	"net/http"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/attachment"
	"latchkey/internal/db"
	"latchkey/internal/locale"
	"latchkey/internal/markdown"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/web"
)

// write is the form that staff answer with.
func (p *TicketPages) write(r *web.Request, f support.File, w writing) (screen.WriteProps, error) {
	t := f.Ticket
	props := screen.WriteProps{
		Form: w.Form, Kind: w.kind, Body: w.body, Once: w.once, Last: t.LastID, Seen: t.Version, Sure: w.sure, LooksLikeCode: w.code,
		Changed: w.changed, Typing: w.typing, Keep: w.keep && r.Partial(),
		TypingURL: web.WithQuery(ticketPage(t.Number)+"/pulse", "after", t.LastID, "typing", "1"),
		Files:     filesField(r, p.Files, w.Error("files")),
	}
	if w.seen > 0 && !w.changed { // what came since they saw it asks when it is sent, not now
		props.Seen, props.Last = w.seen, w.last
	}
	if props.Once == "" {
		var err error
		if props.Once, err = db.NewID(); err != nil {
			return props, err
		}
	}
	if w.preview {
		props.Preview = markdown.HTML(w.body, r.Locale.T("desk_ticket.quoted"))
	}
	canned, err := p.Support.CannedReplies(r.Context(), r.Caller(), t.DepartmentID, "")
	for _, c := range canned {
		props.Canned = append(props.Canned, ui.Choice{Value: c.ID, Label: c.Title + " (" + languageName(c.Language) + ")"})
	}
	return props, err
}

func filesField(r *web.Request, files *attachment.Files, problem string) ui.FilesProps {
	limits := files.Limits(r.Context())
	return ui.FilesProps{Name: "files", Error: problem, MaxSize: limits.Size, Count: limits.Count, Total: limits.Total}
}

// with puts what was uploaded beside a message.
func with(files *attachment.Files, up *web.Upload) func(context.Context, db.Tx, string) error {
	if len(up.Files) == 0 {
		return nil
	}
	return func(ctx context.Context, tx db.Tx, messageID string) error {
		return files.Attach(ctx, tx, attachment.Owner{Kind: attachment.TicketMessage, ID: messageID}, up.Files...)
	}
}

// Write takes an answer, or a note of staff. Only what says twice that it is for the client goes there: by its kind, and by
// its button.
func (p *TicketPages) Write(r *web.Request) error {
	number := r.Param("number")
	if err := p.Gate.AtWork(r.Context(), r.Site.DB.Read(), r.Caller()); err != nil {
		return err
	}
	if _, err := p.Tickets.ByNumber(r.Context(), r.Site.DB.Read(), number); err != nil {
		return missing(err)
	}
	up, err := r.Upload(p.Files)
	defer up.Discard()
	if err != nil {
		return err
	}
	do, refused := r.Field("do"), r.RefusedWords(up)
	w := writing{
		body: r.Field("body"), kind: r.Field("kind"), once: r.Field("once"), last: r.Field("last"), seen: version(r.Field("seen")),
		sure: r.Field("sure") != "", note: noteTyped(r.Field("note")),
	}
	switch do {
	case "back":
		return p.draw(r, http.StatusOK, again(r, carried(r)))
	case "preview", "insert", "recovery":
		if len(up.Files) > 0 {
			w.Form = r.Beside("files", "desk_ticket.files_again")
		}
		return p.compose(r, w, do)
	case "send", "send-close", "note":
	default:
		if refused == "" { // else it may stand behind files that were not waited for
			return web.ErrNotFound
		}
	}
	if refused != "" {
		w.Form = ui.Beside("files", refused)
		return p.draw(r, web.Unprocessable, w)
	}
	post := support.Post{Body: w.body, Once: w.once, Sure: w.sure, With: with(p.Files, up)}
	if err := post.Check(); err != nil {
		return p.wrote(r, support.Sent{}, err, w, "")
	}
	if err := p.Files.Place(up.Files...); err != nil {
		return err
	}
	if w.kind == "note" || do == "note" {
		sent, err := p.Support.Note(r.Context(), r.Caller(), number, post)
		return p.wrote(r, sent, err, w, "noted")
	}
	sent, err := p.Support.Answer(r.Context(), r.Caller(), number, support.Answer{Post: post, Seen: w.seen, Close: do == "send-close"})
	done := "sent"
	if do == "send-close" {
		done = "sent-closed"
	}
	return p.wrote(r, sent, err, w, done)
}

// wrote says what came of it; what was typed stands in the form again if it was not sent.
func (p *TicketPages) wrote(r *web.Request, sent support.Sent, err error, w writing, done string) error {
	switch {
	case err == nil && w.note.Value("note") != "":
		return p.draw(r, http.StatusOK, writing{note: w.note, done: done})
	case err == nil:
		return r.Go(r.Saying(ticketPage(sent.Ticket.Number) + "?done=" + done))
	case errors.Is(err, support.ErrChanged):
		w.changed = true
	case errors.Is(err, support.ErrLooksLikeCode):
		w.code, w.Form = true, r.Beside("body", "desk_ticket.looks_like_code")
	case errors.Is(err, support.ErrBody):
		w.Form = r.Beside("body", "desk_ticket.bad_body")
	case errors.Is(err, ticket.ErrNotNow):
		w.Form = ui.Form{Alert: r.Locale.T("desk_ticket.not_now")}
	default:
		return missing(err)
	}
	return p.draw(r, web.Unprocessable, w)
}

// compose shows what was typed as it will look, or puts a canned reply or the way to a recovery case behind it.
func (p *TicketPages) compose(r *web.Request, w writing, what string) error {
	w.typing, w.preview = true, what == "preview"
	if w.preview {
		return p.draw(r, web.Unprocessable, w)
	}
	f, err := p.Support.File(r.Context(), r.Caller(), r.Param("number"), "")
	if err != nil {
		return missing(err)
	}
	text := ""
	if what == "recovery" {
		text = recoveryWords(r, f)
	} else {
		all, err := p.Support.CannedReplies(r.Context(), r.Caller(), f.Ticket.DepartmentID, "")
		if err != nil {
			return err
		}
		for _, c := range all {
			if c.ID == r.Field("canned") {
				text = support.Filled(c, f, r.Session.Name)
			}
		}
	}
	w.body = strings.TrimLeft(w.body+"\n\n"+text, "\n")
	return p.draw(r, web.Unprocessable, w)
}

// recoveryWords tells a guest, in their language, how somebody gets back in who has lost everything.
func recoveryWords(r *web.Request, f support.File) string {
	l := r.Locale
	if theirs, found := locale.Find(f.Ticket.Guest.Language); found {
		l = theirs
	}
	return l.T("desk_ticket.recovery_text", "URL", r.Site.URL("/recovery"))
}

// languageName is what a language calls itself; the tag of one that this program does not speak.
func languageName(tag string) string {
	if l, found := locale.Find(tag); found {
		return l.Name()
	}
	return tag
}
