package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"

	"latchkey/components"
	"latchkey/components/ui"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"
)

var tokenForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Za-z_-]{1,100}$`) })

// TokenToCookie returns a handler that moves the token of an e-mail's link from the address into a cookie and redirects
// to path, so that the token stays in no history, log or referrer. It changes nothing else, because programs
// that scan mail follow links too.
func TokenToCookie(cookie, path string) func(*Request) error {
	return func(r *Request) error {
		if token := r.Param("token"); tokenForm().MatchString(token) {
			r.SetCookie(cookie, token)
		} else {
			r.ClearCookie(cookie)
		}
		return r.Go(path)
	}
}

// LinkField is the field, or the parameter of an address, by which a page says which link it is about.
const LinkField = ui.LinkField

// errOtherLink refuses what a page asked for by itself that was about another link than the browser has by now.
var errOtherLink = errors.New("page is about another link than the cookie")

// LinkMark tells pages of links apart: it is made of the token, opens nothing, and is "" for no token.
func LinkMark(token string) string {
	if token == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("page of " + token))
	return hex.EncodeToString(sum[:16])
}

// LinkMark is the mark of the link that the page is about; "" on a page of no link. Forms carry it by themselves. What else a
// page asks for, such as a file, carries it in its address as [LinkField].
func (r *Request) LinkMark() string {
	if r.route.Link == "" {
		return ""
	}
	return LinkMark(r.Cookie(r.route.Link))
}

// strays reports whether a page asks for something although it is about another link than the browser's cookie: any site can
// send the browser to a link of its own, while the page stands open. Without a cookie there is nothing to mistake.
func (r *Request) strays() bool {
	if r.route.Link == "" || r.route.Linked || r.LinkMark() == "" {
		return false
	}
	if r.c.Method() == fiber.MethodPost {
		return r.Field(LinkField) != r.LinkMark()
	}
	return r.Query(LinkField) != r.LinkMark()
}

// stray does nothing of what was asked for, and shows the page of the link that the browser has, with what was written.
func (r *Request) stray() error {
	if target := r.c.Get("HX-Target"); r.route.Quiet || target != "" && !strings.HasSuffix(target, "#screen") {
		return errOtherLink
	}
	shows := func(to Route) bool { return to.Linked && to.Link == r.route.Link }
	at := slices.IndexFunc(r.Site.routes, func(to Route) bool { return shows(to) && to.Path == r.route.Path })
	if at < 0 {
		at = slices.IndexFunc(r.Site.routes, shows)
	}
	r.strayed = r.Site.routes[at].Path
	return r.Site.routes[at].Handle(r)
}

// afterStray is a screen below what says that nothing was done.
func (r *Request) afterStray(screen templ.Component) templ.Component {
	what := "link.nothing"
	typed := r.prose()
	if typed != "" {
		what = "failure.typed_next"
	}
	return components.Strayed(components.StrayedProps{What: r.Locale.T(what), Why: r.Locale.T("link.strayed"), Typed: typed}, screen)
}
