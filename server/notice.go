package main

import (
	"context"
	"time"
)

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
		if err := h.Changes.TellUnfinished(ctx); err != nil && ctx.Err() == nil {
			h.Log.Error("telling of unfinished sign-ins failed", "error", err)
		}
	}
}
