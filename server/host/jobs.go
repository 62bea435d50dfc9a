package host

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"latchkey/internal/db"
)

// sweep deletes, every now and then, what can't be used any more.
func (h *Host) sweep(ctx context.Context) {
	for tick := time.NewTicker(10 * time.Minute); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
		err := h.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			return errors.Join(h.Sessions.Sweep(ctx, tx), h.Challenges.Sweep(ctx, tx),
				h.Changes.Factors.Sweep(ctx, tx), h.Changes.Limiter.Sweep(ctx, tx), h.Changes.Outbox.Sweep(ctx, tx),
				h.Changes.Browsers.Sweep(ctx, tx), h.Changes.Notices.Sweep(ctx, tx), h.Links.Sweep(ctx, tx), h.Cases.Sweep(ctx, tx))
		})
		if err != nil && ctx.Err() == nil {
			h.Log.Error("sweeping failed", "error", err)
		}
		debug.FreeOSMemory() // what a busy hour took
	}
}

// tellUnfinished tells people, within a minute, of sign-ins that were left unfinished.
func (h *Host) tellUnfinished(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := h.Flow.TellUnfinished(ctx); err != nil && ctx.Err() == nil {
			h.Log.Error("telling of unfinished sign-ins failed", "error", err)
		}
	}
}

// moveCases makes the moves in recovery cases that time makes, every minute.
func (h *Host) moveCases(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := h.Cases.Due(ctx); err != nil && ctx.Err() == nil {
			h.Log.Error("moving recovery cases failed", "error", err)
		}
	}
}
