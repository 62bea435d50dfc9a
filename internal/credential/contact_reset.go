package credential

import (
	"context"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// SetPasswordByLink puts a password in force for somebody who has proved the mailbox
// only. All sessions, challenges and trusted browsers end, and all known ones but the
// one at hand, which the link can't make known. Nobody is signed in by it, and the
// second step stays. access.ErrFrozen.
func (c *Service) SetPasswordByLink(ctx context.Context, tx db.Tx, u user.User, hash string, by session.Client) error {
	if u.Frozen() {
		return access.ErrFrozen
	}
	if err := c.Users.SetPasswordByLink(ctx, tx, u.ID, hash); err != nil {
		return err
	}
	for _, end := range []error{
		c.Challenges.EndAll(ctx, tx, u.ID), c.Browsers.ForgetOthers(ctx, tx, u.ID, by.Browser),
		c.Browsers.DistrustAll(ctx, tx, u.ID), c.Sessions.EndAll(ctx, tx, u.ID),
	} {
		if end != nil {
			return end
		}
	}
	if err := c.resetPassword(ctx, tx, u); err != nil { // what strangers guessed at is gone
		return err
	}
	return c.notify(ctx, tx, notice{audit: "password.reset", message: message.PasswordChanged, userID: u.ID, by: by})
}

// HashNew judges a new password and hashes it; WeakError refuses it.
func (c *Service) HashNew(ctx context.Context, pass string, personal ...string) (hash string, err error) {
	if v := c.StrengthChecker.Check(pass, append(personal, c.Settings.Choices(ctx).BrandName)...); !v.OK {
		return "", WeakError{Reason: v.Reason}
	}
	return c.Hasher.Hash(ctx, pass)
}

// WaitFloor spends what is left of the time that an answer takes at least, counted from began.
func (p *Verifier) WaitFloor(ctx context.Context, began time.Time) error {
	return wait(ctx, p.MinResponseTime-time.Since(began))
}
