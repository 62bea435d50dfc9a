package main

import (
	"context"
	"time"
)

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
