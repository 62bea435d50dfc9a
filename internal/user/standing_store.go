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

// Standing is what everything that was granted to a person depends on: sessions, challenges, links and methods.
// A grant stores the epoch in which it was made, and asks [Standing.Holds] when it is used; so one change of
// the account ends all earlier grants.
type Standing struct {
	Epoch    int64
	Disabled bool
	Email    string
	Role     Role
	// EmailSince is when the address took effect; 0: when the account was created.
	EmailSince clock.Instant
	Zone       string        // the time zone, see [User]; "" while none is known
	ResetAt    clock.Instant // when the password was set through an e-mailed link, if no other proof came since; 0: otherwise
}

// Holds reports whether a grant of that epoch is still good: the account has not changed since, and the person
// is not disabled.
func (s Standing) Holds(epoch int64) bool { return !s.Disabled && s.Epoch == epoch }

const standingColumns = `id, epoch, disabled_at <> 0, email, email_since, role, reset_at, zone`

// StandingOf returns a person's present standing, or [ErrNotFound].
func StandingOf(ctx context.Context, tx db.Reader, id string) (s Standing, err error) {
	err = tx.Row(ctx, `SELECT `+standingColumns+` FROM users WHERE id = $1`, id).
		Scan(&id, &s.Epoch, &s.Disabled, &s.Email, &s.EmailSince, &s.Role, &s.ResetAt, &s.Zone)
	if errors.Is(err, sql.ErrNoRows) {
		return s, ErrNotFound
	}
	if err != nil {
		return s, fmt.Errorf("loading user: %w", err)
	}
	return s, nil
}

// StandingsOf returns the standings of several people, by id. People who don't exist are left out.
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
		if err := rows.Scan(&id, &s.Epoch, &s.Disabled, &s.Email, &s.EmailSince, &s.Role, &s.ResetAt, &s.Zone); err != nil {
			return nil, fmt.Errorf("loading users: %w", err)
		}
		all[id] = s
	}
	return all, rows.Err()
}

// SetMethod records whether a person has a method of a second step. Whoever keeps the methods says so with each change of them.
func SetMethod(ctx context.Context, tx db.Tx, id string, has bool) error {
	return exec(ctx, tx, `UPDATE users SET without_method = $1 WHERE id = $2`, db.Flag(!has), id)
}

// Frozen returns the ids of all people whose accounts are frozen.
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
