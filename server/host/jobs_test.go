package host

import (
	"context"
	"io"
	"path/filepath"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/password"
	"latchkey/internal/throttle"
)

// A clock that shows another year takes away no count of guesses: what is deleted then would be gone when it is right again.
func TestAClockThatWasSetSweepsNothingThatRestricts(t *testing.T) {
	at := clock.Fixed(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	h, err := Open(t.Context(), io.Discard, filepath.Join(t.TempDir(), "data"), at, password.Options{Memory: 64})
	if err != nil {
		t.Fatal(err)
	}
	defer h.DB.Close()
	limit := throttle.Limit{Name: "ada", Rule: throttle.Rule{Free: 10, Forget: throttle.Year, Budget: 1}}
	if refusal, err := reserve(t, h, limit); err != nil || refusal != nil {
		t.Fatal(refusal, err)
	}
	for steady, spent := range map[time.Duration]bool{steadyFor - 1: true, steadyFor: false} {
		at.Advance(10 * throttle.Year)
		dbtest.Sweep(t, h.DB, h.sweeps(t.Context(), steady)...)
		at.Advance(-10 * throttle.Year)
		if got, err := h.Limiter.Spent(t.Context(), h.DB.Read(), limit); err != nil || got != spent {
			t.Errorf("a clock that is steady for %v: what was spent is %v, %v", steady, got, err)
		}
		if !spent {
			if _, err := reserve(t, h, limit); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func reserve(t *testing.T, h *Host, limit throttle.Limit) (refusal *throttle.Refusal, err error) {
	t.Helper()
	err = h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		refusal, err = h.Limiter.Reserve(ctx, tx, limit)
		return err
	})
	return refusal, err
}
