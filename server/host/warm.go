package host

import (
	"context"
	"runtime/debug"
	"time"

	"latchkey/internal/locale"
	"latchkey/internal/memory"
)

// How long after the start somebody who waited for it has been answered, and the jobs have looked at what there is.
const (
	warmAfter = 200 * time.Millisecond
	restAfter = 800 * time.Millisecond
)

// warmUp reads what is needed for the first page, so that whoever asks for it need not wait, and gives back what that and
// the start took.
func (h *Host) warmUp(ctx context.Context) {
	memory.ForgetProgram() // what only a start runs through
	if pause(ctx, warmAfter) {
		locale.All()
	}
	if pause(ctx, restAfter) {
		h.shrinkDatabase(ctx)
		debug.FreeOSMemory()
	}
}

// rest gives back what a rush took.
func (h *Host) rest(ctx context.Context) {
	h.shrinkDatabase(ctx)
	debug.FreeOSMemory()
	memory.ForgetProgram()
}

func (h *Host) shrinkDatabase(ctx context.Context) {
	if err := h.DB.ShrinkMemory(ctx); err != nil && ctx.Err() == nil {
		h.Log.Error("giving back what the database keeps in memory failed", "error", err)
	}
}

// pause waits, and reports whether ctx still goes on.
func pause(ctx context.Context, wait time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(wait):
		return true
	}
}
