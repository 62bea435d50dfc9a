package web

import (
	"bytes"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// readTime is how long a request may take to come in.
const readTime = 15 * time.Second

// Lingerer is a connection that, when it is closed, first takes in a bounded rest of what is still being sent. Closed at
// once, the network would throw the answer away before anybody has read it.
type Lingerer interface{ Linger() }

func linger(c *fiber.Ctx) {
	if connection, ok := c.Context().Conn().(Lingerer); ok {
		connection.Linger()
	}
}

// mostLarge is how many bodies beyond BodyLimit are taken in at once. Whoever announces
// one has room made for all of it, before anything about them is known.
const mostLarge = 4

// large are the bodies beyond BodyLimit that are being taken in. Safe for concurrent use.
type large struct {
	mu    sync.Mutex
	until []time.Time // when each has come in, or has been given up
}

// enter reports whether there is room for one more.
func (l *large) enter(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.until = slices.DeleteFunc(l.until, now.After)
	if len(l.until) == mostLarge {
		return false
	}
	l.until = append(l.until, now.Add(readTime))
	return true
}

// leave makes the room of one that has been answered, or was given up, free again.
func (l *large) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.until) > 0 {
		l.until = l.until[1:]
	}
}

// mostOf is how large the body of a request may be, by its route.
func (s *Site) mostOf(header *fasthttp.RequestHeader) int {
	path, _, _ := bytes.Cut(header.RequestURI(), []byte("?"))
	for _, r := range s.routes {
		switch {
		case r.Method != fiber.MethodPost || !header.IsPost():
		case r.MostBody > BodyLimit && r.Path == string(path):
			return r.MostBody
		case r.Streams && isMultipart(header.ContentType()) && fits(string(path), r.Path):
			return math.MaxInt
		}
	}
	return BodyLimit
}

func fits(path, pattern string) bool {
	return fiber.RoutePatternMatch(path, pattern, fiber.Config{CaseSensitive: true, StrictRouting: true})
}

// roomFor says how large the body of a request may be, which has not been read: what its route takes, while there is room for
// it, which leave gives back. Otherwise BodyLimit holds.
func (s *Site) roomFor(header *fasthttp.RequestHeader) (most int, leave func()) {
	length := header.ContentLength()
	if 0 <= length && length <= BodyLimit {
		return BodyLimit, func() {}
	}
	if most := s.mostOf(header); most > BodyLimit && most < math.MaxInt && s.large.enter(time.Now()) {
		return most, s.large.leave
	}
	return BodyLimit, func() {}
}
