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

// PasswordLocked reports whether unknown browsers have to wait before they try a person's password again.
func (p *Verifier) PasswordLocked(ctx context.Context, tx db.Reader, u user.User) (bool, error) {
	key, err := user.EmailKey(u.Email)
	if err != nil {
		return false, err
	}
	wait, err := p.Limiter.Wait(ctx, tx, strangersPasswordLimit(key))
	return wait > 0, err
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
