package web

import "latchkey/components/ui"

// Of a recovery case, by its state, what its person is told on every page.
var caseBanners = map[string]string{
	"open": "recovery.banner_open", "review": "recovery.banner_open",
	"waiting": "recovery.banner_approved", "ready": "recovery.banner_approved",
	"paused": "recovery.banner_paused",
}

// underWay says, on every page of the person whose session it is, what others may be about to do with the account: a
// dispute that froze it, and a recovery case. here is the page, which may be the one that says it at length.
func (r *Request) underWay(here string) (banners []ui.Banner) {
	say := func(text, link, page string) {
		if here == page {
			return
		}
		b := ui.Banner{Kind: "warning", Text: r.Locale.T(text), LinkText: r.Locale.T(link), LinkURL: page}
		if r.locked() { // nothing but the set-up opens
			b.LinkURL = ""
		}
		banners = append(banners, b)
	}
	if !r.Session.FrozenAt.IsZero() {
		say("frozen.banner", "frozen.link", frozenPage)
	}
	if words := caseBanners[r.Session.RecoveryCase]; words != "" {
		say(words, "recovery.banner_link", casePage)
	}
	return banners
}
