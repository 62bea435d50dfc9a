package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/url"
	"slices"
	"strings"

	"latchkey/components"
	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/challenge"
	"latchkey/internal/db"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/password"
	"latchkey/internal/session"
	"latchkey/internal/user"

	"github.com/gofiber/fiber/v2"
)

// Errors that are answered with an error page.
var (
	ErrNotFound   = errors.New("no such page")
	ErrBadRequest = errors.New("request is ambiguous")
	ErrWrongHost  = errors.New("host is not served here")
	ErrCrossSite  = errors.New("request comes from another site")
	ErrInTheClear = errors.New("page was reached over http")
	ErrNotAForm   = errors.New("body is not a form")
	ErrForged     = errors.New("another server did not prove itself")

	errSignInFirst = errors.New("not signed in")
	errSessionLost = errors.New("the session has ended")
)

// GoneError answers a link in an e-mail that is used up, expired or wrong.
type GoneError struct {
	Words  string // the key failure.gone_WORDS says what to do next, and failure.gone_WORDS_what, where there is one, what has happened
	Link   string // the page where that is done
	SignIn bool   // whoever has used it up may have an account by now
}

func (e GoneError) Error() string { return "link " + e.Words + " does not work any more" }

// failure is how a kind of error is answered: the one place for status codes.
type failure struct {
	err    error
	status int
	words  string // the catalogue's failure.WORDS_title, _what, _next
}

// The words of failures that are ours: they are logged, under the reference number that the page shows.
const (
	unexpected = "unexpected"
	unsaved    = "unsaved"   // nothing can be stored just now
	onlyHere   = "only_here" // signed out, with nothing stored of it
)

// The words of a form that came after its session had ended, of which nothing is kept.
const unkept = "unkept"

var failures = []failure{
	{ErrNotFound, fiber.StatusNotFound, "not_found"},
	{user.ErrNotFound, fiber.StatusNotFound, "not_found"},
	{access.ErrNotStaff, fiber.StatusNotFound, "not_found"},
	{account.ErrNotFound, fiber.StatusNotFound, "not_found"},
	{account.ErrForbidden, fiber.StatusForbidden, "not_allowed"},
	{account.ErrClosed, fiber.StatusConflict, "account_closed"},
	{ErrForbidden, fiber.StatusForbidden, "forbidden"},
	{access.ErrOnlyAdministrators, fiber.StatusForbidden, "forbidden"},
	{ErrTooLarge, fiber.StatusRequestEntityTooLarge, "too_large"},
	{fiber.ErrNotFound, fiber.StatusNotFound, "not_found"},
	{passkey.ErrNotOffered, fiber.StatusNotFound, "not_found"},
	{ErrBadRequest, fiber.StatusBadRequest, "bad_request"},
	{ErrWrongHost, fiber.StatusMisdirectedRequest, "wrong_host"},
	{errNoCookies, Unprocessable, "no_cookies"},
	{errNoLinkCookies, fiber.StatusGone, "no_link_cookies"},
	{ErrCrossSite, fiber.StatusForbidden, "cross_site"},
	{ErrInTheClear, fiber.StatusForbidden, "in_the_clear"},
	{ErrNotAForm, fiber.StatusUnsupportedMediaType, "bad_request"},
	{ErrForged, fiber.StatusForbidden, "bad_request"},
	{errSlow, fiber.StatusRequestTimeout, "too_slow"},
	{errCrowded, fiber.StatusServiceUnavailable, "crowded"},
	{errSearching, fiber.StatusServiceUnavailable, "busy"},
	{password.ErrBusy, fiber.StatusServiceUnavailable, "busy"},
	{context.DeadlineExceeded, fiber.StatusServiceUnavailable, "late"},
	{context.Canceled, fiber.StatusServiceUnavailable, "late"}, // nobody reads it: the browser has gone
	{errSignInFirst, fiber.StatusUnauthorized, unkept},
	{errSessionLost, fiber.StatusUnauthorized, unkept},
	{session.ErrNone, fiber.StatusUnauthorized, unkept},
	{session.ErrUnrecorded, fiber.StatusServiceUnavailable, onlyHere},
	{db.ErrFull, fiber.StatusServiceUnavailable, unsaved},
	{db.ErrFailing, fiber.StatusServiceUnavailable, unsaved},
	{db.ErrNotPermitted, fiber.StatusServiceUnavailable, unsaved},
	{&fiber.Error{Code: fiber.StatusMethodNotAllowed}, fiber.StatusMethodNotAllowed, "not_found"},
	{fiber.ErrRequestEntityTooLarge, fiber.StatusRequestEntityTooLarge, "too_large"},
	{fiber.ErrRequestHeaderFieldsTooLarge, fiber.StatusRequestHeaderFieldsTooLarge, "bad_request"},
	{fiber.ErrRequestTimeout, fiber.StatusRequestTimeout, "bad_request"},
	{fiber.ErrBadRequest, fiber.StatusBadRequest, "bad_request"},
	{fiber.ErrBadGateway, fiber.StatusBadRequest, "bad_request"}, // Fiber's word for a connection that broke off
}

