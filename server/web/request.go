package web

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"unicode/utf8"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/challenge"
	"latchkey/internal/locale"
	"latchkey/internal/policy"
	"latchkey/internal/session"

	"github.com/gofiber/fiber/v2"
)

// Request is one HTTP request as handlers see it. Its values are copies: they stay valid after the handler has
// returned.
type Request struct {
	Site    *Site
	Locale  *locale.Locale
	Session session.Session // empty unless the route needs SignedIn or SignedIn reported true
	Client  session.Client
	// Standing says what the host's policy requires of the person; it is set on routes that need a session.
	Standing policy.Standing

	c        *fiber.Ctx
	route    Route
	streamed *streamed  // what of a form that came with files has been read; nil: nothing
	ready    func()     // ends the time in which the request is answered, once its body has come in
	marked   bool       // the forms of the page carry the mark of [Request.tryCookies]
	restored string     // the key of what the page says, if it shows again what was typed before a detour
	flash    url.Values // what this browser was led here with, once Told was asked
	strayed  string     // the page that answers, if what was asked for was about another link than it is; else ""

	alerts int // counted by [Request.Alerts], and one

	belongings []account.Belonging // the person's client accounts, once they were asked for
	belonged   bool                // they were
	chosen     string              // the id of the account chosen by this request; "": the cookie says which
}

// Caller returns the session and the client of the request, on a route that needs a session.
func (r *Request) Caller() access.Caller { return access.Caller{Session: r.Session, Client: r.Client} }

// request is the Request of whoever asks, before it is known who that is.
func (s *Site) request(c *fiber.Ctx) *Request {
	r := &Request{Site: s, c: c}
	r.Client = session.Client{
		Browser: s.Browsers.Identify(r.Cookie(BrowserCookie)),
		Agent:   browserOf(c.Get(fiber.HeaderUserAgent)),
		Address: s.clientAddress(c),
		Zone:    namedZone(c),
	}
	r.speak("")
	return r
}

// authenticate makes the Request if whoever asks may reach the route.
func (s *Site) authenticate(c *fiber.Ctx, to Route) (*Request, error) {
	r := s.request(c)
	r.route = to
	if c.Method() == fiber.MethodPost && !to.JSON && !((to.Upload || to.Streams) && isUpload(c)) && !isForm(c) {
		return nil, ErrNotAForm
	}
	if err := r.cookiesRefused(to); err != nil {
		return nil, err
	}
	if to.Access == Anyone {
		return r, nil
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	if to.Access == Challenged {
		if r.Cookie(ChallengeCookie) == "" {
			return nil, challenge.ErrExpired // never with a way back here: who is signed in would be sent in circles
		}
		return r, nil
	}
	if err := r.loadSession(); err != nil {
		return r, r.missed(err, to)
	}
	if err := r.authorize(to); err != nil {
		return r, err
	}
	if c.Method() == fiber.MethodPost {
		if to.Access >= Staff {
			s.waiting.recount()
		}
		r.dropPending()
		return r, r.dropDraft()
	}
	return r, nil
}

func (r *Request) loadSession() error {
	secret := r.Cookie(SessionCookie)
	if secret == "" {
		return errSignInFirst
	}
	load := r.Site.Sessions.Load
	if r.route.Quiet {
		load = r.Site.Sessions.Look
	}
	s, err := load(r.Context(), r.Site.DB, secret)
	if errors.Is(err, session.ErrNone) {
		if !r.route.Quiet { // whose form comes next is told by it, and kept
			r.ClearCookie(SessionCookie)
		}
		return errSessionLost
	}
	if err != nil {
		return err
	}
	r.Session = s
	r.Session.Browser = r.Cookie(MethodCookie)
	r.speak(s.Language)
	if r.route.Quiet {
		return nil
	}
	r.learnZone()
	return r.seeTrust()
}

// SignedIn reports whether the request has a session, on a route that does not need one. If so, it sets
// Session.
func (r *Request) SignedIn() bool { return r.loadSession() == nil }

// speak chooses the language: the person's choice, else this browser's, else what it accepts.
func (r *Request) speak(chosen string) {
	if chosen == "" {
		chosen = r.Cookie(languageCookie)
	}
	r.Locale = locale.Match(chosen, r.c.Get(fiber.HeaderAcceptLanguage))
	r.Client.Language = r.Locale.Tag()
}

// InLanguage returns the tag of a language of the menu in the digits that this browser's reader uses: those of the page, or of
// the regions that the browser names. It returns [ErrNotFound] if the menu has no such language.
func (r *Request) InLanguage(lang string) (tag string, err error) {
	l, found := locale.In(lang, r.c.Get(fiber.HeaderAcceptLanguage))
	if !found {
		return "", ErrNotFound
	}
	if r.Locale.Lang() == l.Lang() {
		l = r.Locale
	}
	return l.Tag(), nil
}

// Context returns a context with the request's deadline and language, which says of a route of the staff's that what is done is
// done at the desk.
func (r *Request) Context() context.Context {
	ctx := locale.Into(r.c.UserContext(), r.Locale)
	if r.route.Access >= Staff {
		ctx = audit.AtDesk(ctx)
	}
	return ctx
}

// asTyped are the fields of which every character counts.
var asTyped = map[string]bool{"password": true, "current": true}

// bare is what was typed into a field, without the blanks and invisible marks around it that come along with a copy.
func bare(name, value string) string {
	if asTyped[name] {
		return value
	}
	return locale.Bare(value)
}

// Form returns a field of the posted form, without the blanks and invisible marks around it unless it is a password; ""
// if it is missing, given twice or not UTF-8. It never reads the URL.
func (r *Request) Form(name string) string {
	values := r.c.Request().PostArgs().PeekMulti(name)
	if len(values) != 1 || !utf8.Valid(values[0]) {
		return ""
	}
	return bare(name, string(values[0]))
}

// FormList returns all values of a field of the posted form.
func (r *Request) FormList(name string) []string {
	var list []string
	for _, v := range r.c.Request().PostArgs().PeekMulti(name) {
		list = append(list, bare(name, string(v)))
	}
	return list
}

// Query returns a parameter of the URL, without the blanks and invisible marks around it. Secrets are never passed in the
// URL.
func (r *Request) Query(name string) string { return bare(name, strings.Clone(r.c.Query(name))) }

// Param returns a variable part of the route's path.
func (r *Request) Param(name string) string { return strings.Clone(r.c.Params(name)) }

// Host returns the host and port in the request as [PlainHost] writes them; it is one that the site serves.
func (r *Request) Host() string { return PlainHost(r.Site.Base.Scheme, string(r.c.Request().Host())) }

// Partial reports whether htmx sent the request, so the answer is the screen without its frame.
func (r *Request) Partial() bool { return r.c.Get("HX-Request") == "true" }

// isForm looks at the body as it came: Fiber's own Body would unpack it, to any size.
func isForm(c *fiber.Ctx) bool {
	kind, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
	return strings.EqualFold(strings.TrimSpace(kind), fiber.MIMEApplicationForm) || len(c.Request().Body()) == 0
}

// FromOwnPage reports whether a GET is a navigation from one of this site's pages: not a link from elsewhere, a
// typed address or a preload. If the browser sends no Sec-Fetch-Site header, it reports true, because every
// current browser sends it.
func (r *Request) FromOwnPage() bool {
	site := r.c.Get("Sec-Fetch-Site")
	ahead := r.c.Get("Sec-Purpose") != "" || r.c.Get("Purpose") != "" || r.c.Get("X-Moz") != ""
	return r.c.Method() == fiber.MethodGet && (site == "" || site == "same-origin") && !ahead
}
