package recovery

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// Due makes the moves that are due: it ends waiting times, and stops cases that nobody continued. Call it
// often. If one case fails, it goes on with the others and returns the error.
func (cs *Cases) Due(ctx context.Context) error {
	ids, err := activeIDs(ctx, cs.DB.Read())
	if err != nil {
		return err
	}
	var failed error
	for _, id := range ids {
		failed = errors.Join(failed, cs.due(ctx, id))
	}
	return failed
}

func (cs *Cases) due(ctx context.Context, id string) error {
	return cs.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		c, err := caseByID(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, event := range []Event{Delay, Release, Lapse} {
			err := cs.advance(ctx, tx, &c, move{event: event, actor: Time}, session.Client{})
			if !errors.Is(err, ErrNotNow) && !errors.Is(err, ErrTooEarly) && !errors.Is(err, access.ErrFrozen) {
				return err
			}
		}
		return nil
	})
}

// Sweeps delete expired links and codes.
func (cs *Cases) Sweeps() []db.Sweep { return sweeps(cs.Clock.Now()) }

// OnSignedIn stops the case of a person who has just signed in with a second step: they have not lost it, or
// they did not open the case. A method that was young when the case was opened may be a thief's: such a sign-in pauses
// the case, until staff have looked, and only once.
func (cs *Cases) OnSignedIn(ctx context.Context, tx db.Tx, userID string, proof factor.Proof, by session.Client) error {
	c, err := activeCase(ctx, tx, userID)
	if err != nil {
		return ignore(err, ErrNoCase)
	}
	err = cs.advance(ctx, tx, &c, move{event: Enter, actor: Owner, proved: proof}, by)
	if !errors.Is(err, ErrTooNew) {
		return err
	}
	err = cs.advance(ctx, tx, &c, move{event: Pause, actor: Owner, proved: proof}, by)
	return ignore(ignore(err, ErrNotNow), ErrDone)
}

// onIntruder ends the way back to the set-up after a finished case: it may have been the intruder who finished it.
func (cs *Cases) onIntruder(ctx context.Context, tx db.Tx, userID string) error {
	return endComeBack(ctx, tx, userID)
}

// Restored ends every link and pauses every case, until staff have looked: the database was put back, and a case that was
// stopped since goes on in it, to its end if nobody does anything.
func (cs *Cases) Restored(ctx context.Context, tx db.Tx) error {
	if err := endLinks(ctx, tx); err != nil {
		return err
	}
	ids, err := activeIDs(ctx, tx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, err := caseByID(ctx, tx, id)
		if err != nil {
			return err
		}
		err = cs.advance(ctx, tx, &c, move{event: Pause, actor: Time}, session.Client{})
		if err := ignore(err, ErrNotNow); err != nil {
			return err
		}
	}
	return nil
}

// NotMe is what "This wasn't me" does for a notice of a case: it pauses the case until staff have looked. A
// case that is over or paused stays so.
func (cs *Cases) NotMe(ctx context.Context, tx db.Tx, n notice.NotMe, by session.Client) error {
	c, err := caseByID(ctx, tx, n.Ref)
	if err != nil {
		return ignore(err, ErrNoCase)
	}
	return ignore(cs.advance(ctx, tx, &c, move{event: Pause, actor: Notice}, by), ErrNotNow)
}

// Ending is what somebody gives to finish a case: the link's token ("" if staff opened the case), the key of
// the browser that gave the proofs, and the password.
type Ending struct {
	Token    string
	Key      string
	Password string
	By       session.Client
}

// Ended is the result of [Cases.Finish].
type Ended struct {
	authn.Verdict
	Session string // the secret of a session that can only set a new method up; "" for somebody who is disabled
	Browser string // the id by which the browser is known from then on; "" for none
}

// LinkOf returns the case that the link with this token finishes, or [ErrNoCase].
func (cs *Cases) LinkOf(ctx context.Context, token string) (Case, error) {
	return caseByLink(ctx, cs.DB.Read(), hashed(token))
}

// Finish removes all methods, ends all sessions, trusted browsers and challenges, and starts a session for
// setting a new method up. Only the browser that gave the proofs can do so, because somebody who reads the
// person's mail has the link and may have set the password. Until the link expires, that browser can come back
// to the set-up. Somebody who is disabled stays so, gets no session, and comes back once staff have let them in
// again, within [Lifetime]. A wrong password is a verdict; other reasons are [ErrNoCase], [ErrNotNow], [ErrOver],
// [ErrTooEarly], [ErrProofsMissing] and [access.ErrFrozen].
func (cs *Cases) Finish(ctx context.Context, e Ending) (r Ended, err error) {
	c, keyID, err := keyBySecret(ctx, cs.DB.Read(), hashed(e.Key))
	if err != nil {
		return r, err
	}
	person, err := cs.Users.ByID(ctx, cs.DB.Read(), c.UserID)
	if err != nil {
		return r, err
	}
	if r.Browser, err = cs.usedLink(ctx, c, e); err != nil {
		return r, err
	}
	e.By.Browser = r.Browser
	var longer bool
	r.Verdict, err = cs.Authn.PasswordOfAnybody(ctx, person.Email, e.Password, e.By, func(ctx context.Context, tx db.Tx, u user.User) error {
		c, _, err := keyBySecret(ctx, tx, hashed(e.Key))
		if err != nil {
			return err
		}
		if u.ID != c.UserID {
			return ErrNoCase
		}
		m := move{event: Finish, actor: Person, key: keyID}
		if c.State == Done {
			m.event = ComeBack
		}
		if e.Token != "" {
			m.token = hashed(e.Token)
		}
		// A password or an address that changed after the link went out: it waits again.
		if err := cs.advance(ctx, tx, &c, move{event: Delay, actor: Time}, e.By); err == nil {
			longer = true
			return nil
		} else if !errors.Is(err, ErrNotNow) {
			return err
		}
		if err := cs.advance(ctx, tx, &c, m, e.By); err != nil {
			return err
		}
		return cs.enter(ctx, tx, u, &r, e.By)
	})
	if err == nil && longer {
		return Ended{}, ErrTooEarly
	}
	return r, err
}

func (cs *Cases) enter(ctx context.Context, tx db.Tx, u user.User, r *Ended, by session.Client) (err error) {
	if err := cs.Credential.RemoveAll(ctx, tx, u.ID); err != nil {
		return err
	}
	if err := cs.Users.SetEnrollmentRequired(ctx, tx, u.ID, true); err != nil {
		return err
	}
	if u.Disabled() {
		return nil
	}
	if r.Session, err = cs.Sessions.Start(ctx, tx, session.Proofs{UserID: u.ID, By: by}); err != nil {
		return err
	}
	return nil
}
