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
	Or    string          // with Since: the id of a method that will do all the same
}

func (e StepUpError) Error() string {
	return fmt.Sprintf("%v (strength %d)", ErrStepUpRequired, e.Need)
}

// Is reports whether target is [ErrStepUpRequired].
func (e StepUpError) Is(target error) bool { return target == ErrStepUpRequired }

// StepUp returns a [StepUpError] unless the session's last proof is fresh and at least as strong as need. It
// never asks for more than the strongest proof that the person has; a person without methods is asked for the
// password, but not one whose methods are suspended.
// It returns [ErrFrozen] for a frozen account.
func (g *Gate) StepUp(ctx context.Context, tx db.Reader, s session.Session, need factor.Strength) error {
	if err := g.NotFrozen(ctx, tx, s.UserID); err != nil {
		return err
	}
	state, err := g.Factors.State(ctx, tx, s.UserID)
	if err != nil {
		return err
	}
	now := g.Clock.Now()
	if !state.On() {
		return stepUp(s.FreshPassword(now), 0)
	}
	need = max(factor.Weakest, min(need, state.Strongest()))
	return stepUp(s.FreshSecondStep(now) && s.Proof.Strength >= need, need)
}

// StepUpSince is [Gate.StepUp] for what takes more than the sign-in's own proof: the last proof must have been given
// after the sign-in, and by a method, or set of backup codes, that was there since an instant already; 0 takes any. The
// method with the id or will do however young it is.
func (g *Gate) StepUpSince(
	ctx context.Context, tx db.Reader, s session.Session, need factor.Strength, since clock.Instant, or string,
) error {
	err := g.StepUp(ctx, tx, s, need)
	if err == nil && (!s.SteppedUp || !s.Proof.By(since, or)) {
		err = StepUpError{Need: need}
	}
	var missing StepUpError
	if errors.As(err, &missing) {
		missing.Since, missing.Or = since, or
		return missing
	}
	return err
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
