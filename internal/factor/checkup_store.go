package factor

import (
	"context"
	"slices"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// CheckUpAfter is how long after an app was added its owner is asked, once, to check that it still shows the
// right code.
const CheckUpAfter = 30 * 24 * time.Hour

// CheckUpDue reports whether the person has an app that is [CheckUpAfter] old and that they were not asked to
// check yet.
func (s State) CheckUpDue(now clock.Instant) bool {
	return slices.ContainsFunc(s.Methods, func(e Enrolled) bool {
		return e.Kind == TOTP && e.checkedAt.IsZero() && !e.AddedAt.After(now.Add(-CheckUpAfter))
	})
}

// CheckedUp records that the person was asked to check the apps they have now, and did so or declined.
func (f *Factors) CheckedUp(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `UPDATE factor SET checked_at = $1 WHERE user_id = $2 AND kind = $3 AND pending_until = 0`,
		int64(f.Clock.Now()), userID, string(TOTP))
}
