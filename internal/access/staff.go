package access

import (
	"context"
	"errors"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

var (
	// ErrNotStaff refuses people who are not staff.
	ErrNotStaff = errors.New("only staff may do this")
	// ErrOnlyAdministrators refuses support staff what only administrators may do, such as changing the
	// security of other staff.
	ErrOnlyAdministrators = errors.New("only an administrator may do this")
	// ErrYourself refuses staff who act on their own account through the desk.
	ErrYourself = errors.New("staff can't do this to themselves")
	// ErrNewStaff refuses a part in ending a dispute or in a recovery case to somebody who became staff a short while ago.
	ErrNewStaff = errors.New("whoever became staff in the last days has no part in disputes and recovery cases yet")
)

// Staff is the rule for actions of staff. It returns [ErrNotStaff] unless the caller is staff by the database and has
// a second step, and [ErrStepUpRequired] unless their proof is fresh and by a method that suffices for staff or, where
// they have none, by their strongest.
func (g *Gate) Staff(ctx context.Context, tx db.Reader, by Caller) error {
	_, err := g.staff(ctx, tx, by.Session)
	return err
}

// Administrator is the rule [Gate.Staff] for administrators only; it may also return [ErrOnlyAdministrators].
func (g *Gate) Administrator(ctx context.Context, tx db.Reader, by Caller) error {
	actor, err := g.staff(ctx, tx, by.Session)
	if err != nil {
		return err
	}
	if actor.Role != user.Administrator {
		return ErrOnlyAdministrators
	}
	return nil
}

// AsStaff checks the rule [Gate.Staff] outside a transaction, for a page that asks for the proof before its
// form is filled in.
func (g *Gate) AsStaff(ctx context.Context, s session.Session) error {
	_, err := g.staff(ctx, g.DB.Read(), s)
	return err
}

// AtWork is the rule for what staff do all day, such as answering tickets: [Gate.Staff] with the proof of the session,
// however long ago it was given. It is for nothing that gives access to an account, or that can't be undone.
func (g *Gate) AtWork(ctx context.Context, tx db.Reader, by Caller) error {
	_, need, err := g.employed(ctx, tx, by.Session)
	if err != nil {
		return err
	}
	return stepUp(!by.SecondStepAt.IsZero() && by.Proof.Strength >= need, need)
}

func (g *Gate) staff(ctx context.Context, tx db.Reader, s session.Session) (user.User, error) {
	actor, need, err := g.employed(ctx, tx, s)
	if err != nil {
		return actor, err
	}
	return actor, stepUp(s.FreshSecondStep(g.Clock.Now()) && s.Proof.Strength >= need, need)
}

// employed is the member of staff whose session it is, with how strong their proof has to be.
func (g *Gate) employed(ctx context.Context, tx db.Reader, s session.Session) (actor user.User, need factor.Strength, err error) {
	if actor, err = g.Users.ByID(ctx, tx, s.UserID); err != nil {
		return actor, 0, err
	}
	if !actor.Staff() || actor.Disabled() {
		return actor, 0, ErrNotStaff
	}
	state, err := g.Factors.State(ctx, tx, actor.ID)
	if err != nil {
		return actor, 0, err
	}
	if len(state.Methods) == 0 {
		return actor, 0, ErrNotStaff // a role has no effect before a second step is set up
	}
	return actor, max(factor.Weakest, min(factor.OfStaff(g.Settings.Choices(ctx)), state.Strongest())), nil
}

// MayApprove returns [ErrNewStaff] if a member of staff has come so recently that they neither decide nor approve yet:
// whoever makes themselves a second person needs no first one. It returns [ErrNotStaff] for anybody else.
func (g *Gate) MayApprove(ctx context.Context, tx db.Reader, staffID string) error {
	u, err := g.Users.ByID(ctx, tx, staffID)
	switch {
	case err != nil:
		return err
	case !u.Staff() || u.Disabled():
		return ErrNotStaff
	case u.NewStaff(g.Clock.Now()):
		return ErrNewStaff
	}
	return nil
}

// StaffStepUp is [Gate.StepUpSince] for what makes somebody staff or opens somebody else's account: one stolen code of a
// member of staff is not enough. The proof is given after the sign-in, by an app or something stronger, which they have had for
// [factor.Young]; where they have nothing so old, any of theirs will do.
func (g *Gate) StaffStepUp(ctx context.Context, tx db.Reader, s session.Session) error {
	state, err := g.Factors.State(ctx, tx, s.UserID)
	if err != nil {
		return err
	}
	return g.StepUpSince(ctx, tx, s, factor.ByApp, state.RemoverSince(g.Clock.Now()), "")
}

// OnPerson is [Gate.Do] for what staff do to another person. It returns the person as they were before. Support
// may not act on staff ([ErrOnlyAdministrators]), and nobody on themselves ([ErrYourself]). The person is the
// subject of the audit row.
func (g *Gate) OnPerson(ctx context.Context, by Caller, userID string,
	act func(ctx context.Context, tx db.Tx, target user.User) (audit.Event, error),
) (target user.User, err error) {
	may := func(ctx context.Context, tx db.Reader, by Caller) (err error) {
		target, err = g.target(ctx, tx, by.Session, userID)
		return err
	}
	err = g.Do(ctx, by, may, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		event, err := act(ctx, tx, target)
		event.Subject = target.ID
		return event, err
	})
	return target, err
}

func (g *Gate) target(ctx context.Context, tx db.Reader, s session.Session, userID string) (user.User, error) {
	actor, err := g.staff(ctx, tx, s)
	if err != nil {
		return user.User{}, err
	}
	target, err := g.Users.ByID(ctx, tx, userID)
	switch {
	case err != nil:
		return target, err
	case target.ID == actor.ID:
		return target, ErrYourself
	case target.Staff() && actor.Role != user.Administrator:
		return target, ErrOnlyAdministrators
	}
	return target, nil
}
