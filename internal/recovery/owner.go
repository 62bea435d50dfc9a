package recovery

import (
	"context"

	"latchkey/internal/access"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
)

// Own is a person's case under way, as they see it where they are signed in.
type Own struct {
	Case
	CanStop bool // they have a second step that stops it
}

// Own returns the case that is under way for a person, or [ErrNoCase].
func (cs *Cases) Own(ctx context.Context, userID string) (o Own, err error) {
	tx := cs.DB.Read()
	if o.Case, err = activeCase(ctx, tx, userID); err != nil {
		return o, err
	}
	o.CanStop, err = cs.ownerStops(ctx, tx, o.Case)
	return o, err
}

// Objected returns the case that "this wasn't me" was said of, as it stands. CanStop reports whether its owner
// ends it by signing in.
func (cs *Cases) Objected(ctx context.Context, caseID string) (o Own, err error) {
	tx := cs.DB.Read()
	if o.Case, err = caseByID(ctx, tx, caseID); err != nil {
		return o, err
	}
	o.CanStop, err = cs.ownerStops(ctx, tx, o.Case)
	return o, err
}

// ownerStops reports whether the case's person has a second step that ends it.
func (cs *Cases) ownerStops(ctx context.Context, tx db.Reader, c Case) (bool, error) {
	state, err := cs.Factors.State(ctx, tx, c.UserID)
	return !c.State.Over() && state.OlderThan(stopsSince(c)+1), err
}

// stopsSince is when a method must have been there that ends a case for its owner: see enters.
func stopsSince(c Case) clock.Instant { return c.OpenedAt.Add(-factor.Young) }

// StopOwn stops the case of a person who is signed in, as a sign-in with the second step does. It takes a fresh proof, given
// since the case was opened, by a method that was not young then: a session may be stolen, and the case the owner's way
// back. Without such a proof it returns [access.ErrStepUpRequired]; [ErrNoCase] if no case is under way.
func (cs *Cases) StopOwn(ctx context.Context, by access.Caller) error {
	return cs.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		c, err := activeCase(ctx, tx, by.UserID)
		if err != nil {
			return err
		}
		if !by.FreshSecondStep(cs.Clock.Now()) || by.SecondStepAt.Before(c.OpenedAt) || !by.Proof.Was(stopsSince(c)) {
			return access.StepUpError{Need: factor.Weakest, Since: stopsSince(c)}
		}
		return cs.advance(ctx, tx, &c, move{event: Enter, actor: Owner, proved: by.Proof, reason: string(Owner)}, by.Client)
	})
}
