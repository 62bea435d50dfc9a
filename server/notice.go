package main

import (
	"context"
	"time"
)

// tellUnfinished tells people, within a minute, of sign-ins that were left unfinished.
func (h *host) tellUnfinished(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := h.flow.TellUnfinished(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("telling of unfinished sign-ins failed", "error", err)
		}
	}
}
