package host

import (
	"context"
	"errors"
	"slices"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/memory"
)

// steadyFor is how long the clock must have run evenly before what restricts is deleted: a clock that shows the wrong
// year for an hour takes no limit, no spent code and no way to dispute a change away.
const steadyFor = 2 * time.Hour

// sweeps are the deletions that are due: of what gives something always, of what restricts only by a clock that can be
// relied on.
func (h *Host) sweeps(ctx context.Context, steady time.Duration) []db.Sweep {
	due := slices.Concat(h.Sessions.Sweeps(ctx), h.Challenges.Sweeps(), h.Outbox.Sweeps(), h.Links.Sweeps(), h.Cases.Sweeps(),
		h.Tickets.Sweeps(), h.Accounts.Sweeps())
	if steady >= steadyFor {
		due = slices.Concat(due, h.Factors.Sweeps(), h.Limiter.Sweeps(), h.Browsers.Sweeps(), h.Notices.Sweeps(), h.Contact.Sweeps(),
			h.Users.ForgettingNames(h.Settings.Choices(ctx).KeepPersonal))
	}
	return due
}

// sweep deletes, every now and then, what can't be used any more.
func (h *Host) sweep(ctx context.Context) {
	watch := h.Clock.Watch()
	h.every(ctx, 10*time.Minute,
		job{"sweep", func(ctx context.Context) error { return h.DB.Sweep(ctx, h.sweeps(ctx, watch.Steady())...) }},
		job{"redact-audit-log", func(ctx context.Context) error {
			if watch.Steady() < steadyFor {
				return nil
			}
			return h.redact(ctx)
		}},
		job{"sweep-files", h.sweepFiles})
}

// trim gives memory back that nobody needs.
func (h *Host) trim(ctx context.Context) {
	memory.Trim(ctx, h.Authn.Hasher.Busy, func() { h.rest(ctx) })
}

// sweepFiles deletes attached files that nothing names any more. After a restore it waits for an administrator: a copy that is
// only looked at must not cost the files of the database before it.
func (h *Host) sweepFiles(ctx context.Context) error {
	state, err := h.Restore.State(ctx, h.DB.Read())
	if err == nil && state.Why == "" {
		err = h.Files.Sweep(ctx)
	}
	return err
}

// redact takes personal details out of the audit log after their time, and what was taken away out of the database's log.
func (h *Host) redact(ctx context.Context) error {
	return errors.Join(h.Audit.Redact(ctx, h.DB, h.Settings.Choices(ctx).KeepPersonal), h.DB.FoldLog(ctx))
}

// tryDenied is how soon, once there is room on the disk again, a sign-out is recorded that could not be.
const tryDenied = 5 * time.Second

// endDenied records, as soon as it can be done, that sessions have ended of which nothing could be stored then.
func (h *Host) endDenied(ctx context.Context) {
	tick := time.NewTicker(tryDenied)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		_ = h.Sessions.EndDenied(ctx, h.DB) // the next time, or when the server stops, which says so
	}
}

// endDeniedLast is the last time: what fails then is undone by the next start.
func (h *Host) endDeniedLast(ctx context.Context) {
	if err := h.Sessions.EndDenied(ctx, h.DB); err != nil {
		h.Log.Error("somebody signed out, and nothing can be stored of it: that session is open again when the server starts", "error", err)
	}
}

// tellUnfinished tells people, within a minute, of sign-ins that were left unfinished.
func (h *Host) tellUnfinished(ctx context.Context) {
	h.every(ctx, time.Minute, job{"tell-unfinished-sign-ins", h.Flow.TellUnfinished})
}

// moveCases makes the moves in recovery cases, disputes and hand-overs that time makes, and deletes what waits to be, every minute.
func (h *Host) moveCases(ctx context.Context) {
	h.every(ctx, time.Minute,
		job{"move-recovery-cases", h.Cases.Due}, job{"delete-files", h.Files.Clear}, job{"settle-disputes", h.Contact.Due},
		job{"fold-database-log", func(ctx context.Context) error { return h.DB.FoldRest(ctx) }}, job{"hand-accounts-over", h.Membership.Due})
}
