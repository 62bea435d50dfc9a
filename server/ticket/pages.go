// Package ticket serves the pages of support tickets: those of a client account, and those of people who can't sign in, who
// write by a form and read by a link. Who may do what is for internal/support.
package ticket

import (
	"context"
	"errors"
	"fmt"
	"time"

	screen "latchkey/components/ticket"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/attachment"
	"latchkey/internal/db"
	"latchkey/internal/seal"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/web"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
)

// Pages holds the handlers of tickets and what they need.
type Pages struct {
	Support *support.Service
	Files   *attachment.Files
	// Awaits returns nil if the browser with this secret is asked for a second step.
	Awaits func(ctx context.Context, secret string) error
}

// missing answers for what there is not, and for what somebody may not know of, in the same way.
func missing(err error) error {
	for _, none := range []error{ticket.ErrNotFound, account.ErrNotFound, attachment.ErrNone} {
		if errors.Is(err, none) {
			return web.ErrNotFound
		}
	}
	return err
}

// writes reports whether somebody with this membership opens tickets.
func writes(b account.Belonging) bool { return b.As.Allows(account.TicketsManage) }

// typed is what came of a form with which a message is written.
type typed struct {
	subject, message string
	once, sure       string
	preview          bool
	files            int    // that came with it, and can't be shown again
	refused          string // why files were not taken
}

// read reads the form, after its files.
func read(r *web.Request, up *web.Upload) typed {
	t := typed{
		subject: r.Field("subject"), message: r.Field("message"), once: r.Field("once"), sure: r.Field("sure"),
		preview: r.Field("do") == "preview",
	}
	if up != nil {
		t.files, t.refused = len(up.Files)+len(up.Refused), r.RefusedWords(up)
	}
	return t
}

// mark says of a text that its writer was warned of it: another text is warned of again.
func mark(t typed) string { return seal.HashToken(t.subject + "\n" + t.message) }

// post is what is sent.
func (p *Pages) post(t typed, up *web.Upload) support.Post {
	post := support.Post{Body: t.message, Once: t.once, Sure: t.sure == mark(t)}
	if up != nil && len(up.Files) > 0 {
		post.With = func(ctx context.Context, tx db.Tx, messageID string) error {
			return p.Files.Attach(ctx, tx, attachment.Owner{Kind: attachment.TicketMessage, ID: messageID}, up.Files...)
		}
	}
	return post
}

// empty is a form to write into.
func (p *Pages) empty(r *web.Request, values map[string]string) screen.WriteProps {
	w := screen.WriteProps{Form: ui.Form{Values: values}, Once: values["once"], Files: p.limits(r)}
	if w.Once == "" {
		w.Once = uuid.NewString()
	}
	return w
}

// limits says what may be attached.
func (p *Pages) limits(r *web.Request) ui.FilesProps {
	most := p.Files.Limits(r.Context())
	return ui.FilesProps{Name: "files", MaxSize: most.Size, Count: most.Count, Total: most.Total}
}

// again shows the form once more: with why it was not taken, or with a preview. Files are not kept, and it says so.
func (p *Pages) again(r *web.Request, w screen.WriteProps, t typed, err error) (screen.WriteProps, int, error) {
	w.Errors = map[string]string{}
	status := web.Unprocessable
	var tooMany support.TooManyError
	known := err == nil
	for _, why := range []struct {
		err          error
		field, words string
	}{
		{support.ErrSubject, "subject", "refused.subject"},
		{support.ErrBody, "message", "refused.message"},
		{support.ErrDepartment, "department", "refused.department"},
		{support.ErrAbout, "about", "refused.about"},
	} {
		if errors.Is(err, why.err) {
			w.Errors[why.field], known = r.Locale.T(why.words), true
		}
	}
	switch {
	case errors.As(err, &tooMany):
		w.Alert, status, known = tooOften(r, tooMany), fiber.StatusTooManyRequests, true
	case db.IsDisk(err):
		w.Alert, status, known = r.Locale.T("refused.disk"), fiber.StatusServiceUnavailable, true
	case errors.Is(err, support.ErrLooksLikeCode):
		w.Sure, known = mark(t), true
	}
	if !known {
		return w, 0, missing(err)
	}
	if t.preview && err == nil {
		w.Preview, status = p.html(r, t.message), fiber.StatusOK
	}
	if t.refused != "" {
		w.Errors["files"] = t.refused
	}
	if t.files > 0 {
		w.Errors["files"] = joined(w.Errors["files"], r.Locale.T("write.files_again"))
	}
	return w, status, nil
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

func tooOften(r *web.Request, e support.TooManyError) string {
	if e.Refusal.Spent {
		return r.Locale.T("refused.messages_spent")
	}
	r.RetryAfter(int(e.Refusal.Wait.Round(time.Second).Seconds()) + 1)
	return r.Locale.T("refused.messages_wait", "Wait", r.Locale.Duration(e.Refusal.Wait))
}

// attach puts the content of files in its place, before the message that they belong to is written.
func (p *Pages) attach(up *web.Upload) error {
	if len(up.Files) == 0 {
		return nil
	}
	if err := p.Files.Place(up.Files...); err != nil {
		return fmt.Errorf("placing attachments: %w", err)
	}
	return nil
}
