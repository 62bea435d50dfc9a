package user

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"

	"github.com/uptrace/bun"
)

// Standing is what everything rests on that was ever given to a person: a session, a challenge, a link, a method. Who
// gives something keeps the epoch with it, and asks [Standing.Holds] when it is used.
type Standing struct {
	Epoch    int64
	Disabled bool
	Email    string
	ResetAt  clock.Instant // when the password was set through an e-mailed link, and nothing more was proved since; 0: it was not
}

// Holds reports whether what was given in an epoch still holds: nothing that it rests on has changed, and the person
// is not kept out.
func (s Standing) Holds(epoch int64) bool { return !s.Disabled && s.Epoch == epoch }

const standingColumns = `id, epoch, disabled_at <> 0, email, reset_at`

// StandingOf is where a person stands now; ErrNotFound for nobody.
func StandingOf(ctx context.Context, tx db.Reader, id string) (s Standing, err error) {
	err = tx.Row(ctx, `SELECT `+standingColumns+` FROM users WHERE id = $1`, id).Scan(&id, &s.Epoch, &s.Disabled, &s.Email, &s.ResetAt)
	if errors.Is(err, sql.ErrNoRows) {
		return s, ErrNotFound
	}
	if err != nil {
		return s, fmt.Errorf("loading user: %w", err)
	}
	return s, nil
}

// StandingsOf are where several people stand, by id. Whom there is not is left out.
func StandingsOf(ctx context.Context, tx db.Reader, ids []string) (map[string]Standing, error) {
	all := map[string]Standing{}
	if len(ids) == 0 {
		return all, nil
	}
	rows, err := tx.NewSelect().ColumnExpr(standingColumns).TableExpr("users").Where("id IN (?)", bun.List(ids)).Rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("loading users: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var s Standing
		if err := rows.Scan(&id, &s.Epoch, &s.Disabled, &s.Email, &s.ResetAt); err != nil {
			return nil, fmt.Errorf("loading users: %w", err)
		}
		all[id] = s
	}
	return all, rows.Err()
}

// Headcount is how many people are not kept out, and who is.
func Headcount(ctx context.Context, tx db.Reader) (n int, disabled []string, err error) {
	if err := tx.Row(ctx, `SELECT COUNT(*) FROM users WHERE disabled_at = 0`).Scan(&n); err != nil {
		return 0, nil, fmt.Errorf("counting users: %w", err)
	}
	disabled, err = ids(ctx, tx, `SELECT id FROM users WHERE disabled_at <> 0`)
	return n, disabled, err
}

// Frozen is everybody of whom a change of how they are reached is in dispute.
func Frozen(ctx context.Context, tx db.Reader) ([]string, error) {
	return ids(ctx, tx, `SELECT id FROM users WHERE frozen_at > 0`)
}

func ids(ctx context.Context, tx db.Reader, query string) (all []string, err error) {
	rows, err := tx.Rows(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("listing users: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("listing users: %w", err)
		}
		all = append(all, id)
	}
	return all, rows.Err()
}
