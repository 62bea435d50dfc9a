package credential

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/challenge"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/throttle"
)

// BeginSetUp starts setting up an authenticator app. It needs a fresh password
// (ErrStale) and that none is on (ErrAlreadyOn). Nothing is turned on by it.
func (c *Changes) BeginSetUp(ctx context.Context, s session.Session) error {
	return c.inSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		if on, err := c.Factors.IsOn(ctx, tx, s.UserID); err != nil || on {
			return errors.Join(err, unless(!on, ErrAlreadyOn))
		}
		if !s.FreshPassword(c.Clock.Now()) {
			return ErrStale
		}
		return c.Factors.Begin(ctx, tx, ownerOf(s), c.Settings.Choices(ctx).SetUp == setting.Dialog)
	})
}

func ownerOf(s session.Session) factor.Owner {
	return factor.Owner{UserID: s.UserID, SessionID: s.ID}
}

// SetUp is the set-up that this session has under way; factor.ErrNoSetUp where there is none.
func (c *Changes) SetUp(ctx context.Context, s session.Session) (factor.SetUp, error) {
	return c.Factors.Pending(ctx, c.DB.Read(), ownerOf(s))
}

// ConfirmSetUp turns two-factor on if the code is right. Other sessions and known
// browsers end, and the session's new secret comes back. factor.ErrNoSetUp: the set-up has expired, or is done.
func (c *Changes) ConfirmSetUp(ctx context.Context, s session.Session, input string, by session.Visitor) (secret string, v Verdict, err error) {
	if problem := c.Factors.Method(factor.TOTP).Form(input); problem != code.None {
		return "", Verdict{Outcome: factor.Outcome{Problem: factor.Malformed, Form: problem}}, nil
	}
	lane := setUpLane(s.ID)
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		v.Refusal, err = c.Limiter.Take(ctx, tx, lane)
		return err
	})
	if err != nil || v.Refusal != nil {
		return "", v, err
	}
	began := time.Now()
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		v.Outcome, err = c.Factors.Confirm(ctx, tx, ownerOf(s), input)
		if err != nil || !v.Outcome.OK {
			return err
		}
		secret, err = c.turnOn(ctx, tx, s, lane, by)
		return err
	})
	v.OK = err == nil && v.Outcome.OK
	if err != nil || v.OK {
		return secret, v, err
	}
	return "", v, wait(ctx, c.Floor-time.Since(began))
}

func (c *Changes) turnOn(ctx context.Context, tx db.Tx, s session.Session, lane throttle.Lane, by session.Visitor) (secret string, err error) {
	if err := c.Limiter.Right(ctx, tx, lane); err != nil {
		return "", err
	}
	err = c.tell(ctx, tx, note{audit: "two-factor.on", message: message.TwoFactorOn, userID: s.UserID, actor: s.UserID, by: by})
	if err != nil {
		return "", err
	}
	// Until now a password was enough to become a known browser, as often as one liked;
	// each would have a lane of its own to guess codes in.
	if err := c.Browsers.ForgetOthers(ctx, tx, s.UserID, by.Browser); err != nil {
		return "", err
	}
	if err := c.Users.SetSetUpOwed(ctx, tx, s.UserID, false); err != nil {
		return "", err
	}
	return c.restart(ctx, tx, s, false, true)
}

// ProveForDisable judges the code that switching off asks for. A right one opens a
// confirmation that only this session can give, and only with its new secret: whoever
// copied the old one can't confirm in the person's stead.
func (c *Changes) ProveForDisable(ctx context.Context, s session.Session, input string, by session.Visitor) (secret string, v Verdict, err error) {
	v, err = c.SecondStep(ctx, Attempt{
		UserID: s.UserID, Kind: factor.KindOf(input), Input: input, By: by,
		Then: func(ctx context.Context, tx db.Tx) error {
			secret, err = c.Sessions.Prove(ctx, tx, s.ID, false, true)
			if err != nil {
				return err
			}
			_, err = c.Challenges.Start(ctx, tx, challenge.Challenge{UserID: s.UserID, Purpose: challenge.Disable, SessionID: s.ID})
			return err
		},
	})
	return secret, v, err
}

// MayDisable tells whether this session has proved the code that Disable rests on;
// challenge.ErrGone where it has not.
func (c *Changes) MayDisable(ctx context.Context, s session.Session) error {
	_, err := c.Challenges.Of(ctx, c.DB.Read(), s.ID, challenge.Disable)
	return err
}

// Disable takes every method off, backup codes too, and ends all other sessions. The
// session's new secret comes back. challenge.ErrGone: the code was not proved, or too long ago.
func (c *Changes) Disable(ctx context.Context, s session.Session, by session.Visitor) (secret string, err error) {
	err = c.inSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		proof, err := c.Challenges.Of(ctx, tx, s.ID, challenge.Disable)
		if err != nil {
			return err
		}
		if proof.UserID != s.UserID {
			return challenge.ErrGone
		}
		if err := c.Factors.RemoveAll(ctx, tx, s.UserID); err != nil {
			return err
		}
		err = c.tell(ctx, tx, note{audit: "two-factor.off", message: message.TwoFactorOff, userID: s.UserID, actor: s.UserID, by: by})
		if err != nil {
			return err
		}
		secret, err = c.restart(ctx, tx, s, false, false)
		return err
	})
	return secret, err
}
