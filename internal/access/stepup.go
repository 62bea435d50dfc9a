package access

import (
	"context"
	"errors"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
)

var (
	// ErrStepUpRequired asks for a fresh proof before the change is made.
	ErrStepUpRequired = errors.New("the last proof is too old for this change")
	// ErrFrozen refuses what weakens an account while a change of its address or number is in dispute.
	ErrFrozen = errors.New("the account is frozen until its owner or the host settles a disputed change")
)

// StepUpError is [ErrStepUpRequired], and says how strong the proof must be that is asked for.
// Zero asks for the password: the person has no second step.
type StepUpError struct{ Need factor.Strength }

func (e StepUpError) Error() string {
	return fmt.Sprintf("%v (strength %d)", ErrStepUpRequired, e.Need)
}

// Is reports whether the target is [ErrStepUpRequired].
func (e StepUpError) Is(target error) bool { return target == ErrStepUpRequired }

// StepUp returns [ErrStepUpRequired], as a [StepUpError], unless the session's last proof is fresh
// and at least as strong as need: but never stronger than the strongest method that the
// person has, and the password for whoever has none. [ErrFrozen]: nothing is changed now.
func (g *Gate) StepUp(ctx context.Context, tx db.Reader, s session.Session, need factor.Strength) error {
	if err := g.NotFrozen(ctx, tx, s.UserID); err != nil {
		return err
	}
	methods, err := g.Factors.Enrolled(ctx, tx, s.UserID)
	if err != nil {
		return err
	}
	now := g.Clock.Now()
	if len(methods) == 0 {
		return stepUp(s.FreshPassword(now), 0)
	}
	need = max(factor.Weakest, min(need, factor.StrongestOf(methods)))
	return stepUp(s.FreshSecondStep(now) && s.Strength >= need, need)
}

// RequireStepUp is StepUp for a page that asks before anything is typed.
func (g *Gate) RequireStepUp(ctx context.Context, s session.Session, need factor.Strength) error {
	return g.StepUp(ctx, g.DB.Read(), s, need)
}

func stepUp(holds bool, need factor.Strength) error {
	if holds {
		return nil
	}
	return StepUpError{Need: need}
}

// NotFrozen returns [ErrFrozen] while a change of the person's address or number is in
// dispute. Every change that weakens an account asks it.
func (g *Gate) NotFrozen(ctx context.Context, tx db.Reader, userID string) error {
	u, err := g.Users.ByID(ctx, tx, userID)
	if err != nil {
		return err
	}
	if u.Frozen() {
		return ErrFrozen
	}
	return nil
}
