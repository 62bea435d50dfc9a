// Package web is the HTTP layer that every page needs: the Fiber application with its guards and headers, the
// Request that handlers get, whole pages and htmx partials, cookies, forms, "Confirm it's you", and error
// pages. What a page shows belongs to the page packages; asking for a proof, to package prompt.
package web

import (
	"context"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/attachment"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/policy"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/throttle"
	"latchkey/internal/user"

	"github.com/gofiber/fiber/v2"
)

// Site is what all pages of one server share.
type Site struct {
	Base     *url.URL       // the site's public address; links are made from it, never from a request
	Hosts    []string       // further hosts that the site serves, lower case, with port
	Trusted  []netip.Prefix // proxies whose X-Forwarded-For is believed
	Demo     bool
	DB       *db.DB
	Clock    *clock.Clock
	Settings *setting.Settings
	Sessions *session.Sessions
	Browsers *session.Browsers
	Factors  *factor.Factors
	Policies *policy.Policies  // nil: nothing is required of anybody
	Accounts *account.Accounts // nil: no frame names one
	Users    *user.Users       // who the other side of a hand-over is; as Accounts
	Assets   *Assets
	Files    *attachment.Files // nil: the host has no logo
	Log      *slog.Logger
	Extra    func(fiber.Router) // mounts pages for developers; usually nil
	// OnRefused, if not nil, is told of every refusal at a door that is watched. Its error is answered instead.
	OnRefused func(context.Context, Refusal) error
	// OnZone, if not nil, is told the time zone that a person's browser names, where none is known of the person.
	OnZone func(ctx context.Context, by access.Caller, zone string) error
	// Waiting, if not nil, counts what waits for the host, for the menu of staff.
	Waiting func(context.Context) (int, error)
	// Alerts, if not nil, counts what a member of staff was told of and has not looked at, for the same menu.
	Alerts func(ctx context.Context, userID string) (int, error)
	// OnAnswered, if not nil, is told of every request once it is answered. It must not wait.
	OnAnswered func(Answered)
	// Connections is how many are served at once; 0 for [MostConnections].
	Connections int

	stops      atomic.Bool
	unready    atomic.Pointer[string] // as it was last said
	brand      brandCache
	untrusted  sync.Once // has been said
	unreadable sync.Once // likewise
	routes     []Route
	large      large
	arrivals   arrivals
	uploads    uploads
	announced  announced
	waiting    waiting
	searches   throttle.Concurrency // by person
}

// Access is who may reach a route.
type Access uint8

// The levels of access, each stricter than the one before.
const (
	Anyone        Access = iota
	Challenged           // gave the password and owes the second step; reaches no other route
	SignedIn             // has a session
	Staff                // signed in with a second step and has a role; for all others the page does not exist
	Administrator        // Staff with the role administrator
)

// String returns the level's name in this package.
func (a Access) String() string {
	return [...]string{"Anyone", "Challenged", "SignedIn", "Staff", "Administrator"}[a]
}

// Route is one path and method that the site answers, with who may call it.
type Route struct {
	Method string // GET or POST
	Path   string
	Access Access
	Handle func(*Request) error
	JSON   bool // the body comes from another server, which proves itself; it is not a form

	// Link is the cookie with the token of a link in a mail or on the console that the route is about; "" for none. Linked
	// is the page that the link leads to. What that page asks for, its forms first, is done only if the page was about the
	// link that the cookie names by then.
	Link   string
	Linked bool

	// WithoutMethod keeps the route open to a person who must have a second step and has none yet. It is for
	// the pages that set one up, and what these pages need.
	WithoutMethod bool
	// MostBody is the largest body in bytes, if that is more than [BodyLimit]. Path must not have a variable
	// part then.
	MostBody int
	// Draft are the fields that are kept, sealed and for their person alone, if the form comes after the session has run out;
	// never one that holds a secret, a code or a file. Stands is the page that shows the form, if its path is another one.
	Draft  []string
	Stands string
	// Quiet is what a page asks for by itself, for as long as it is open: it doesn't keep the session alive. What goes wrong is
	// said in a line in its place, and never leads the person, who may be typing, to another page.
	Quiet bool
	// Upload lets the form carry files (multipart/form-data).
	Upload bool
	// Streams lets the form carry files of any size. The handler runs before the body is read, and says so itself
	// ([Request.Upload]), after it has asked whether this person may write here at all. It never reads it any other way.
	Streams bool
}

// Routes returns all routes that were given to [Site.NewApp].
func (s *Site) Routes() []Route { return s.routes }

func (s *Site) secure() bool { return s.Base.Scheme == "https" }

func (s *Site) serves(host string) bool {
	host = PlainHost(s.Base.Scheme, host)
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

// URL returns the absolute address of a local path.
func (s *Site) URL(path string) string { return strings.TrimSuffix(s.Base.String(), "/") + path }

// How long one request may take in all; waiting for the hash gate is the longest part.
const requestTime = 45 * time.Second
