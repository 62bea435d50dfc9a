package authn

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/user"
)

// ResetPasswordLimit has strangers guess at a person's password again.
func (p *Verifier) ResetPasswordLimit(ctx context.Context, tx db.Tx, u user.User) error {
	key, err := user.EmailKey(u.Email)
	if err != nil {
		return err
	}
	return p.Limiter.Reset(ctx, tx, strangersPasswordLimit(key))
}

// ResetCodeLimits has strangers' limits take codes again, of the methods that are no
// stronger than the proof: a weak one must not refill what a stronger one is guarded by.
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
