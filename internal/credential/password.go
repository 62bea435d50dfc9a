package credential

import (
	"context"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/revoke"
)

// PasswordChange is what a person gives to change their password.
type PasswordChange struct {
	Current, New string
	// Code is a one-time or backup code, if two-factor is on. Without it, the session's last second step must
	// be fresh.
	Code string
}

// PasswordVerdict says which proof was refused, if one was.
type PasswordVerdict struct {
	OK       bool
	Password authn.Verdict // of the current password
	Code     authn.Verdict // of the code; zero if none was asked for
}

// ChangePassword sets a new password. It checks the current one and, if two-factor is on, a second step: the
// code in ch, or a fresh one of the session ([access.ErrStepUpRequired]). It ends other sessions and makes
// other browsers unknown. If a second step was proved, unknown browsers may guess codes again, see
// [authn.Verifier.ResetCodeLimits]. It returns an [authn.WeakError] for a weak password, and the session's new
// secret if it was changed.
func (c *Service) ChangePassword(ctx context.Context, by access.Caller, ch PasswordChange) (secret string, v PasswordVerdict, err error) {
	verdict := c.Authn.StrengthChecker.Check(ch.New, by.Email, by.Name, c.Settings.Choices(ctx).BrandName)
	if !verdict.OK {
		return "", v, authn.WeakError{Reason: verdict.Reason}
	}
	on, err := c.Factors.IsOn(ctx, c.DB.Read(), by.UserID)
	if err != nil {
		return "", v, err
	}
	byCode := on && ch.Code != ""
	if on && !byCode {
		if err := c.Gate.RequireStepUp(ctx, by.Session, factor.Weakest); err != nil {
			return "", v, err
		}
	}
	v.Password, err = c.ownPassword(ctx, by, ch.Current, func(context.Context, db.Tx) error { return nil })
	if err != nil || !v.Password.OK {
		return "", v, err
	}
	hash, err := c.Authn.Hasher.Hash(ctx, ch.New)
	if err != nil {
		return "", v, err
	}
	apply := func(ctx context.Context, tx db.Tx, proof factor.Outcome) error {
		if !on {
			proof.Strength = 0
		}
		if err := c.setPassword(ctx, tx, by, hash, proof.Strength); err != nil {
			return err
		}
		of := revoke.Of(by)
		of.Proof = proof.Strength
		if !byCode {
			proof.Strength = 0 // it was proved before this, and gets no fresher by it
		}
		secret, err = c.rotateAndRevoke(ctx, tx, revoke.PasswordChanged, of, true, proof.Strength)
		return err
	}
	if !byCode {
		proof := factor.Outcome{Strength: by.Strength}
		err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return apply(ctx, tx, proof) })
		v.OK = err == nil
		return secret, v, err
	}
	attempt := Proof{Input: ch.Code}.attempt(by, ToChangePassword)
	attempt.Then = apply
	v.Code, err = c.Authn.SecondStep(ctx, attempt)
	v.OK = v.Code.OK
	return secret, v, err
}

func (c *Service) setPassword(ctx context.Context, tx db.Tx, by access.Caller, hash string, proof factor.Strength) error {
	if err := c.Sessions.Holds(ctx, tx, by.ID); err != nil {
		return err
	}
	// Hashing took time, in which a second step may have been turned on.
	on, err := c.Factors.IsOn(ctx, tx, by.UserID)
	if err != nil {
		return err
	}
	if on != (proof > 0) {
		return access.ErrStepUpRequired
	}
	if err := c.Gate.NotFrozen(ctx, tx, by.UserID); err != nil {
		return err
	}
	if err := c.Users.SetPassword(ctx, tx, by.UserID, hash); err != nil {
		return err
	}
	return c.Notices.Add(ctx, tx, notice.Notice{Audit: "password.changed", Message: message.PasswordChanged, UserID: by.UserID, Actor: by.UserID, By: by.Client})
}
