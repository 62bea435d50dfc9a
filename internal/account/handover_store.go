package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

var (
	// ErrNoHandover says that no hand-over of the account waits.
	ErrNoHandover = errors.New("no hand-over of this account waits")
	// ErrHandover says that a hand-over of the account waits already.
	ErrHandover = errors.New("a hand-over of this account waits already")
)

const handoverColumns = `account_id, from_id, to_id, asked_at, due_at`

// BeginHandover stores a hand-over that waits. Hash is that of the token that stops it. It returns [ErrHandover] if one
// waits already.
func (as *Accounts) BeginHandover(ctx context.Context, tx db.Tx, h Handover, hash string) error {
	return tx.DoOne(ctx, doing, ErrHandover, `INSERT INTO account_handover (account_id, from_id, to_id, hash, asked_at, due_at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account_id) DO NOTHING`,
		h.AccountID, h.FromID, h.ToID, hash, int64(h.AskedAt), int64(h.DueAt))
}

// HandoverOf returns the hand-over of an account that waits; [ErrNoHandover] if there is none.
func (as *Accounts) HandoverOf(ctx context.Context, tx db.Reader, accountID string) (Handover, error) {
	return scanHandover(tx.Row(ctx, `SELECT `+handoverColumns+` FROM account_handover WHERE account_id = $1`, accountID))
}

// HandoverByHash returns the hand-over that a token with that hash stops; [ErrNoHandover] if none waits.
func (as *Accounts) HandoverByHash(ctx context.Context, tx db.Reader, hash string) (Handover, error) {
	return scanHandover(tx.Row(ctx, `SELECT `+handoverColumns+` FROM account_handover WHERE hash = $1`, hash))
}

// TakeHandover ends a hand-over that waits and returns it; [ErrNoHandover] if there is none.
func (as *Accounts) TakeHandover(ctx context.Context, tx db.Tx, accountID string) (Handover, error) {
	return scanHandover(tx.Returning(ctx, `DELETE FROM account_handover WHERE account_id = $1 RETURNING `+handoverColumns, accountID))
}

// HandoversDue returns the hand-overs whose time has come.
func (as *Accounts) HandoversDue(ctx context.Context, tx db.Reader, now clock.Instant) ([]Handover, error) {
	return handovers(tx.Rows(ctx, `SELECT `+handoverColumns+` FROM account_handover WHERE due_at <= $1 ORDER BY due_at`, int64(now)))
}

// HandoversOf returns the hand-overs that wait in which a user is the owner, or is to be.
func (as *Accounts) HandoversOf(ctx context.Context, tx db.Reader, userID string) ([]Handover, error) {
	return handovers(tx.Rows(ctx, `SELECT `+handoverColumns+` FROM account_handover WHERE from_id = $1 OR to_id = $1 ORDER BY due_at`, userID))
}

func handovers(rows *sql.Rows, err error) ([]Handover, error) {
	if err != nil {
		return nil, fmt.Errorf("listing hand-overs: %w", err)
	}
	defer rows.Close()
	var all []Handover
	for rows.Next() {
		h, err := scanHandover(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, rows.Err()
}

func scanHandover(row interface{ Scan(dest ...any) error }) (h Handover, err error) {
	err = row.Scan(&h.AccountID, &h.FromID, &h.ToID, &h.AskedAt, &h.DueAt)
	if errors.Is(err, sql.ErrNoRows) {
		return h, ErrNoHandover
	}
	if err != nil {
		return h, fmt.Errorf("loading hand-over: %w", err)
	}
	return h, nil
}
