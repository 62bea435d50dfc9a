package account

import (
	"context"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// NoteWithdrawn remembers that the invitation was withdrawn whose token has that hash, to a client account or to a
// sign-in. Its link opens nothing anyway; whoever follows it is told why.
func (as *Accounts) NoteWithdrawn(ctx context.Context, tx db.Tx, hash string) error {
	return tx.Do(ctx, doing, `INSERT INTO withdrawn_invitation (hash, withdrawn_at) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
		hash, int64(as.Clock.Now()))
}

// WasWithdrawn reports whether the invitation was withdrawn whose token has that hash.
func (as *Accounts) WasWithdrawn(ctx context.Context, tx db.Reader, hash string) (was bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM withdrawn_invitation WHERE hash = $1)`, hash).Scan(&was)
	if err != nil {
		return false, fmt.Errorf("looking for a withdrawn invitation: %w", err)
	}
	return was, nil
}

// noteWithdrawn is [Accounts.NoteWithdrawn] for invitations to an account: the one with an id, or those that somebody has
// made; "" for each.
func noteWithdrawn(ctx context.Context, tx db.Tx, accountID, id, by string, now clock.Instant) error {
	return tx.Do(ctx, doing, `INSERT INTO withdrawn_invitation (hash, withdrawn_at)
		SELECT hash, CAST($1 AS BIGINT) FROM account_invitation WHERE account_id = $2 AND (id = $3 OR $3 = '') AND (invited_by = $4 OR $4 = '')
		ON CONFLICT DO NOTHING`, int64(now), accountID, id, by)
}
