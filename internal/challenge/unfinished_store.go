package challenge

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

func earlierHash(secret string) string {
	if secret == "" {
		return ""
	}
	return seal.HashToken(secret)
}

func takeUnfinished(ctx context.Context, tx db.Tx, now clock.Instant) ([]Unfinished, error) {
	rows, err := tx.Rows(ctx, `DELETE FROM challenge WHERE purpose = $1 AND expires_at <= $2
		AND epoch = (SELECT epoch FROM users WHERE users.id = challenge.user_id AND users.disabled_at = 0)
		RETURNING user_id, user_agent, network, created_at`, string(SignIn), int64(now))
	if err != nil {
		return nil, fmt.Errorf("listing unfinished sign-ins: %w", err)
	}
	defer rows.Close()
	var all []Unfinished
	for rows.Next() {
		var u Unfinished
		if err := rows.Scan(&u.UserID, &u.Agent, &u.Network, &u.At); err != nil {
			return nil, fmt.Errorf("listing unfinished sign-ins: %w", err)
		}
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b Unfinished) int { return cmp.Compare(a.At, b.At) })
	return all, rows.Err()
}

// The last try allowed may be the right one: it was counted before it was judged.
func finish(ctx context.Context, tx db.Tx, hash string, c Challenge, now clock.Instant) error {
	return tx.DoOne(ctx, "finishing challenge", ErrExpired, `DELETE FROM challenge
		WHERE EXISTS (SELECT 1 FROM challenge`+holds+`) AND user_id = $4 AND chain = $5`, hash, string(SignIn), int64(now), c.UserID, c.Chain)
}

func endChain(ctx context.Context, tx db.Tx, c Challenge) error {
	return exec(ctx, tx, `DELETE FROM challenge WHERE user_id = $1 AND chain = $2`, c.UserID, c.Chain)
}
