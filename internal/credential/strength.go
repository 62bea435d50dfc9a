package credential

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
)

// StepUpError is ErrStepUpRequired, and says how strong the proof must be that is asked for.
// Zero asks for the password: the person has no second step.
type StepUpError struct{ Need factor.Strength }

func (e StepUpError) Error() string {
	return fmt.Sprintf("%v (strength %d)", ErrStepUpRequired, e.Need)
}

// Is tells that it is ErrStepUpRequired.
func (e StepUpError) Is(target error) bool { return target == ErrStepUpRequired }

// requireStepUp returns ErrStepUpRequired, as a StepUpError, unless the session's last proof is fresh
// and at least as strong as need: but never stronger than the strongest method that the
// person has, and the password for whoever has none. ErrFrozen: nothing is changed now.
func (c *Service) requireStepUp(ctx context.Context, tx db.Tx, s session.Session, need factor.Strength) error {
	if err := c.NotFrozen(ctx, tx, s.UserID); err != nil {
		return err
	}
	methods, err := c.Factors.Enrolled(ctx, tx, s.UserID)
	if err != nil {
		return err
	}
	now := c.Clock.Now()
	if len(methods) == 0 {
		return requireStepUp(s.FreshPassword(now), 0)
	}
	need = max(factor.Weakest, min(need, factor.StrongestOf(methods)))
	return requireStepUp(s.FreshSecondStep(now) && factor.Strength(s.Strength) >= need, need)
}

// RequireStepUp is requireStepUp for a page that asks before anything is typed.
func (c *Service) RequireStepUp(ctx context.Context, s session.Session, need factor.Strength) error {
	return c.requireStepUp(ctx, c.DB.Read(), s, need)
}

func requireStepUp(holds bool, need factor.Strength) error {
	if holds {
		return nil
	}
	return StepUpError{Need: need}
}
