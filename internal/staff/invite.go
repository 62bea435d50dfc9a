package staff

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/signin"
	"latchkey/internal/user"
)

// Invite mails somebody a link with which they can create an account; for staff. It may return
// [signin.ErrClosed], [user.ErrEmailTaken], [user.ErrBadEmail] or a [signin.TooManyError].
func (c *Service) Invite(ctx context.Context, by access.Caller, email string) error {
	return c.Gate.Do(ctx, by, c.Gate.Staff, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		r := signin.Registration{Email: email, InvitedBy: by.UserID}
		return invited(r), c.Links.Invite(ctx, tx, r, "")
	})
}

// InviteFromShell is [Service.Invite] from the shell, which may also name a client account to join. It may
// return [user.ErrBadName], or [account.ErrHasOwner].
func (c *Service) InviteFromShell(ctx context.Context, r signin.Registration, accountName string) error {
	return c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if r.AccountID != "" {
			if owner, err := c.Accounts.OwnerOf(ctx, tx, r.AccountID); err != nil || owner != "" {
				return errors.Join(err, account.ErrHasOwner)
			}
		}
		if err := c.Links.Invite(ctx, tx, r, accountName); err != nil {
			return err
		}
		event := invited(r)
		event.Actor = Shell
		return c.Audit.Append(ctx, tx, event)
	})
}

func invited(r signin.Registration) audit.Event {
	email, _ := user.CleanEmail(r.Email)
	return audit.Event{Kind: "user.invited", Detail: map[string]string{"email": user.MaskEmail(email), "account": r.AccountID}}
}
