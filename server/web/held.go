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
)

// heldCookie keeps what somebody typed while they confirm that it's them.
const heldCookie = "held"

// heldFor is how long what was typed waits: as long as a proof counts.
const heldFor = 10 * time.Minute

// mostHeld is how many bytes are kept, sealed; a browser takes a cookie of 4 KB, and
// all headers together must fit in what the server reads.
const mostHeld = 3000

// held is a form on the detour. It is sealed and bound to its session, so no other
// person at the same browser, and no script, can read or plant it.
type held struct {
	Page   string
	Until  clock.Instant
	Values map[string]string
}

// Hold keeps the named fields of the posted form for the page that shows the form, and
// leads to "Confirm it's you", which leads back to the page. Never name a field that
// holds a secret. What is longer than a cookie is not kept; several values of one field
// are kept with commas between.
func (r *Request) Hold(page string, fields ...string) error {
	return r.hold(page, ConfirmFirst(nil, page), fields)
}

// HoldFor is Hold for a change that needs a proof of the strength that err names.
func (r *Request) HoldFor(err error, page string, fields ...string) error {
	return r.hold(page, ConfirmFirst(err, page), fields)
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

func (r *Request) hold(page, detour string, fields []string) error {
	h := held{Page: page, Until: r.Site.Clock.Now().Add(heldFor), Values: map[string]string{}}
	for _, name := range fields {
		if value := strings.Join(r.FormList(name), ","); value != "" {
			h.Values[name] = value
		}
	}
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	sealed := r.Site.Factors.Ring.Seal(text, r.heldPlace())
	if len(h.Values) > 0 && len(sealed) <= mostHeld {
		r.SetCookie(heldCookie, sealed)
	}
	return r.Go(detour)
}

// Held is what was typed into the form of this page before the detour; nil where nothing was.
func (r *Request) Held() map[string]string {
	sealed := r.Cookie(heldCookie)
	if sealed == "" || r.Session.ID == "" {
		return nil
	}
	text, err := r.Site.Factors.Ring.Open(sealed, r.heldPlace())
	if err != nil {
		return nil
	}
	var h held
	if json.Unmarshal(text, &h) != nil || !r.Site.Clock.Now().Before(h.Until) {
		return nil
	}
	page, _, _ := strings.Cut(h.Page, "?")
	if page != r.c.Path() {
		return nil
	}
	r.restored = true
	return h.Values
}

// letGo forgets what was held once another form is sent: it has been used, or given up.
func (r *Request) letGo() {
	if r.Cookie(heldCookie) != "" && !strings.HasPrefix(r.c.Path(), "/confirm") {
		r.ClearCookie(heldCookie)
	}
}

func (r *Request) heldPlace() string { return "held/" + r.Session.ID }