// detours are errors that lead to another page, where the person can go on.
func (r *Request) detour(err error) (path string, found bool) {
	if errors.As(err, new(typedError)) && failureOf(err).words == unkept {
		return "", false // what was written is shown first
	}
	switch {
	case errors.As(err, new(lostError)):
		return r.afterLost(err), true
	case errors.Is(err, errSignInFirst), errors.Is(err, errSessionLost), errors.Is(err, session.ErrNone):
		return withNext("/sign-in", r.next()), true
	case errors.Is(err, challenge.ErrExpired):
		return r.Saying("/sign-in?said=again"), true
	case errors.Is(err, access.ErrStepUpRequired) && r.Query(unproved) != "" && r.c.Method() == fiber.MethodGet:
		return r.before(r.c.Path()), true
	case errors.Is(err, access.ErrStepUpRequired):
		return StepUpURL(err, cmp.Or(r.next(), "/security")), true
	case errors.Is(err, errMethodFirst):
		r.keepBack(r.next())
		return SetUpPage, true
	case errors.Is(err, access.ErrFrozen) && r.SignedIn():
		return frozenPage, true
	}
	return "", false
}

// next is where to go on after a detour: the page asked for, or the one that a form stood on.
func (r *Request) next() string {
	if r.c.Method() != fiber.MethodPost {
		return LocalPath(r.c.OriginalURL(), "")
	}
	i := slices.IndexFunc(r.Site.routes, func(to Route) bool { return to.Method == fiber.MethodPost && to.Path == r.c.Route().Path })
	if i < 0 {
		return "/security"
	}
	return cmp.Or(strings.Clone(LocalPath(r.formPage(r.Site.routes[i]), "")), "/security")
}

func withNext(path, next string) string {
	if next == "" || next == "/" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}

// fail answers for every error that a handler or a guard returns.
func (s *Site) fail(c *fiber.Ctx, err error) error {
	// The deadline may be what failed, or the request not read to its end, before any guard ran.
	c.SetUserContext(context.WithoutCancel(c.UserContext()))
	s.arrivals.leave(&c.Request().Header)
	s.setHeaders(&c.Response().Header)
	r := &Request{Site: s, c: c}
	r.speak("")
	if s.announced.take(&c.Request().Header) && same(err, fiber.ErrRequestTimeout) {
		err = fiber.ErrRequestEntityTooLarge
	}
	switch { // the rest of the request is still on its way
	case same(err, fiber.ErrRequestEntityTooLarge):
		linger(c)
	case same(err, fiber.ErrRequestHeaderFieldsTooLarge):
		linger(c)
		r.clearPassing()
	}
	if path, found := r.detour(err); found {
		if errors.Is(err, access.ErrStepUpRequired) || errors.Is(err, errMethodFirst) {
			return r.Go(path) // a step of the same frame
		}
		return r.Leave(path)
	}
	var gone GoneError
	if errors.As(err, &gone) {
		var typed typedError
		errors.As(err, &typed)
		return r.showGone(gone, typed.text)
	}
	f := failureOf(err)
	notes(c.Context()).reason = f.words
	var reference string
	if f.words == unexpected || f.words == unsaved || f.words == onlyHere {
		reference = newReference()
		s.Log.Error("request failed", slog.String("reference", reference), slog.String("method", c.Method()),
			slog.String("route", notes(c.Context()).route), slog.Any("error", err))
	}
	if f.status == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, "5")
	}
	return r.showFailure(f, err, reference)
}

