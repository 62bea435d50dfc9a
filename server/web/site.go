// Package web is what every page needs of HTTP: the application with its guards and
// headers, the request as handlers see it, the decision between a whole page and a
// partial, what all pages do alike, and the page for what went wrong. What stands on the
// pages belongs to the page packages, and asking for a proof to package prompt.
package web

import (
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/policy"
	"latchkey/internal/session"
	"latchkey/internal/setting"

	"github.com/gofiber/fiber/v2"
)

// Site is what all pages of one server share.
type Site struct {
	Base     *url.URL       // where people reach it; every link is made from this, never from a request
	Hosts    []string       // further hosts that are answered, lower case, with port
	Trusted  []netip.Prefix // proxies whose X-Forwarded-For is believed
	Demo     bool
	DB       *db.DB
	Clock    *clock.Clock
	Settings *setting.Settings
	Sessions *session.Sessions
	Browsers *session.Browsers
	Factors  *factor.Factors
	Policies *policy.Policies // nil: nothing is required of anybody
	Assets   *Assets
	Log      *slog.Logger
	Extra    func(fiber.Router) // mounts what only developers see; usually nil

	brand     brandCache
	untrusted sync.Once // has been said
	routes    []Route
	large     large
}

// Access says who may reach a route.
type Access uint8

// The kinds of access there are.
const (
	Anyone     Access = iota
	Challenged        // the password was right and the second step is awaited: opens no other route
	SignedIn
	Staff         // signed in with a second step, and a role; to anybody else there is no such page
	Administrator // Staff with that role
)

// Route is one line of the table of everything that can be requested.
type Route struct {
	Method string // GET or POST
	Path   string
	Access Access
	Handle func(*Request) error
	JSON   bool // what is posted comes from another server, which proves itself; not from a form

	// WithoutMethod keeps the route open to somebody who must have a second step by now
	// and has none: setting one up, and what that takes.
	WithoutMethod bool
	// MostBody is how many bytes may be posted, where that is more than BodyLimit. The path
	// has no variable part then.
	MostBody int
	// Upload lets the form bring files (multipart/form-data).
	Upload bool
}

// Routes is the table of all routes that were mounted.
func (s *Site) Routes() []Route { return s.routes }

func (s *Site) secure() bool { return s.Base.Scheme == "https" }

func (s *Site) serves(host string) bool {
	host = strings.ToLower(host)
	if host == strings.ToLower(s.Base.Host) {
		return true
	}
	for _, h := range s.Hosts {
		if h == host {
			return true
		}
	}
	return false
}

// URL is the absolute address of a local path.
func (s *Site) URL(path string) string { return strings.TrimSuffix(s.Base.String(), "/") + path }

// How long one request may take in all; waiting for the hash gate is the longest part.
const requestTime = 45 * time.Second
