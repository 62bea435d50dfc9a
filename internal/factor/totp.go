package factor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
)

type totp struct{ *Factors }

var _ = register(TOTP, func(f *Factors) Method { return totp{f} })

// Form is code.ParseOneTime's verdict.
func (m totp) Form(input string) code.Problem {
	_, problem := code.ParseOneTime(input)
	return problem
}

// Verify judges a code by each of the person's authenticator apps.
func (m totp) Verify(ctx context.Context, tx db.Tx, a Answer) (Outcome, error) {
	input, problem := code.ParseOneTime(a.Input)
	if problem != code.None {
		return Outcome{Problem: Malformed, Form: problem}, nil
	}
	apps, err := active(ctx, tx, a.UserID, TOTP, a.FactorID)
	if err != nil {
		return Outcome{}, err
	}
	if len(apps) == 0 {
		return refused(NotSetUp), nil
	}
	verdict := Outcome{Problem: Wrong, Chances: len(apps)}
	for _, app := range apps {
		outcome, err := m.judge(ctx, tx, app, input, a.Known)
		if err != nil || outcome.OK {
			return outcome, err
		}
		if outcome.Problem != Wrong {
			outcome.Chances = len(apps)
			verdict = outcome
		}
	}
	return verdict, nil
}

// judge decides on one code for one app, and spends the step that it fits.
func (m totp) judge(ctx context.Context, tx db.Tx, app row, input string, known bool) (Outcome, error) {
	secret, err := m.Ring.Open(app.secret, app.place())
	if err != nil {
		return Outcome{}, fmt.Errorf("opening secret of factor %s: %w", app.id, err)
	}
	now := m.Clock.Now()
	step, near, err := match(string(secret), input, currentStep(now)+app.drift, window)
	if err != nil {
		return Outcome{}, err
	}
	if near {
		return m.accept(ctx, tx, app, step, app.drift, now)
	}
	step, far, err := match(string(secret), input, currentStep(now), farSteps)
	if err != nil || !far {
		return refused(Wrong), err
	}
	drift := step - currentStep(now)
	// A slow phone whose clock was put right is followed anywhere: it has never shown
	// today's codes before. A fast one has, so old ones of its could have been phished.
	follows := known || app.drift < 0 && abs(drift) <= window
	if follows && app.expects(step, drift) {
		return m.accept(ctx, tx, app, step, drift, now)
	}
	return m.hint(ctx, tx, app, step, drift, follows)
}

// expects reports whether a code confirms the drift that an earlier one hinted at. A
// hint is followed for a few minutes only: left behind, it would double what a guess hits.
func (a row) expects(step, drift int64) bool {
	return a.hintStep != 0 && step > a.hintStep && step-a.hintStep <= farSteps && abs(drift-a.hintDrift) <= window
}

func (m totp) accept(ctx context.Context, tx db.Tx, app row, step, drift int64, now clock.Instant) (Outcome, error) {
	err := spend(ctx, tx, app.id, step)
	if errors.Is(err, errSpent) {
		return refused(Used), nil
	}
	if err != nil {
		return Outcome{}, err
	}
	return app.right(), markFollowed(ctx, tx, app.id, drift, now)
}

// hint tells how far off the phone's clock is. The step is spent, so that the code
// behind the hint is worth nothing when its moment comes.
func (m totp) hint(ctx context.Context, tx db.Tx, app row, step, drift int64, follows bool) (Outcome, error) {
	err := spend(ctx, tx, app.id, step)
	if errors.Is(err, errSpent) {
		return refused(Used), nil
	}
	if err != nil {
		return Outcome{}, err
	}
	outcome := Outcome{Problem: ClockOff, Drift: time.Duration(drift) * stepTime, Follows: follows}
	return outcome, storeHint(ctx, tx, app.id, drift, step)
}

func (m totp) prepare(_ context.Context, _ db.Tx, r *row) error {
	r.secret = m.Ring.Seal([]byte(newSecret()), r.place())
	return nil
}

// first follows a clock that is off: the secret was drawn in this very session.
func (m totp) first(ctx context.Context, tx db.Tx, r row, a Answer) (Outcome, error) {
	input, problem := code.ParseOneTime(a.Input)
	if problem != code.None {
		return Outcome{Problem: Malformed, Form: problem}, nil
	}
	return m.judge(ctx, tx, r, input, true)
}
