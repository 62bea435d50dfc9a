package credential

import (
	"context"
	"errors"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
)

// PasswordChange is what somebody gives to change their password.
type PasswordChange struct {
	Current, New string
	// Code is a one-time or backup code, where a second step is on. Without one the
	// session's own proof of a second step has to be fresh.
	Code string
}

// PasswordVerdict says which of the proofs was refused.
type PasswordVerdict struct {
	OK       bool
	Password Verdict // of the current password
	Code     Verdict // of the code; empty where none was asked
}

// ChangePassword sets a new password: the current one is proved, and a second step where
// one is on, by a code with the change or by the session a short while ago (else
// ErrStale). Other sessions and known browsers end; with a second step proved, the
// strangers' lane takes codes again. WeakError refuses the new password.
func (c *Changes) ChangePassword(ctx context.Context, s session.Session, ch PasswordChange, by session.Visitor) (secret string, v PasswordVerdict, err error) {
	verdict := c.Judge.Check(ch.New, s.Email, s.Name, c.Settings.Choices(ctx).BrandName)
	if !verdict.OK {
		return "", v, WeakError{Reason: verdict.Reason}
	}
	on, err := c.Factors.IsOn(ctx, c.DB.Read(), s.UserID)
	if err != nil {
		return "", v, err
	}
	byCode := on && ch.Code != ""
	if on && !byCode && !s.FreshSecondStep(c.Clock.Now()) {
		return "", v, ErrStale
	}
	v.Password, err = c.ownPassword(ctx, s, ch.Current, by, func(context.Context, db.Tx) error { return nil })
	if err != nil || !v.Password.OK {
		return "", v, err
	}
	hash, err := c.Hasher.Hash(ctx, ch.New)
	if err != nil {
		return "", v, err
	}
	apply := func(ctx context.Context, tx db.Tx) error {
		secret, err = c.setPassword(ctx, tx, s, hash, on, by)
		return err
	}
	if !byCode {
		err = c.DB.InTx(ctx, apply)
		v.OK = err == nil
		return secret, v, err
	}
	v.Code, err = c.SecondStep(ctx, Attempt{UserID: s.UserID, Kind: factor.KindOf(ch.Code), Input: ch.Code, By: by, Then: apply})
	v.OK = v.Code.OK
	return secret, v, err
}

func (c *Changes) setPassword(ctx context.Context, tx db.Tx, s session.Session, hash string, secondStep bool, by session.Visitor) (secret string, err error) {
	if err := c.Sessions.Holds(ctx, tx, s.ID); err != nil {
		return "", err
	}
	// Hashing took time, in which a second step may have been turned on.
	if on, err := c.Factors.IsOn(ctx, tx, s.UserID); err != nil || on != secondStep {
		return "", errors.Join(err, unless(on == secondStep, ErrStale))
	}
	if err := c.Users.SetPassword(ctx, tx, s.UserID, hash); err != nil {
		return "", err
	}
	if err := c.Browsers.ForgetOthers(ctx, tx, s.UserID, by.Browser); err != nil {
		return "", err
	}
	if secondStep {
		if err := c.Limiter.Reopen(ctx, tx, strangersLane(factor.TOTP, s.UserID)); err != nil {
			return "", err
		}
	}
	err = c.tell(ctx, tx, note{audit: "password.changed", message: message.PasswordChanged, userID: s.UserID, actor: s.UserID, by: by})
	if err != nil {
		return "", err
	}
	return c.restart(ctx, tx, s, true, secondStep)
}
