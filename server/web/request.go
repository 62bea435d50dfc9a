package web

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"latchkey/internal/access"
	"latchkey/internal/challenge"
	"latchkey/internal/locale"
	"latchkey/internal/policy"
	"latchkey/internal/session"

	"github.com/gofiber/fiber/v2"
)

// Request is one request as handlers see it: who asks, in which language, with what.
// Everything in it is a copy of its own.
type Request struct {
	Site    *Site
	Locale  *locale.Locale
	Session session.Session // with SignedIn; else empty
	Client  session.Client
	// Standing is where the person stands with the host's policy, with SignedIn.
	Standing policy.Standing

	c        *fiber.Ctx
	restored bool // the page shows again what was typed before a detour
}

// Caller is whose session it is and where the request came from, with SignedIn.
func (r *Request) Caller() access.Caller { return access.Caller{Session: r.Session, Client: r.Client} }

// authenticate makes the Request if whoever asks may reach the route.
func (s *Site) authenticate(c *fiber.Ctx, to Route) (*Request, error) {
	r := &Request{Site: s, c: c}
	r.Client = session.Client{
		Browser: s.Browsers.Identify(r.Cookie(BrowserCookie)),
		Agent:   browserOf(c.Get(fiber.HeaderUserAgent)),
		Address: s.clientAddress(c),
	}
	r.speak("")
	if c.Method() == fiber.MethodPost && !to.JSON && !isForm(c) && !(to.Upload && isUpload(c)) {
		return nil, ErrNotAForm
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
		return r, err
	}
	if err := r.authorize(to); err != nil {
		return r, err
	}
	if c.Method() == fiber.MethodPost {
		r.dropPending()
	}
	return r, nil
}

func (r *Request) loadSession() error {
	secret := r.Cookie(SessionCookie)
	if secret == "" {
		return errSignInFirst
	}
	s, err := r.Site.Sessions.Load(r.Context(), r.Site.DB, secret)
	if errors.Is(err, session.ErrNone) {
		r.ClearCookie(SessionCookie)
		return errSignInFirst
	}
	if err != nil {
		return err
	}
	r.Session = s
	r.speak(s.Language)
	return nil
}

// SignedIn reports whether whoever asks has a session, on a route that does not need one.
func (r *Request) SignedIn() bool { return r.loadSession() == nil }

// speak chooses the language: the person's choice, else this browser's, else what it accepts.
func (r *Request) speak(chosen string) {
	if chosen == "" {
		chosen = r.Cookie(languageCookie)
	}
	r.Locale = locale.Match(chosen, r.c.Get(fiber.HeaderAcceptLanguage))
}

// Context carries the request's deadline and language.
func (r *Request) Context() context.Context { return locale.Into(r.c.UserContext(), r.Locale) }

// Form is a field of the posted body; "" where it is missing, given twice, or not text.
// Nothing is ever taken from the URL.
func (r *Request) Form(name string) string {
	values := r.c.Request().PostArgs().PeekMulti(name)
	if len(values) != 1 || !utf8.Valid(values[0]) {
		return ""
	}
	return string(values[0])
}

// FormList is a field that may be given more than once.
func (r *Request) FormList(name string) []string {
	var list []string
	for _, v := range r.c.Request().PostArgs().PeekMulti(name) {
		list = append(list, string(v))
	}
	return list
}

// Query is a parameter of the URL, for what is no secret.
func (r *Request) Query(name string) string { return strings.Clone(r.c.Query(name)) }

// Param is a variable part of the route's path.
func (r *Request) Param(name string) string { return strings.Clone(r.c.Params(name)) }

// Host is the host, with its port, that the page is asked for at: one of those that are answered.
func (r *Request) Host() string { return string(r.c.Request().Host()) }

// Partial reports whether htmx asks, so that only the screen is wanted.
func (r *Request) Partial() bool { return r.c.Get("HX-Request") == "true" }

// isForm looks at the body as it came: Fiber's own Body would unpack it, to any size.
func isForm(c *fiber.Ctx) bool {
	kind, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
	return strings.EqualFold(strings.TrimSpace(kind), fiber.MIMEApplicationForm) || len(c.Request().Body()) == 0
}

// OwnStep reports whether a GET is a step that the person takes from one of this site's
// pages, rather than a link from elsewhere, an address typed in, or a browser that loads
// ahead of them. A client that says nothing of it is no browser of today's.
func (r *Request) OwnStep() bool {
	site := r.c.Get("Sec-Fetch-Site")
	ahead := r.c.Get("Sec-Purpose") != "" || r.c.Get("Purpose") != "" || r.c.Get("X-Moz") != ""
	return r.c.Method() == fiber.MethodGet && (site == "" || site == "same-origin") && !ahead
}
