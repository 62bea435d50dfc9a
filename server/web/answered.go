package web

import (
	"net/netip"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// Answered is a request as it was answered. All in it are words of the program's own, but for the address: no path with what stands
// in it, no query, no token, and nothing of which a stranger could make ever new values.
type Answered struct {
	Route   string        // the pattern of the path, such as /desk/people/:id; "" where no route was reached
	Method  string        // GET, HEAD or POST; "other" for all others
	Status  int           //
	Took    time.Duration // until the answer was ready
	Reason  string        // what the error page is about, as the catalogue's failure.REASON_title; "" for none
	Address netip.Addr    // where it came from
}

// answered is what is noted of a request while it is answered.
type answered struct{ route, reason string }

type answeredKey struct{}

// notes is where a request keeps what is noted of it; one that is not watched has a place that nobody looks at.
func notes(c *fasthttp.RequestCtx) *answered {
	if noted, ok := c.UserValue(answeredKey{}).(*answered); ok {
		return noted
	}
	return &answered{}
}

// watched tells OnAnswered of every request that a handler answers.
func (s *Site) watched(handle fasthttp.RequestHandler) fasthttp.RequestHandler {
	if s.OnAnswered == nil {
		return handle
	}
	return func(c *fasthttp.RequestCtx) {
		began, noted := time.Now(), &answered{}
		c.SetUserValue(answeredKey{}, noted)
		handle(c)
		s.tellAnswered(c, noted, time.Since(began))
	}
}

// watchedErrors is [Site.watched] for what could not be read as a request.
func (s *Site) watchedErrors(failed func(*fasthttp.RequestCtx, error)) func(*fasthttp.RequestCtx, error) {
	if s.OnAnswered == nil {
		return failed
	}
	return func(c *fasthttp.RequestCtx, err error) {
		noted := &answered{}
		c.SetUserValue(answeredKey{}, noted)
		failed(c, err)
		s.tellAnswered(c, noted, 0)
	}
}

func (s *Site) tellAnswered(c *fasthttp.RequestCtx, noted *answered, took time.Duration) {
	s.OnAnswered(Answered{
		Route: noted.route, Reason: noted.reason, Method: knownMethod(string(c.Method())), Status: c.Response.StatusCode(), Took: took,
		Address: s.addressOf(c),
	})
}

func knownMethod(method string) string {
	switch method {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodPost:
		return method
	}
	return "other"
}

// at notes the pattern of the route that a handler is for.
func at(pattern string, handle fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		notes(c.Context()).route = pattern
		return handle(c)
	}
}
