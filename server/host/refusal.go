package host

import (
	"context"
	"strconv"
	"sync"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/server/web"
)

// mostCrossSite bounds what other sites write into the log in an hour: anybody can have a browser post here.
const mostCrossSite = 60

// refusals writes what was turned away into the audit log.
type refusals struct {
	host *Host

	mu    sync.Mutex
	since clock.Instant
	sites int
}

// note writes one row an hour for each person, path and status, and for each other site.
func (n *refusals) note(ctx context.Context, r web.Refusal) error {
	e := audit.Event{Kind: "desk.refused", Actor: r.UserID, Network: r.Client.Network(), Detail: map[string]string{
		"path": r.Path, "status": strconv.Itoa(r.Status),
	}}
	if r.Path == "" {
		if !n.mayWrite(n.host.Clock.Now()) {
			return nil
		}
		e.Kind, e.Detail = "request.cross-site", map[string]string{"site": shortened(r.Site)}
	}
	return n.host.Audit.Once(ctx, n.host.DB, e, time.Hour)
}

func (n *refusals) mayWrite(now clock.Instant) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if now.Before(n.since) || now.Sub(n.since) >= time.Hour {
		n.since, n.sites = now, 0
	}
	n.sites++
	return n.sites <= mostCrossSite
}

// longestSite is how much of another site's name is kept: what a browser sends there is up to the other site.
const longestSite = 100

func shortened(site string) string { return site[:min(len(site), longestSite)] }
