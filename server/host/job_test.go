package host

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"latchkey/internal/clock"
	"latchkey/internal/wiring"
)

// A job that fails is logged, and counted until it runs well again; one that is cut off because the host stops has not failed.
func TestAJobThatFailsIsSeen(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	h := &Host{Authority: &wiring.Authority{Clock: clock.System()}, Log: slog.New(slog.NewJSONHandler(&log, nil))}
	broken := errors.New("the disk is full")
	run := func(ctx context.Context, err error) JobState {
		h.run(ctx, "sweep", func(context.Context) error { return err })
		return h.Jobs()[0]
	}
	if s := run(t.Context(), broken); s.Failures != 1 || s.Runs != 1 || s.Failing != broken.Error() || s.Last.IsZero() {
		t.Errorf("after it failed: %+v", s)
	}
	if !strings.Contains(log.String(), `"msg":"job failed","job":"sweep","error":"the disk is full"`) {
		t.Errorf("logged: %s", log.String())
	}
	if s := run(t.Context(), nil); s.Failures != 1 || s.Runs != 2 || s.Failing != "" {
		t.Errorf("after it went well: %+v", s)
	}
	stopping, stop := context.WithCancel(t.Context())
	stop()
	if s := run(stopping, broken); s.Failures != 1 || s.Runs != 2 {
		t.Errorf("after the host stopped: %+v", s)
	}
}
