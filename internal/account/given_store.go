package account

import (
	"context"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Given is what somebody gave to another in an account. It is known still when either of them is gone.
type Given struct {
	By, To string // ids of users
	Joined bool   // To has joined by an invitation of By's
	Added  []Permission
	At     clock.Instant
}

// NoteGiven remembers that a member was given more than they had.
func (as *Accounts) NoteGiven(ctx context.Context, tx db.Tx, accountID, by, to string, added []Permission) error {
	return insertGiven(ctx, tx, accountID, Given{By: by, To: to, Added: added, At: as.Clock.Now()})
}

func insertGiven(ctx context.Context, tx db.Tx, accountID string, g Given) error {
	id, err := db.NewID()
	if err != nil {
		return err
	}
	return tx.Do(ctx, doing, `INSERT INTO account_given (id, account_id, given_by, user_id, joined, added, given_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, id, accountID, g.By, g.To, db.Flag(g.Joined), words(g.Added), int64(g.At))
}

// GivenBy returns what a user gave in an account since then, the oldest first.
func (as *Accounts) GivenBy(ctx context.Context, tx db.Reader, accountID, by string, since clock.Instant) ([]Given, error) {
	rows, err := tx.Rows(ctx, `SELECT given_by, user_id, joined, added, given_at FROM account_given
		WHERE account_id = $1 AND given_by = $2 AND given_at >= $3 ORDER BY given_at, id`, accountID, by, int64(since))
	if err != nil {
		return nil, fmt.Errorf("loading what was given: %w", err)
	}
	defer rows.Close()
	var all []Given
	for rows.Next() {
		var g Given
		var joined int64
		var added string
		if err := rows.Scan(&g.By, &g.To, &joined, &added, &g.At); err != nil {
			return nil, fmt.Errorf("loading what was given: %w", err)
		}
		g.Joined, g.Added = joined != 0, named[Permission](added)
		all = append(all, g)
	}
	return all, rows.Err()
}
