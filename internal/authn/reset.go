package authn

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/user"
)

// ResetPasswordLimit resets the limit of unknown browsers for a person's password.
func (p *Verifier) ResetPasswordLimit(ctx context.Context, tx db.Tx, u user.User) error {
	key, err := user.EmailKey(u.Email)
	if err != nil {
		return err
	}
	return p.Limiter.Reset(ctx, tx, strangersPasswordLimit(key))
}

// ResetCodeLimits resets the limits of unknown browsers for methods that are no stronger than proof. A weak
// proof must not reset the limit that guards a stronger method.
func (p *Verifier) ResetCodeLimits(ctx context.Context, tx db.Tx, userID string, proof factor.Strength) error {
	for _, k := range factor.Kinds() {
		if factor.StrengthOf(k) > proof {
			continue
		}
		if err := p.Limiter.Reset(ctx, tx, StrangersLimit(k, userID)); err != nil {
			return err
		}
	}
	return nil
}
