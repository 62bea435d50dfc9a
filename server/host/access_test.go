package host_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// Every route, and who may reach it. A route that is missing here fails the
// test: whoever adds one says first who may reach it.
var accessTable = map[string]web.Access{
	"GET /":          web.Anyone,
	"GET /sign-in":   web.Anyone,
	"POST /sign-in":  web.Anyone,
	"POST /language": web.Anyone,

	"GET /sign-in/code":         web.Challenged,
	"GET /sign-in/verify":       web.Challenged,
	"POST /sign-in/verify":      web.Challenged,
	"GET /sign-in/backup-code":  web.Challenged,
	"POST /sign-in/backup-code": web.Challenged,
	"GET /sign-in/ways":         web.Challenged,
	"GET /sign-in/help":         web.Challenged,

	"POST /sign-out":                            web.SignedIn,
	"GET /dashboard":                            web.SignedIn,
	"GET /services":                             web.SignedIn,
	"GET /domains":                              web.SignedIn,
	"GET /invoices":                             web.SignedIn,
	"GET /search":                               web.SignedIn,
	"GET /search/results":                       web.SignedIn,
	"GET /search/panel":                         web.SignedIn,
	"GET /profile":                              web.SignedIn,
	"POST /profile":                             web.SignedIn,
	"GET /confirm":                              web.SignedIn,
	"POST /confirm":                             web.SignedIn,
	"GET /security":                             web.SignedIn,
	"GET /security/two-factor":                  web.SignedIn,
	"GET /security/two-factor/start":            web.SignedIn,
	"POST /security/two-factor/start":           web.SignedIn,
	"GET /security/two-factor/scan":             web.SignedIn,
	"GET /security/two-factor/verify":           web.SignedIn,
	"POST /security/two-factor/verify":          web.SignedIn,
	"GET /security/two-factor/disable":          web.SignedIn,
	"POST /security/two-factor/disable":         web.SignedIn,
	"GET /security/two-factor/disable/confirm":  web.SignedIn,
	"POST /security/two-factor/disable/confirm": web.SignedIn,
	"GET /security/backup-codes":                web.SignedIn,
	"GET /security/backup-codes/saved":          web.SignedIn,
	"POST /security/backup-codes/saved":         web.SignedIn,
	"POST /security/backup-codes/download":      web.SignedIn,
	"GET /security/backup-codes/new":            web.SignedIn,
	"POST /security/backup-codes/new":           web.SignedIn,
	"GET /security/password":                    web.SignedIn,
	"POST /security/password":                   web.SignedIn,
	"POST /security/password/strength":          web.SignedIn,

	// Only the demo has these: its made-up mail is for everybody.
	"GET /demo/mailbox":     web.Anyone,
	"GET /demo/mailbox/:id": web.Anyone,
}

// addRoutes is for areas that say who may pass in a file of their own.
func addRoutes(more map[string]web.Access) {
	for door, access := range more {
		if _, twice := accessTable[door]; twice {
			panic(door + " stands twice")
		}
		accessTable[door] = access
	}
}

// What Fiber serves beside the table.
var outsideTheTable = map[string]bool{
	"GET /healthz": true, "GET /readyz": true, "GET /static/*": true, "GET /brand/*": true,
}

func TestEveryRouteHasADoorAndEveryDoorARoute(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	site, app := s.Site, s.App
	seen := map[string]bool{}
	for _, r := range site.Routes() {
		door := r.Method + " " + r.Path
		seen[door] = true
		if access, known := accessTable[door]; !known || access != r.Access {
			t.Errorf("%s: the table of routes says web.%s; say it a second time in server/host/access_*_test.go", door, r.Access)
		}
	}
	for door := range accessTable {
		if !seen[door] {
			t.Errorf("%s: there is no such route", door)
		}
	}
	for _, r := range app.GetRoutes(true) {
		door := strings.Replace(r.Method, http.MethodHead, http.MethodGet, 1) + " " + r.Path
		if !seen[door] && !outsideTheTable[door] {
			t.Errorf("%s is served outside the table of routes", door)
		}
	}
}

// visit tries one door as somebody and reports whether it opened: the page, a refusal
// of the form that stands behind it, or a step further inside.
func visit(b *hosttest.Browser, door string) (hosttest.Page, bool) {
	method, path, _ := strings.Cut(door, " ")
	p := b.Send(method, strings.Replace(path, ":id", "none", 1), nil)
	led := strings.HasPrefix(p.Location, "/sign-in") || p.Status == http.StatusUnauthorized // what a page asks for by itself
	onward := p.Location == "/sign-in" && path == "/sign-in/with-passkey"
	return p, !led || onward || p.Location == "/sign-in?said=out" || p.Location == "/sign-in/code"
}

func TestEachDoorOpensOnlyToWhomItIsMeantFor(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	owner := s.Browser()
	secret, _ := owner.TurnOn()
	people := map[string]func() *hosttest.Browser{
		"a stranger": s.Browser,
		"somebody challenged": func() *hosttest.Browser {
			b := s.Browser()
			b.SignIn().Leads(t, "/sign-in/code")
			return b
		},
		"somebody signed in with a password": func() *hosttest.Browser {
			b := s.Browser()
			b.Post("/sign-in", "email", "bruno@example.test", "password", "copper-lantern-77").Leads(t, "/dashboard")
			return b
		},
		"somebody signed in with a code": func() *hosttest.Browser {
			b := s.Browser()
			b.SignIn().Leads(t, "/sign-in/code")
			s.Clock.Advance(30e9)
			b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
			return b
		},
	}
	for who, make := range people {
		b := make()
		for door, access := range accessTable {
			signedIn := strings.Contains(who, "signed in")
			if door == "GET /" || door == "POST /language" || door == "POST /sign-out" && signedIn ||
				door == "POST /sign-in/leave" && who == "somebody challenged" {
				continue // they lead on; other tests follow them
			}
			want := access == web.Anyone || access == web.SignedIn && signedIn || access == web.Challenged && who == "somebody challenged"
			p, opened := visit(b, door)
			if access >= web.Staff && signedIn {
				if p.Status != http.StatusNotFound {
					t.Errorf("%s, %s: %d to %q, want a page that there is not", who, door, p.Status, p.Location)
				}
				continue
			}
			if opened != want || p.Status >= 500 {
				t.Errorf("%s, %s: opened %v, want %v (%d to %q)", who, door, opened, want, p.Status, p.Location)
			}
			if signedIn && (door == "POST /security/two-factor/disable/confirm" || door == "POST /security/password") &&
				p.Status == 303 && strings.Contains(p.Location, "done=") {
				t.Errorf("%s, %s: done without a proof", who, door)
			}
		}
	}
}

// Whoever is signed in and goes back to the second step is led inside, not in circles.
func TestNoDoorLeadsInCircles(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	for _, signedIn := range []bool{false, true} {
		b := s.Browser()
		if signedIn {
			b.SignIn()
		}
		for door := range accessTable {
			method, path, _ := strings.Cut(door, " ")
			if method != http.MethodGet {
				continue
			}
			for hops := 0; path != ""; hops++ {
				if hops > 5 {
					t.Errorf("%s, signed in %v: in circles at %s", door, signedIn, path)
					break
				}
				path = b.Get(strings.Replace(path, ":id", "none", 1)).Location
			}
		}
	}
}
