package credential

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/revoke"
)

// RemoveAll removes all methods of a person and ends everything that was granted before: sessions, challenges,
// trusted and known browsers. The caller decides whether that is right, logs it and tells the person.
func (c *Service) RemoveAll(ctx context.Context, tx db.Tx, userID string) error {
	if err := c.Factors.RemoveAll(ctx, tx, userID); err != nil {
		return err
	}
	return c.Revoke.Apply(ctx, tx, revoke.SecondStepRemovedByCase, revoke.Whose{UserID: userID})
}
