package staff

import (
	"context"
	"errors"
	"strings"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/user"
)

// InviteMember invites somebody to a client account for the host; for staff. The owner is told. It may return what
// [membership.Service.InviteForHost] returns, or [signin.ErrClosed] for who doesn't sign in yet where nobody may register.
func (c *Service) InviteMember(ctx context.Context, by access.Caller, accountID, email string, given []account.Permission) error {
	return c.onAccount(ctx, by, accountID, "", c.invite(email, given, message.ByDesk))
}

// InviteMemberFromShell is [Service.InviteMember] from the shell.
func (c *Service) InviteMemberFromShell(ctx context.Context, accountID, email string, given []account.Permission) error {
	return c.fromShell(ctx, c.actOn(accountID, "", message.ByShell, c.invite(email, given, message.ByShell)))
}

func (c *Service) invite(email string, given []account.Permission, by message.Actor) accountAct {
	return func(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error) {
		cleaned, err := user.CleanEmail(email)
		if err != nil {
			return access.Nothing, err
		}
		if err := c.canJoin(ctx, tx, cleaned); err != nil {
			return access.Nothing, err
		}
		err = c.Membership.InviteForHost(ctx, tx, a, account.Invitation{Email: cleaned, Role: account.Member, Permissions: given})
		if err != nil {
			return access.Nothing, err
		}
		where := user.MaskEmail(user.PlainEmail(cleaned))
		event := audit.Event{Kind: "member.invited", Detail: map[string]string{"email": where}}
		return event, c.Membership.TellOwner(ctx, tx, a, message.Message{
			Kind: message.MemberInvited, Data: message.Data{By: by, Where: where},
		})
	}
}

// ResendAccountInvitation mails an invitation to a client account once more, with another link; for staff. The owner is
// told. It may return what [membership.Service.ResendForHost] returns, [account.ErrNotFound], or [signin.ErrClosed] for who
// doesn't sign in yet where nobody may register.
func (c *Service) ResendAccountInvitation(ctx context.Context, by access.Caller, accountID, invitationID string) error {
	return c.onAccount(ctx, by, accountID, "", func(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error) {
		i, err := c.Accounts.InvitationByID(ctx, tx, a.ID, invitationID)
		if err != nil {
			return access.Nothing, err
		}
		if err := c.canJoin(ctx, tx, i.Email); err != nil {
			return access.Nothing, err
		}
		if err := c.Membership.ResendForHost(ctx, tx, a, i); err != nil {
			return access.Nothing, err
		}
		where := user.MaskEmail(user.PlainEmail(i.Email))
		event := audit.Event{Kind: "member.invited-again", Detail: map[string]string{"email": where}}
		return event, c.Membership.TellOwner(ctx, tx, a, message.Message{
			Kind: message.MemberInvited, Data: message.Data{By: message.ByDesk, Where: where},
		})
	})
}

// WithdrawAccountInvitation ends an invitation to a client account, also one to own it; for staff. Its link opens nothing
// from then on. It may return [account.ErrNotFound] or [account.ErrNoInvitation].
func (c *Service) WithdrawAccountInvitation(ctx context.Context, by access.Caller, accountID, invitationID string) error {
	return c.onAccount(ctx, by, accountID, "", c.withdraw(invitationID))
}

// WithdrawAccountInvitationFromShell is [Service.WithdrawAccountInvitation] from the shell.
func (c *Service) WithdrawAccountInvitationFromShell(ctx context.Context, accountID, invitationID string) error {
	return c.fromShell(ctx, c.actOn(accountID, "", message.ByShell, c.withdraw(invitationID)))
}

func (c *Service) withdraw(invitationID string) accountAct {
	return func(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error) {
		i, err := c.Accounts.Withdraw(ctx, tx, a.ID, invitationID)
		return audit.Event{Kind: "member.invitation-withdrawn", Detail: map[string]string{
			"email": user.MaskEmail(user.PlainEmail(i.Email)),
		}}, err
	}
}

// RemoveMember ends a membership of a client account, with the contacts that the member has added unless keep leaves them;
// for staff. The owner is told, and the one who was a member. It may return [account.ErrNotFound], also for the owner.
func (c *Service) RemoveMember(ctx context.Context, by access.Caller, accountID, userID string, keep bool) error {
	return c.onAccount(ctx, by, accountID, "", c.remove(userID, by.UserID, keep, message.ByDesk))
}

// RemoveMemberFromShell is [Service.RemoveMember] from the shell.
func (c *Service) RemoveMemberFromShell(ctx context.Context, accountID, userID string, keep bool) error {
	return c.fromShell(ctx, c.actOn(accountID, "", message.ByShell, c.remove(userID, Shell, keep, message.ByShell)))
}

func (c *Service) remove(userID, actor string, keep bool, by message.Actor) accountAct {
	return func(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error) {
		gone, err := c.Membership.RemoveForHost(ctx, tx, a, userID, actor, keep)
		if err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "member.removed", Detail: gone.Detail}
		return event, c.Membership.TellOwner(ctx, tx, a, message.Message{
			Kind: message.MemberRemoved, Data: message.Data{By: by, Where: gone.Called},
		})
	}
}

// ChangeMember sets what a member of a client account may do; for staff. The owner is told, and the member. Seen is the
// [account.Membership.Mark] of what the form was filled from. It may return [account.ErrNotFound], also for the owner,
// [account.ErrUnknown], [account.ErrChanged] or [membership.ErrUnchanged].
func (c *Service) ChangeMember(
	ctx context.Context, by access.Caller, accountID, userID, seen string, given []account.Permission,
) error {
	return c.onAccount(ctx, by, accountID, "", c.change(userID, by.UserID, &seen, given, message.ByDesk))
}

// ChangeMemberFromShell is [Service.ChangeMember] from the shell, where the same permissions once more are no mistake.
func (c *Service) ChangeMemberFromShell(ctx context.Context, accountID, userID string, given []account.Permission) error {
	err := c.fromShell(ctx, c.actOn(accountID, "", message.ByShell, c.change(userID, Shell, nil, given, message.ByShell)))
	if errors.Is(err, membership.ErrUnchanged) {
		return nil
	}
	return err
}

func (c *Service) change(userID, actor string, seen *string, given []account.Permission, by message.Actor) accountAct {
	return func(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error) {
		given, err := account.CleanPermissions(given)
		if err != nil {
			return access.Nothing, err
		}
		changed, was, err := c.Membership.ChangeForHost(ctx, tx, a, userID, actor, seen, given)
		if err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "member.changed", Detail: changed.Detail}
		event.Detail["permissions"], event.Detail["was"] = listed(given), listed(was)
		return event, c.Membership.TellOwner(ctx, tx, a, message.Message{
			Kind: message.MemberChanged, Data: message.Data{By: by, Where: changed.Called},
		})
	}
}

func listed(given []account.Permission) string {
	names := make([]string, len(given))
	for i, p := range given {
		names[i] = string(p)
	}
	return strings.Join(names, ", ")
}
