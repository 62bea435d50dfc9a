package web

import (
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/credential"
	"latchkey/internal/factor"

	"github.com/google/uuid"
)

// heldCookie keeps what somebody asked for while they confirm that it's them.
const heldCookie = "held"

// heldFor is how long it waits: as long as a proof counts.
const heldFor = 10 * time.Minute

// mostHeld is how many bytes are kept, sealed; a browser takes a cookie of 4 KB, and
// all headers together must fit in what the server reads.
const mostHeld = 3000

// held is a form on the detour. It is sealed and bound to its session, so no other
// person at the same browser, and no script, can read or plant it.
type held struct {
	ID     string // which detour, so that a proof given for one thing does not carry on with another
	Page   string // which shows the form
	Action string // where the form was sent
	Until  clock.Instant
	Values url.Values
}

// Hold leads to "Confirm it's you", with the strength of proof that err asks for. After
// it Proved carries on with the form that was posted, of which the named fields are kept,
// and page shows it where that can't be. Never name a field that holds a secret. What is
// longer than a cookie is not kept.
func (r *Request) Hold(err error, page string, fields ...string) error {
	h := held{
		ID: uuid.NewString(), Page: page, Action: r.c.Path(), Until: r.Site.Clock.Now().Add(heldFor), Values: url.Values{},
	}
	for _, name := range fields {
		if values := r.FormList(name); len(values) > 0 {
			h.Values[name] = values
		}
	}
	text, wrong := json.Marshal(h)
	if wrong != nil {
		return wrong
	}
	sealed := r.Site.Factors.Ring.Seal(text, r.heldPlace())
	if len(sealed) > mostHeld || isUpload(r.c) {
		return r.Go(ConfirmFirst(err, page))
	}
	r.SetCookie(heldCookie, sealed)
	return r.Go(ConfirmFirst(err, page) + "&then=" + h.ID)
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
	h, found := r.open()
	if !found || h.ID != then || h.Page != page {
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
