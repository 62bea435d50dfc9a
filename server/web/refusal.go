package web

import (
	"net/url"
	"strings"

	"latchkey/internal/access"

	"github.com/gofiber/fiber/v2"
)

// Refusal is a request that was turned away where turning away is a decision: at the desk, or because it came from a
// page of another site.
type Refusal struct {
	access.Caller        // without a session if nobody is signed in
	Status        int    // as it is answered
	Path          string // of the route; other paths below the desk are DeskPath, and what another site asks for is none
	Site          string // the host of the other site, if its browser named it
}

// DeskPath stands for all paths below the desk at which there is nothing.
const DeskPath = Desk + "/*"

// atDesk tells of a refusal at the desk, which people with a session can run into, and nobody else.
func (r *Request) atDesk(err error, path string) error {
	status := 0
	for _, known := range failures {
		if same(err, known.err) {
			status = known.status
			break
		}
	}
	if r == nil || r.Session.ID == "" || status != fiber.StatusForbidden && status != fiber.StatusNotFound {
		return err
	}
	return r.refused(err, Refusal{Status: status, Path: path})
}

func (r *Request) refused(err error, what Refusal) error {
	what.Caller = r.Caller()
	if r.Site.OnRefused == nil {
		return err
	}
	if failed := r.Site.OnRefused(r.Context(), what); failed != nil {
		return failed
	}
	return err
}

// nothing answers for paths that no route has.
func (s *Site) nothing(c *fiber.Ctx) error {
	if !strings.HasPrefix(c.Path(), Desk+"/") {
		return ErrNotFound
	}
	r := s.request(c)
	r.SignedIn()
	return r.atDesk(ErrNotFound, DeskPath)
}

// crossSite refuses a form of another site. A sibling of this one may send the person's cookies along.
func (s *Site) crossSite(c *fiber.Ctx) error {
	r := s.request(c)
	r.SignedIn()
	site := ""
	if at, err := url.Parse(c.Get(fiber.HeaderOrigin)); err == nil {
		site = at.Hostname()
	}
	err := ErrCrossSite
	if s.inTheClear(c.Get(fiber.HeaderOrigin)) {
		err = ErrInTheClear
	}
	return r.refused(err, Refusal{Status: fiber.StatusForbidden, Site: strings.Clone(site)})
}
