package credential

import (
	"context"
	"errors"

	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
)

// RemoveAll takes every second-step method off and ends all that was granted before:
// sessions, challenges, trusted and known browsers. The caller has judged why, logs it
// and tells the person.
func (c *Service) RemoveAll(ctx context.Context, tx db.Tx, userID string) error {
	return errors.Join(
		c.Factors.RemoveAll(ctx, tx, userID),
		c.Users.NewEpoch(ctx, tx, userID),
		c.revokeAll(ctx, tx, userID),
		c.Limiter.Reset(ctx, tx, authn.StrangersLimit(factor.TOTP, userID)), // what was guessed at is gone
	)
}
