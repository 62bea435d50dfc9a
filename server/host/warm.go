package host

import (
	"context"
	"runtime/debug"
	"time"

	"latchkey/internal/locale"
)

// warmAfter is how long after the start somebody who waited for it has been answered.
const warmAfter = 200 * time.Millisecond

// warmUp reads what is needed for the first page, so that whoever asks for it need not wait, and gives back what that and
// the start took.
func (h *Host) warmUp(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(warmAfter):
	}
	locale.All()
	debug.FreeOSMemory()
}
