package credential

import (
	"context"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/password"
	"latchkey/internal/revoke"
)

// PasswordChange is the current password and the new one.
type PasswordChange struct{ Current, New string }

// ChangePassword sets a new password. It checks the current one and, if two-factor is on, that the session's
// second step is fresh ([access.ErrStepUpRequired]). It ends other sessions and makes other browsers unknown. If
// a second step was proved, unknown browsers may guess codes again, see [authn.Verifier.ResetCodeLimits]. It
// returns an [authn.WeakError] for a weak password and for the current one, the verdict about the current one, and the session's new
// secret if the password was changed.
func (c *Service) ChangePassword(ctx context.Context, by access.Caller, ch PasswordChange) (secret string, v authn.Verdict, err error) {
	on, err := c.Factors.IsOn(ctx, c.DB.Read(), by.UserID)
	if err != nil {
		return "", v, err
	}
	proof := factor.Strength(0)
	if on {
		if err := c.Gate.RequireStepUp(ctx, by.Session, factor.Weakest); err != nil {
			return "", v, err
		}
		proof = by.Proof.Strength
	}
	verdict := c.Authn.StrengthChecker.Check(ch.New, by.Email, by.Name, c.Settings.Choices(ctx).BrandName)
	if !verdict.OK {
		return "", v, authn.WeakError{Reason: verdict.Reason}
	}
	v, err = c.ownPassword(ctx, by, ch.Current, func(context.Context, db.Tx) error { return nil })
	if err != nil || !v.OK {
		return "", v, err
	}
	if password.Same(ch.Current, ch.New) { // said only now: before, nobody knows whether that is the password
		return "", v, authn.WeakError{Reason: password.Current}
	}
	hash, err := c.Authn.Hasher.Hash(ctx, ch.New)
	if err != nil {
		return "", v, err
	}
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := c.setPassword(ctx, tx, by, hash, proof); err != nil {
			return err
		}
		of := revoke.Of(by)
		of.Proof = proof
		// The second step was proved before this, and gets no fresher by it.
		secret, err = c.rotateAndRevoke(ctx, tx, revoke.PasswordChanged, of, true, factor.Proof{})
		return err
	})
	v.OK = err == nil
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
	return c.Notices.Add(ctx, tx, notice.Notice{
		Audit: "password.changed", Message: message.PasswordChanged, UserID: by.UserID, Actor: by.UserID, By: by.Client,
		NotMe: notice.NotMeMethod, // whoever changed it was inside, and may have added a method too
	})
}
