package web

import (
	"encoding/json"
	"time"

	"latchkey/components/ui"
	"latchkey/internal/clock"
)

// askedCookie keeps the address that somebody has asked a link for, so that the page that says it was sent can show it: a
// typing mistake is seen there, and nowhere else. It is what was typed, whether or not anybody has that address.
const askedCookie = "asked"

// askedTime is for how long the address is shown at that browser.
const askedTime = 30 * time.Minute

const askedPlace = "asked"

type asked struct {
	Form, Email string
	Until       clock.Instant
}

// GoSent keeps the address that the form at path was sent with and redirects to the page that says that a link was sent,
// path + "/sent".
func (r *Request) GoSent(path, email string) error {
	r.keepAsked(path, email)
	if r.Form("again") != "" {
		return r.Go(r.Saying(path + "/sent?said=again"))
	}
	return r.Go(path + "/sent")
}

func (r *Request) keepAsked(path, email string) {
	text, err := json.Marshal(asked{Form: path, Email: email, Until: r.Site.Clock.Now().Add(askedTime)})
	if err != nil {
		panic(err) // strings always marshal
	}
	sealed := r.Site.Factors.Ring.Seal(text, askedPlace)
	if email == "" || len(sealed) > maxPending {
		r.ClearCookie(askedCookie)
		return
	}
	r.SetCookie(askedCookie, sealed)
}

// LinkRequest returns what the page after the form at path shows of what [Request.GoSent] kept in this browser.
func (r *Request) LinkRequest(path string) ui.LinkRequest {
	shown := ui.LinkRequest{Form: path, Again: r.Told("said") == "again"}
	if a := r.asked(); a.Form == path {
		shown.Email = a.Email
	}
	return shown
}

// AskedEmail returns the address that this browser has asked a link for last, by whichever form; "" if it has for none, or not
// lately.
func (r *Request) AskedEmail() string { return r.asked().Email }

func (r *Request) asked() (a asked) {
	text, err := r.Site.Factors.Ring.Open(r.Cookie(askedCookie), askedPlace)
	if err != nil || json.Unmarshal(text, &a) != nil || !r.Site.Clock.Now().EndsFor(askedTime).Has(a.Until) {
		return asked{}
	}
	return a
}
