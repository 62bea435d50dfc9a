package web

import (
	"encoding/json"
	"net/url"
	"time"

	"latchkey/internal/clock"
)

// flashCookie keeps what the next page is to say. A page never believes its address: whoever makes a link could have it
// say that two-factor authentication is on.
const flashCookie = "flash"

// flashTime is how long it waits for its page, which the browser asks for at once.
const flashTime = 2 * time.Minute

const flashPlace = "flash"

type flash struct {
	Address string // of the page, with the parameters that it is about
	Session string // whose it is; "" if nobody was signed in
	Link    string // the mark of the link that the page was about; "" for none
	Until   clock.Instant
}

// Saying returns address, which leads to a page and whose query says, as done=… or said=…, what that page tells this
// browser about what was just done. The page tells it once, within two minutes, and only if [Request.Told] is asked.
func (r *Request) Saying(address string) string {
	text, err := json.Marshal(flash{Address: address, Session: r.Session.ID, Link: r.LinkMark(), Until: r.Site.Clock.Now().Add(flashTime)})
	if err != nil {
		panic(err) // strings always marshal
	}
	r.SetCookie(flashCookie, r.Site.Factors.Ring.Seal(text, flashPlace))
	return address
}

// Told returns a parameter of the address if [Request.Saying] led this browser here with it; otherwise "". The first
// call forgets it, so that it is said once.
func (r *Request) Told(name string) string {
	if r.flash == nil {
		r.flash = r.takeFlash()
	}
	return r.flash.Get(name)
}

func (r *Request) takeFlash() url.Values {
	none := url.Values{}
	sealed := r.Cookie(flashCookie)
	if sealed == "" {
		return none
	}
	r.ClearCookie(flashCookie)
	text, err := r.Site.Factors.Ring.Open(sealed, flashPlace)
	if err != nil {
		return none
	}
	var f flash
	if json.Unmarshal(text, &f) != nil || f.Address != r.c.OriginalURL() || !r.Site.Clock.Now().EndsFor(flashTime).Has(f.Until) {
		return none
	}
	if f.Session != "" && r.Session.ID != "" && f.Session != r.Session.ID { // somebody else uses the browser now
		return none
	}
	if f.Link != "" && r.route.Link != "" && f.Link != r.LinkMark() { // the page is about another link now
		return none
	}
	at, err := url.Parse(f.Address)
	if err != nil {
		return none
	}
	return at.Query()
}
