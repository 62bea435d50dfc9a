package factor

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// app is an authenticator app's row.
type app struct {
	id, userID, secret, pendingCodes string
	drift, hintDrift, hintStep       int64
	pendingUntil, createdAt          clock.Instant
}

func (a app) place() string      { return "factor/" + a.id + "/secret" }
func (a app) codesPlace() string { return "factor/" + a.id + "/pending_codes" }

var errSpent = errors.New("step is spent")

const selectApp = `SELECT id, user_id, secret, pending_codes, drift, hint_drift, hint_step, pending_until, created_at
	FROM factor WHERE user_id = $1 AND kind = 'totp'`

func (f *Factors) active(ctx context.Context, tx db.Tx, userID string) ([]app, error) {
	return scanApps(tx.Rows(ctx, selectApp+` AND pending_until = 0 ORDER BY id`, userID))
}

func (f *Factors) pending(ctx context.Context, tx db.Tx, o Owner) (app, error) {
	apps, err := scanApps(tx.Rows(ctx, selectApp+` AND pending_until > $2 AND session_id = $3`, o.UserID, int64(f.Clock.Now()), o.SessionID))
	if err == nil && len(apps) == 0 {
		err = ErrNoSetUp
	}
	if err != nil {
		return app{}, err
	}
	return apps[0], nil
}

func scanApps(rows *sql.Rows, err error) ([]app, error) {
	if err != nil {
		return nil, fmt.Errorf("loading factors: %w", err)
	}
	defer rows.Close()
	var apps []app
	for rows.Next() {
		var a app
		err := rows.Scan(&a.id, &a.userID, &a.secret, &a.pendingCodes, &a.drift, &a.hintDrift, &a.hintStep, &a.pendingUntil, &a.createdAt)
		if err != nil {
			return nil, fmt.Errorf("loading factors: %w", err)
		}
		apps = append(apps, a)
	}
	return apps, rows.Err()
}

// IsOn tells whether the person has a method that sign-in must ask for.
func (f *Factors) IsOn(ctx context.Context, tx db.Tx, userID string) (bool, error) {
	var on bool
	err := tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM factor WHERE user_id = $1 AND pending_until = 0)`, userID).Scan(&on)
	if err != nil {
		return false, fmt.Errorf("loading factors: %w", err)
	}
	return on, nil
}

func insertApp(ctx context.Context, tx db.Tx, a app, sessionID string) error {
	return exec(ctx, tx, `INSERT INTO factor (id, user_id, kind, name, secret, pending_until, pending_codes, created_at, session_id)
		VALUES ($1, $2, 'totp', '', $3, $4, $5, $6, $7)`, a.id, a.userID, a.secret, int64(a.pendingUntil), a.pendingCodes, int64(a.createdAt), sessionID)
}

func removePending(ctx context.Context, tx db.Tx, o Owner) error {
	return exec(ctx, tx, `DELETE FROM factor WHERE user_id = $1 AND session_id = $2 AND pending_until > 0`, o.UserID, o.SessionID)
}

func removeAllPending(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `DELETE FROM factor WHERE user_id = $1 AND pending_until > 0`, userID)
}

func activate(ctx context.Context, tx db.Tx, id string) error {
	return exec(ctx, tx, `UPDATE factor SET pending_until = 0, pending_codes = '', session_id = '' WHERE id = $1`, id)
}

// spend marks a step as used for good; errSpent when it was used before. The
// database decides, so of any number at the same instant one wins.
func spend(ctx context.Context, tx db.Tx, factorID string, step int64) error {
	result, err := tx.Exec(ctx, `INSERT INTO factor_step (factor_id, step) VALUES ($1, $2) ON CONFLICT (factor_id, step) DO NOTHING`, factorID, step)
	if err != nil {
		return fmt.Errorf("spending code: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(errSpent, err)
	}
	return nil
}

func markUsed(ctx context.Context, tx db.Tx, id string, drift int64, now clock.Instant) error {
	return exec(ctx, tx, `UPDATE factor SET drift = $1, hint_drift = 0, hint_step = 0, last_used_at = $2 WHERE id = $3`, drift, int64(now), id)
}

func storeHint(ctx context.Context, tx db.Tx, id string, drift, step int64) error {
	return exec(ctx, tx, `UPDATE factor SET hint_drift = $1, hint_step = $2 WHERE id = $3`, drift, step, id)
}

func removeAll(ctx context.Context, tx db.Tx, userID string) error {
	if err := exec(ctx, tx, `DELETE FROM factor WHERE user_id = $1`, userID); err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM backup_set WHERE user_id = $1`, userID)
}

func sweep(ctx context.Context, tx db.Tx, now clock.Instant) error {
	return exec(ctx, tx, `DELETE FROM factor WHERE pending_until > 0 AND pending_until <= $1`, int64(now))
}

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	if _, err := tx.Exec(ctx, query, args...); err != nil {
		return fmt.Errorf("changing factors: %w", err)
	}
	return nil
}
