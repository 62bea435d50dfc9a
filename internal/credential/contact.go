package credential

import (
	"context"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/session"
)

// NotFrozen returns ErrFrozen while a change of the person's address or number is in
// dispute. Every change that weakens an account asks it.
func (p *Prover) NotFrozen(ctx context.Context, tx db.Tx, userID string) error {
	u, err := p.Users.ByID(ctx, tx, userID)
	if err != nil {
		return err
	}
	return unless(!u.Frozen(), ErrFrozen)
}

// freeze stops everything that weakens the account until the owner or staff settle it.
func (c *Changes) freeze(ctx context.Context, tx db.Tx, userID string, by session.Visitor) error {
	if err := c.Users.SetFrozen(ctx, tx, userID, true); err != nil {
		return err
	}
	return c.Audit.Append(ctx, tx, audit.Event{Kind: "account.frozen", Subject: userID, Network: by.Network()})
}

// Unfreeze settles a dispute for the person: staff have made sure who is who. The
// address and the number stay as they are.
func (c *Changes) Unfreeze(ctx context.Context, staff, userID string) error {
	return c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := c.Users.SetFrozen(ctx, tx, userID, false); err != nil {
			return err
		}
		return c.Audit.Append(ctx, tx, audit.Event{Kind: "account.unfrozen", Actor: staff, Subject: userID})
	})
}
