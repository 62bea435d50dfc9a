package factor

import (
	"context"
	"fmt"
	"time"

	"latchkey/internal/db"
)

// CheckUpAfter is how long after an app was added its person is asked, once, whether
// it still shows the right code.
const CheckUpAfter = 30 * 24 * time.Hour

// CheckUpDue tells whether the person has an app of that age and was not asked yet.
func (f *Factors) CheckUpDue(ctx context.Context, tx db.Tx, userID string) (due bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM factor
		WHERE user_id = $1 AND kind = $2 AND pending_until = 0 AND checked_at = 0 AND created_at <= $3)`,
		userID, string(TOTP), int64(f.Clock.Now().Add(-CheckUpAfter))).Scan(&due)
	if err != nil {
		return false, fmt.Errorf("loading factors: %w", err)
	}
	return due, nil
}

// CheckedUp notes that the person was asked about the apps there are now, and answered or did not want to.
func (f *Factors) CheckedUp(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `UPDATE factor SET checked_at = $1 WHERE user_id = $2 AND kind = $3 AND pending_until = 0`,
		int64(f.Clock.Now()), userID, string(TOTP))
}