// failureOf says how an error is answered.
func failureOf(err error) failure {
	for _, known := range failures {
		if same(err, known.err) {
			return known
		}
	}
	return failure{status: fiber.StatusInternalServerError, words: unexpected}
}

// ofTheirs are failures of people who stay signed in, as after a mistyped address.
var ofTheirs = []error{ErrForbidden, access.ErrOnlyAdministrators, account.ErrForbidden, account.ErrClosed}

func (r *Request) showFailure(f failure, err error, reference string) error {
	r.c.Response().ResetBody()
	if slices.ContainsFunc(ofTheirs, func(theirs error) bool { return errors.Is(f.err, theirs) }) || f.status == fiber.StatusNotFound {
		r.SignedIn() // a mistyped address does not throw anybody out
	}
	start, leads := "/", "failure.start"
	var kept keptError
	if errors.Is(f.err, ErrInTheClear) {
		start = r.Site.URL("/")
	}
	if errors.As(err, &kept) {
		start, leads = kept.page, "failure.kept_link"
		r.SignedIn()
	}
	var typed typedError
	if errors.As(err, &typed) && f.words == unkept {
		start, leads = withNext("/sign-in", r.next()), "sign_in.submit"
	}
	say := func(part string) string {
		switch {
		case part == "_next" && kept.page != "":
			return r.Locale.T("failure.kept_next")
		case part == "_next" && typed.text != "":
			return r.Locale.T("failure.typed_next")
		case part == "_what" && typed.text != "" && f.status == fiber.StatusNotFound:
			return r.Locale.T("failure.typed_gone")
		}
		return r.Locale.T("failure." + f.words + part)
	}
	return r.Show(View{
		Status: f.status, Title: "failure." + f.words + "_title",
		Screen: components.Failure(components.ErrorProps{
			Title: say("_title"), What: say("_what"), Next: say("_next"),
			Typed: typed.text, Link: start, LinkText: r.Locale.T(leads), Reference: reference,
			Contact: f.status == fiber.StatusNotFound || f.words == unexpected,
		}),
	})
}

func (r *Request) showGone(e GoneError, typed string) error {
	r.c.Response().ResetBody()
	what := "failure.gone_what"
	if own := "failure.gone_" + e.Words + "_what"; r.Locale.Has(own) {
		what = own
	}
	next := r.Locale.T("failure.gone_" + e.Words)
	if typed != "" {
		next = r.Locale.T("failure.typed_next") + " " + next
	}
	return r.Show(View{
		Status: fiber.StatusGone, Title: "failure.gone_title",
		Screen: components.Failure(components.ErrorProps{
			Title: r.Locale.T("failure.gone_title"), What: r.Locale.T(what), Next: next, Typed: typed,
			Link: e.Link, LinkText: r.Locale.T("failure.gone_" + e.Words + "_link"), SignIn: e.SignIn,
			Contact: true,
		}),
	})
}

func same(err, known error) bool {
	var got, want *fiber.Error
	if errors.As(err, &got) && errors.As(known, &want) {
		return got.Code == want.Code
	}
	return errors.Is(err, known)
}

func newReference() string {
	var random [5]byte
	_, _ = rand.Read(random[:])
	return hex.EncodeToString(random[:])
}
