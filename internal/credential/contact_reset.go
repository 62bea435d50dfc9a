package credential

import (
	"context"

	"latchkey/internal/access"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
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
	if err := c.ResetPasswordLimit(ctx, tx, u); err != nil { // what strangers guessed at is gone
		return err
	}
	return c.Notices.Add(ctx, tx, notice.Notice{Audit: "password.reset", Message: message.PasswordChanged, UserID: u.ID, By: by})
}
