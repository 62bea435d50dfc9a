package credential

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
)

// StaleError is ErrStale, and says how strong the proof must be that is asked for.
// Zero asks for the password: the person has no second step.
type StaleError struct{ Need factor.Strength }

func (e StaleError) Error() string { return fmt.Sprintf("%v (strength %d)", ErrStale, e.Need) }

// Is tells that it is ErrStale.
func (e StaleError) Is(target error) bool { return target == ErrStale }

// proved returns ErrStale, as a StaleError, unless the session's last proof is fresh
// and at least as strong as need: but never stronger than the strongest method that the
// person has, and the password for whoever has none. ErrFrozen: nothing is changed now.
func (c *Changes) proved(ctx context.Context, tx db.Tx, s session.Session, need factor.Strength) error {
	if err := c.NotFrozen(ctx, tx, s.UserID); err != nil {
		return err
	}
	methods, err := c.Factors.Enrolled(ctx, tx, s.UserID)
	if err != nil {
		return err
	}
	now := c.Clock.Now()
	if len(methods) == 0 {
		return stale(s.FreshPassword(now), 0)
	}
	need = max(factor.Weakest, min(need, factor.StrongestOf(methods)))
	return stale(s.FreshSecondStep(now) && factor.Strength(s.Strength) >= need, need)
}

// Proved is proved for a page that asks before anything is typed.
func (c *Changes) Proved(ctx context.Context, s session.Session, need factor.Strength) error {
	return c.proved(ctx, c.DB.Read(), s, need)
}

func stale(holds bool, need factor.Strength) error {
	if holds {
		return nil
	}
	return StaleError{Need: need}
}
