package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"latchkey/internal/db"
	"latchkey/internal/session"

	"github.com/gofiber/fiber/v2"
)

// maxDraft is how many bytes of a form are kept, before they are sealed: all that a form of ours can have, so that a long
// message to support is.
const maxDraft = BodyLimit

// lostError is errSessionLost at a route, with the page that leads on.
type lostError struct {
	page string
	sent bool // it was a form
	kept bool // what was typed is kept
}

func (e lostError) Error() string { return errSessionLost.Error() }

func (e lostError) Is(target error) bool { return target == errSessionLost }

// draft is a form that came after its session had run out.
type draft struct {
	Page   string // which shows it
	Values url.Values
}

// missed is the answer to somebody who reaches a route without a session: where they had one, they are told so and led back,
// and what they typed is kept.
func (r *Request) missed(err error, to Route) error {
	sent := r.c.Method() == fiber.MethodPost // whoever sends a form of the client area was signed in when it was drawn
	if !errors.Is(err, errSessionLost) && !(sent && errors.Is(err, errSignInFirst)) {
		return err
	}
	lost := lostError{page: LocalPath(r.c.OriginalURL(), ""), sent: sent && len(to.Draft) > 0}
	if sent {
		lost.page = r.formPage(to)
		if len(to.Draft) > 0 && r.Cookie(SessionCookie) != "" {
			lost.kept = r.keepDraft(lost.page, to.Draft)
		}
	}
	lost.page = strings.Clone(lost.page)
	return lost
}

// formPage is the page with the form that was sent to a route; "" if none is known.
func (r *Request) formPage(to Route) string {
	if to.Stands == "" && r.Site.shows(to.Path) {
		return r.c.Path()
	}
	return to.Stands
}

// shows reports whether a page stands at the path of a form.
func (s *Site) shows(path string) bool {
	return slices.ContainsFunc(s.routes, func(to Route) bool { return to.Method == fiber.MethodGet && to.Path == path })
}

// afterLost leads to the sign-in page, which says why.
func (r *Request) afterLost(err error) string {
	var lost lostError
	errors.As(err, &lost)
	said := "lost"
	switch {
	case lost.kept:
		said = "kept"
	case lost.sent:
		said = "unkept"
	}
	return r.Saying(WithQuery("/sign-in", "next", strings.TrimSuffix(lost.page, "/"), "said", said))
}

// keepDraft stores the fields for the person whose session it was. Where that is not known any more, or the disk is full, they
// are lost as they were before.
func (r *Request) keepDraft(page string, fields []string) bool {
	text, any := r.typed(page, fields)
	if !any {
		return false
	}
	token, err := r.Site.Sessions.KeepDraft(r.Context(), r.Site.DB, r.Cookie(SessionCookie), func(userID string) string {
		return r.Site.Factors.Ring.Seal(text, draftPlace(userID))
	})
	return r.keptAs(token, err)
}

// typed is what of a form is kept, and whether that is anything.
func (r *Request) typed(page string, fields []string) (text []byte, any bool) {
	r.readAhead()
	d, size := draft{Page: page, Values: url.Values{}}, 0
	for _, name := range fields {
		values := r.FieldList(name)
		if len(values) == 0 || slices.ContainsFunc(values, isNoText) {
			continue
		}
		d.Values[name] = values
		for _, v := range values {
			size += len(v)
		}
	}
	text, err := json.Marshal(d)
	return text, err == nil && size > 0 && size <= maxDraft
}

func (r *Request) keptAs(token string, err error) bool {
	if err != nil {
		if !errors.Is(err, session.ErrNone) {
			r.Site.Log.Error("a draft is not kept", "error", err)
		}
		return false
	}
	r.SetCookie(draftCookie, token)
	return true
}

// keptError is why a form could not be taken, of which the text is kept for the page that shows it.
type keptError struct {
	error
	page string
}

func (e keptError) Unwrap() error { return e.error }

// kept keeps what was typed into a form that is not taken although its session goes on, and returns the error that says so.
func (r *Request) kept(err error) error {
	page := strings.Clone(r.c.Path())
	if r.Session.ID == "" || len(r.route.Draft) == 0 || errors.As(err, new(lostError)) || !r.Site.shows(r.route.Path) {
		return err
	}
	text, any := r.typed(page, r.route.Draft)
	if !any {
		return err
	}
	sealed := r.Site.Factors.Ring.Seal(text, draftPlace(r.Session.UserID))
	if r.keptAs(r.Site.Sessions.KeepDraftOf(r.Context(), r.Site.DB, r.Session, sealed)) {
		return keptError{err, page}
	}
	return err
}

// prose are the fields in which somebody writes, and not only fills in. None is ever a secret.
var prose = []string{"subject", "title", "message", "body", "note"}

// typedError is why a form was not taken, with what its writer had written: they get it back in the answer, and it is kept
// nowhere.
type typedError struct {
	error
	text string
}

func (e typedError) Unwrap() error { return e.error }

// handBack adds to the error that ends a form what was written into it, unless that is kept. It goes to whoever has just sent it,
// so it tells nobody anything: neither whose the session was, nor what there is at the address.
func (r *Request) handBack(err error) error {
	var lost lostError
	if r.c.Method() != fiber.MethodPost || errors.As(err, new(keptError)) || errors.As(err, &lost) && lost.kept {
		return err
	}
	if text := r.prose(); text != "" {
		return typedError{err, text}
	}
	return err
}

// prose is what was written into the form that was sent; "" if that is nothing.
func (r *Request) prose() string {
	var texts []string
	if n := r.c.Request().Header.ContentLength(); n > 0 && n <= BodyLimit { // nobody waits for files that are not wanted
		r.readAhead()
	}
	for _, name := range prose {
		if text := r.Field(name); text != "" && !isNoText(text) {
			texts = append(texts, text)
		}
	}
	text := strings.Join(texts, "\n\n")
	if len(text) > maxDraft {
		return ""
	}
	return strings.Clone(text)
}

// draft returns what was typed into this page's form before the session ran out; nil if nothing was kept of this person's.
func (r *Request) draft() map[string]string {
	token := r.Cookie(draftCookie)
	if token == "" || r.Session.ID == "" {
		return nil
	}
	sealed, err := r.Site.Sessions.Draft(r.Context(), r.Site.DB.Read(), token, r.Session.UserID)
	if err != nil {
		return nil
	}
	text, err := r.Site.Factors.Ring.Open(sealed, draftPlace(r.Session.UserID))
	var d draft
	if err != nil || json.Unmarshal(text, &d) != nil || d.Page != r.c.Path() {
		return nil
	}
	r.restored = "draft.restored"
	values := map[string]string{}
	for name, list := range d.Values {
		values[name] = strings.Join(list, ",")
	}
	return values
}

// dropDraft forgets this person's draft once a form is sent: it has been used, or given up.
func (r *Request) dropDraft() error {
	token := r.Cookie(draftCookie)
	if token == "" || strings.HasPrefix(r.c.Path(), "/confirm") {
		return nil
	}
	dropped := false
	err := r.Site.DB.InTx(r.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		dropped, err = r.Site.Sessions.DropDraft(ctx, tx, token, r.Session.UserID)
		return err
	})
	if db.IsDisk(err) {
		return nil // it goes after its day
	}
	if dropped {
		r.ClearCookie(draftCookie)
	}
	return err
}

func draftPlace(userID string) string { return "draft/" + userID }
