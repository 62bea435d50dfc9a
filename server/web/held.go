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

	"latchkey/internal/clock"
	"latchkey/internal/credential"
	"latchkey/internal/factor"

	"github.com/google/uuid"
)

// heldCookie keeps what somebody asked for while they confirm that it's them.
const heldCookie = "held"

// heldTime is how long it waits: as long as a proof counts.
const heldTime = 10 * time.Minute

// mostHeld is how many bytes are kept, sealed; a browser takes a cookie of 4 KB, and
// all headers together must fit in what the server reads.
const mostHeld = 3000

// Deed is what a form asks for.
type Deed struct {
	Do     string   // the words on its button
	To     string   // to whom or what it is done, or with what; "" where that goes without saying
	Page   string   // which shows the form
	Fields []string // what is kept of the form; never one that holds a secret
}

// held is a form on the detour. It is sealed and bound to its session, so no other
// person at the same browser, and no script, can read or plant it.
type held struct {
	ID     string // which detour, so that a proof given for one thing does not carry on with another
	What   string // the deed in words, so that whoever confirms it sees what was asked for at this browser
	Page   string // which shows the form
	Action string // where the form was sent
	Until  clock.Instant
	Values url.Values
}

// Hold leads to "Confirm it's you", with the strength of proof that err asks for; that page
// says what will be done. After it Proved carries on with the form that was posted, and the
// deed's page shows it where that can't be. What is longer than a cookie is not kept.
func (r *Request) Hold(err error, d Deed) error {
	h := held{
		ID: uuid.NewString(), What: d.Do, Page: d.Page, Action: r.c.Path(), Until: r.Site.Clock.Now().Add(heldTime), Values: url.Values{},
	}
	if d.To != "" {
		h.What = r.Locale.T("confirm.deed", "Do", d.Do, "To", shown(d.To))
	}
	for _, name := range d.Fields {
		values := r.FormList(name)
		if len(values) > 0 && !slices.ContainsFunc(values, isNoText) { // of which JSON would make a text
			h.Values[name] = values
		}
	}
	text, wrong := json.Marshal(h)
	if wrong != nil {
		return wrong
	}
	sealed := r.Site.Factors.Ring.Seal(text, r.heldPlace())
	if len(sealed) > mostHeld || isUpload(r.c) {
		return r.Go(ConfirmFirst(err, d.Page))
	}
	r.SetCookie(heldCookie, sealed)
	return r.Go(ConfirmFirst(err, d.Page) + "&then=" + h.ID)
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

// ConfirmFirst is the address of "Confirm it's you", strong enough for what err refused;
// it leads on to the page.
func ConfirmFirst(err error, page string) string {
	path := "/confirm?next=" + url.QueryEscape(page)
	var stale credential.StaleError
	if errors.As(err, &stale) && stale.Need > factor.Weakest {
		path += "&need=" + strconv.Itoa(int(stale.Need))
	}
	return path
}

// Proved gives the browser its session's new secret after "Confirm it's you", and carries
// on with what the person asked for before it: the form is posted again here, through
// every guard. Where then is not the id of a form that is held for page, it leads to page.
func (r *Request) Proved(secret, page, then string) error {
	r.SetCookie(SessionCookie, secret)
	h, found := r.heldFor(page, then)
	if !found {
		return r.Go(page)
	}
	r.ClearCookie(heldCookie)
	request := r.c.Request()
	request.Header.DelCookie(r.Site.cookieName(heldCookie))
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

// Deed is, in words, what Proved will carry on with; "" where it only leads to page.
func (r *Request) Deed(page, then string) string {
	h, found := r.heldFor(page, then)
	if !found {
		return ""
	}
	return r.Locale.T("confirm.then", "What", h.What)
}

func (r *Request) heldFor(page, then string) (held, bool) {
	h, found := r.open()
	return h, found && h.ID == then && h.Page == page
}

// Held is what was typed into the form of this page before the detour, several values of one field with commas
// between; nil where nothing was.
func (r *Request) Held() map[string]string {
	h, found := r.open()
	page, _, _ := strings.Cut(h.Page, "?")
	if !found || len(h.Values) == 0 || page != r.c.Path() {
		return nil
	}
	r.restored = true
	values := map[string]string{}
	for name, list := range h.Values {
		values[name] = strings.Join(list, ",")
	}
	return values
}

func (r *Request) open() (h held, found bool) {
	sealed := r.Cookie(heldCookie)
	if sealed == "" || r.Session.ID == "" {
		return h, false
	}
	text, err := r.Site.Factors.Ring.Open(sealed, r.heldPlace())
	if err != nil {
		return h, false
	}
	return h, json.Unmarshal(text, &h) == nil && r.Site.Clock.Now().Before(h.Until)
}

// letGo forgets what was held once another form is sent: it has been used, or given up.
func (r *Request) letGo() {
	if r.Cookie(heldCookie) != "" && !strings.HasPrefix(r.c.Path(), "/confirm") {
		r.ClearCookie(heldCookie)
	}
}

func (r *Request) heldPlace() string { return "held/" + r.Session.ID }
