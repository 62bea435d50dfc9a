package credential

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/revoke"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// SetPasswordByLink sets a password for a person who has proved the mailbox only. It ends all sessions,
// challenges and trusted browsers, and makes all known browsers unknown but the one at hand. It signs nobody in
// and leaves the second step on.
func (c *Service) SetPasswordByLink(ctx context.Context, tx db.Tx, u user.User, hash string, by session.Client) error {
	if err := c.Users.SetPasswordByLink(ctx, tx, u.ID, hash); err != nil {
		return err
	}
	if err := c.Revoke.Apply(ctx, tx, revoke.PasswordReset, revoke.Whose{UserID: u.ID, Browser: by.Browser}); err != nil {
		return err
	}
	return c.Notices.Add(ctx, tx, notice.Notice{
		Audit: "password.reset", Message: message.PasswordChanged, UserID: u.ID, By: by, Everywhere: true,
	})
}
