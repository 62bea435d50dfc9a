package web

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"latchkey/internal/access"
	"latchkey/internal/clock"
	"latchkey/internal/factor"

	"github.com/google/uuid"
)

// pendingCookie keeps what somebody asked for while they confirm that it's them.
const pendingCookie = "held"

// pendingTime is how long it waits: as long as a proof counts.
const pendingTime = 10 * time.Minute

// maxPending is how many bytes are kept, sealed; a browser takes a cookie of 4 KB, and
// all headers together must fit in what the server reads.
const maxPending = 3000

// PendingAction describes an action that waits for "Confirm it's you".
type PendingAction struct {
	Do     string   // the label of its button
	To     string   // what it is done to, or the new value; "" if that is obvious
	Page   string   // the page with its form
	Fields []string // the form fields to keep; never one that holds a secret
}

// pendingForm is a form on the detour. It is sealed and bound to its session, so no other
// person at the same browser, and no script, can read or plant it.
type pendingForm struct {
	ID     string // which detour, so that a proof given for one thing does not carry on with another
	What   string // the action in words, so that whoever confirms it sees what was asked for at this browser
	Page   string // which shows the form
	Action string // where the form was sent
	Until  clock.Instant
	Values url.Values
}

// RequireStepUp redirects to "Confirm it's you" if err is [access.ErrStepUpRequired]; it returns every other
// error. It keeps the posted fields in d.Fields in a sealed cookie; after the proof,
// [Request.ResumeAfterStepUp] posts the form again. If the fields don't fit in a cookie, the person is led to
// d.Page instead.
func (r *Request) RequireStepUp(err error, d PendingAction) error {
	if !errors.Is(err, access.ErrStepUpRequired) {
		return err
	}
	h := pendingForm{
		ID: uuid.NewString(), What: d.Do, Page: d.Page, Action: r.c.Path(), Until: r.Site.Clock.Now().Add(pendingTime), Values: url.Values{},
	}
	if d.To != "" {
		h.What = r.Locale.T("confirm.deed", "Do", d.Do, "To", shown(d.To))
	}
	for _, name := range d.Fields {
		values := r.FieldList(name)
		if len(values) > 0 && !slices.ContainsFunc(values, isNoText) { // of which JSON would make a text
			h.Values[name] = values
		}
	}
	text, wrong := json.Marshal(h)
	if wrong != nil {
		return wrong
	}
	sealed := r.Site.Factors.Ring.Seal(text, r.pendingPlace())
	if len(sealed) > maxPending || r.hasFile() {
		return r.Go(StepUpURL(err, d.Page))
	}
	r.SetCookie(pendingCookie, sealed)
	return r.Go(StepUpURL(err, d.Page) + "&then=" + h.ID)
}

func isNoText(value string) bool { return !utf8.ValidString(value) }

// shown is a typed text that can stand in a sentence: it hides nothing and turns nothing around it.
func shown(text string) string {
	const isolate, end = "\u2068", "\u2069"
	return isolate + strings.Map(func(c rune) rune {
		if !unicode.IsGraphic(c) {
			return -1
		}
		return c
	}, text) + end
}

// StepUpURL returns the address of "Confirm it's you" that asks for such a proof as err requires and then leads to
// page.
func StepUpURL(err error, page string) string {
	path := "/confirm?next=" + url.QueryEscape(page)
	var stale access.StepUpError
	if !errors.As(err, &stale) {
		return path
	}
	if stale.Need > factor.Weakest {
		path += "&need=" + strconv.Itoa(int(stale.Need))
	}
	if !stale.Since.IsZero() {
		path += "&since=" + strconv.FormatInt(int64(stale.Since), 10)
		if stale.Or != "" {
			path += "&or=" + url.QueryEscape(stale.Or)
		}
	}
	return path
}

// ResumeAfterStepUp sets the session's new secret as a cookie after "Confirm it's you" and then posts the kept
// form again, through every guard. If then is not the id of a form that is kept for page, it redirects to page.
func (r *Request) ResumeAfterStepUp(secret, page, then string) error {
	r.SetCookie(SessionCookie, secret)
	h, found := r.pendingFor(page, then)
	if !found {
		return r.Go(page)
	}
	r.ClearCookie(pendingCookie)
	request := r.c.Request()
	request.Header.DelCookie(r.Site.cookieName(pendingCookie))
	request.Header.SetCookie(r.Site.cookieName(SessionCookie), secret)
	form := request.PostArgs()
	form.Reset()
	for name, values := range h.Values {
		for _, value := range values {
			form.Add(name, value)
		}
	}
	if r.Partial() {
		r.c.Set("HX-Push-Url", page) // where the form is, should it be refused
	}
	request.URI().SetQueryString("")
	r.c.Path(h.Action)
	return r.c.RestartRouting()
}

// PendingAction returns, in words, what [Request.ResumeAfterStepUp] will do; "" if it will only redirect to
// page.
func (r *Request) PendingAction(page, then string) string {
	h, found := r.pendingFor(page, then)
	if !found {
		return ""
	}
	return r.Locale.T("confirm.then", "What", h.What)
}

func (r *Request) pendingFor(page, then string) (pendingForm, bool) {
	h, found := r.openPending()
	return h, found && h.ID == then && h.Page == page
}

// PendingValues returns what was typed into this page's form before "Confirm it's you", or before the session ran out, with
// commas between several values of one field; nil if nothing was kept.
func (r *Request) PendingValues() map[string]string {
	h, found := r.openPending()
	page, _, _ := strings.Cut(h.Page, "?")
	if !found || len(h.Values) == 0 || page != r.c.Path() {
		return r.draft()
	}
	r.restored = "confirm.restored"
	values := map[string]string{}
	for name, list := range h.Values {
		values[name] = strings.Join(list, ",")
	}
	return values
}

func (r *Request) openPending() (h pendingForm, found bool) {
	sealed := r.Cookie(pendingCookie)
	if sealed == "" || r.Session.ID == "" {
		return h, false
	}
	text, err := r.Site.Factors.Ring.Open(sealed, r.pendingPlace())
	if err != nil {
		return h, false
	}
	return h, json.Unmarshal(text, &h) == nil && r.Site.Clock.Now().EndsFor(pendingTime).Has(h.Until)
}

// dropPending forgets what was held once another form is sent: it has been used, or given up.
func (r *Request) dropPending() {
	if r.Cookie(pendingCookie) != "" && !strings.HasPrefix(r.c.Path(), "/confirm") {
		r.ClearCookie(pendingCookie)
	}
}

func (r *Request) pendingPlace() string { return "held/" + r.Session.ID }
