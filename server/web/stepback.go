package web

import "strings"

// unproved marks the address to which somebody comes back from "Confirm it's you" without a proof.
const unproved = "unproved"

// BackFromStepUp returns where "Confirm it's you" leads whoever gives no proof: to the page with the form that waits, where
// what was typed stands again, or else to a page before the one that was asked for. It returns "" for people to whom nothing
// else is open. A page that asks for a proof itself does not ask again: see [Request.detour].
func (r *Request) BackFromStepUp(page, then string) string {
	if r.locked() {
		return ""
	}
	h, found := r.pendingFor(page, then)
	if !found {
		return r.before(page)
	}
	mark := "?"
	if strings.Contains(h.Page, mark) {
		mark = "&"
	}
	return h.Page + mark + unproved + "=1"
}

// aboves are pages that need no fresh proof, each before the addresses that begin with it.
var aboves = []string{"/security/sessions", "/security", "/profile", Desk + "/people", Desk}

// before is the page that leads to a page which asks for a proof.
func (r *Request) before(page string) string {
	path, _, _ := strings.Cut(page, "?")
	if strings.HasPrefix(path, Desk) && (!r.SignedIn() || r.Session.SecondStepAt.IsZero()) {
		return Dashboard // the desk opens to nobody without the second step
	}
	for _, above := range aboves {
		if path == above || strings.HasPrefix(path, above+"/") {
			return above
		}
	}
	return Dashboard
}
