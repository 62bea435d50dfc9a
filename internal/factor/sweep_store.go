package factor

import (
	"context"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
)

// keptSteps is for how many steps one that is spent is remembered: a day. No code older
// than farSteps is taken; the rest is for a server's clock that is put back.
const keptSteps = 24 * 60 * 60 / code.Period

func sweeps(now clock.Instant) []db.Sweep {
	const doing = "changing factors"
	return []db.Sweep{
		db.Sweeping(doing, `DELETE FROM factor WHERE id IN (SELECT id FROM factor WHERE pending_until > 0 AND pending_until <= $1
			ORDER BY pending_until LIMIT $2)`, int64(now)),
		db.Sweeping(doing, `DELETE FROM factor WHERE id IN (SELECT id FROM factor WHERE removed_at > 0 AND removed_at <= $1
			ORDER BY removed_at LIMIT $2)`, int64(now.Add(-Young))),
		db.Sweeping(doing, `DELETE FROM backup_set WHERE user_id IN (SELECT user_id FROM backup_set WHERE removed_at > 0 AND removed_at <= $1
			ORDER BY removed_at LIMIT $2)`, int64(now.Add(-Young))),
		db.Sweeping(doing, `DELETE FROM sent_code WHERE id IN (SELECT id FROM sent_code WHERE created_at < $1 ORDER BY created_at LIMIT $2)`,
			int64(now.Add(-24*time.Hour))),
		db.Sweeping(doing, `DELETE FROM factor_step WHERE (factor_id, step) IN (SELECT factor_id, step FROM factor_step WHERE step < $1
			ORDER BY step LIMIT $2)`, currentStep(now)-keptSteps),
	}
}

// Restored ends what is good for one answer, because the database was put back, and what was answered since is there
// again: codes that were sent, set-ups under way, and every time step up to now of every authenticator app.
func (f *Factors) Restored(ctx context.Context, tx db.Tx) error {
	if err := exec(ctx, tx, `DELETE FROM factor WHERE pending_until > 0`); err != nil {
		return err
	}
	if err := exec(ctx, tx, `UPDATE sent_code SET current = 0, tries_left = 0`); err != nil { // a day's are counted still
		return err
	}
	if err := exec(ctx, tx, `UPDATE factor SET hint_drift = 0, hint_step = 0`); err != nil {
		return err
	}
	now := currentStep(f.Clock.Now())
	for ago := int64(0); ago <= 2*farSteps+window; ago++ { // no older one is taken, whatever a phone's clock says
		err := exec(ctx, tx, `INSERT INTO factor_step (factor_id, step)
			SELECT id, $1 + CASE WHEN drift > 0 THEN drift ELSE 0 END FROM factor WHERE kind = 'totp'
			ON CONFLICT (factor_id, step) DO NOTHING`, now-ago)
		if err != nil {
			return err
		}
	}
	return f.keys().Restored(ctx, tx)
}
