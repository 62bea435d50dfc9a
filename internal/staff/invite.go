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
		r, err := c.Links.Invite(ctx, tx, signin.Registration{Email: email, InvitedBy: by.UserID})
		return invitation("user.invited", r), err
	})
}

// InviteAgain replaces the link of an invitation that nobody has accepted yet by a new one and mails it; for staff, as
// [Service.Invite]. It may return [signin.ErrNoInvitation] if there is no such invitation any more, and what that returns.
func (c *Service) InviteAgain(ctx context.Context, by access.Caller, email string) error {
	return c.Gate.Do(ctx, by, c.Gate.Staff, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		r, err := c.Links.InviteAgain(ctx, tx, email, by.UserID)
		return invitation("invitation.sent-again", r), err
	})
}

// WithdrawInvitation ends the link of an invitation that nobody has accepted yet; for staff, as [Service.Invite]. It may
// return [signin.ErrNoInvitation] if there is no such invitation any more.
func (c *Service) WithdrawInvitation(ctx context.Context, by access.Caller, email string) error {
	return c.Gate.Do(ctx, by, c.Gate.Staff, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		r, err := c.Links.Withdraw(ctx, tx, email)
		return invitation("invitation.withdrawn", r), err
	})
}

// InviteFromShell is [Service.Invite] from the shell, which may also name a client account to join. It may
// return [user.ErrBadName], or [account.ErrHasOwner].
func (c *Service) InviteFromShell(ctx context.Context, r signin.Registration) error {
	r.InvitedBy = Shell
	return c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if r.AccountID != "" {
			if owner, err := c.Accounts.OwnerOf(ctx, tx, r.AccountID); err != nil || owner != "" {
				return errors.Join(err, account.ErrHasOwner)
			}
		}
		r, err := c.Links.Invite(ctx, tx, r)
		if err != nil {
			return err
		}
		event := invitation("user.invited", r)
		event.Actor = Shell
		return c.Audit.Append(ctx, tx, event)
	})
}

func invitation(kind string, r signin.Registration) audit.Event {
	email, _ := user.CleanEmail(r.Email)
	return audit.Event{Kind: kind, Detail: map[string]string{"email": user.MaskEmail(email), "account": r.AccountID}}
}
