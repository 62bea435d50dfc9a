package web

import (
	"context"
	"sync"
	"time"

	"latchkey/internal/clock"
)

// waitingFor is how long a count of what waits for the host is good for, on the pages of staff who change nothing.
const waitingFor = 15 * time.Second

// waiting is how much waited for the host when it was last counted. Safe for concurrent use.
type waiting struct {
	mu    sync.Mutex
	count int
	until clock.Instant
}

// Waits is how much waits for the host: for the menu of a page of staff and the first page of the desk. Every page has it, so it
// is counted now and then, and after each form of staff.
func (r *Request) Waits() int {
	if r.Site.Waiting == nil || r.route.Access < Staff || r.Session.ID == "" {
		return 0
	}
	w, now := &r.Site.waiting, r.Site.Clock.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	if now.Before(w.until) && w.until.Sub(now) <= waitingFor {
		return w.count
	}
	count, err := r.Site.Waiting(context.WithoutCancel(r.Context()))
	if err != nil {
		r.Site.Log.Error("what waits for the host can't be counted", "error", err)
		return 0
	}
	w.count, w.until = count, now.Add(waitingFor)
	return count
}

// Alerts is how much the person, who is staff, was told of and has not looked at: for the menu and the pages that say it. It is
// counted once for a page.
func (r *Request) Alerts() int {
	if r.Site.Alerts == nil || r.route.Access < Staff || r.Session.ID == "" {
		return 0
	}
	if r.alerts == 0 {
		count, err := r.Site.Alerts(context.WithoutCancel(r.Context()), r.Session.UserID)
		if err != nil {
			r.Site.Log.Error("the alerts of a member of staff can't be counted", "error", err)
		}
		r.alerts = count + 1
	}
	return r.alerts - 1
}

// recount has the next page of staff count anew.
func (w *waiting) recount() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.until = 0
}
