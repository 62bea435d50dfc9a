package access

import (
	"context"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
)

var (
	// ErrStepUpRequired asks for a fresh proof (a step-up) before the action.
	ErrStepUpRequired = errors.New("the last proof is too old for this change")
	// ErrFrozen refuses to weaken an account while a change of its address or number is in dispute.
	ErrFrozen = errors.New("the account is frozen until its owner or the host settles a disputed change")
)

// StepUpError is [ErrStepUpRequired] with what the proof must be.
type StepUpError struct {
	Need  factor.Strength // the least strength; 0 asks for the password, because the person has no second step
	Since clock.Instant   // when its method must have been there already; 0: any method will do
}

func (e StepUpError) Error() string {
	return fmt.Sprintf("%v (strength %d)", ErrStepUpRequired, e.Need)
}

// Is reports whether target is [ErrStepUpRequired].
func (e StepUpError) Is(target error) bool { return target == ErrStepUpRequired }

// StepUp returns a [StepUpError] unless the session's last proof is fresh and at least as strong as need. It
// never asks for more than the person's strongest method; a person without methods is asked for the password.
// It returns [ErrFrozen] for a frozen account.
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
	return stepUp(s.FreshSecondStep(now) && s.Proof.Strength >= need, need)
}

// RequireStepUp checks the rule [Gate.StepUp] outside a transaction, for a page that asks for the proof before
// its form is filled in.
func (g *Gate) RequireStepUp(ctx context.Context, s session.Session, need factor.Strength) error {
	return g.StepUp(ctx, g.DB.Read(), s, need)
}

func stepUp(holds bool, need factor.Strength) error {
	if holds {
		return nil
	}
	return StepUpError{Need: need}
}

// NotFrozen returns [ErrFrozen] while a change of the person's address or number is in dispute. Every change
// that weakens an account calls it.
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
