package staff

import (
	"context"
	"errors"
	"strings"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/setting"
	"latchkey/internal/signin"
	"latchkey/internal/user"
)

// AccountDraft is a client account that the host makes.
type AccountDraft struct {
	Number string // "" takes the next of the host's series
	account.Data
	OwnerEmail string // who is the owner at once, if they sign in already, or is invited; "": nobody yet
}

// AddAccount makes a client account; for staff. Its owner is told, or invited. It may return [account.ErrExists],
// [account.ErrNumber], an [account.InvalidError], [user.ErrBadEmail], or [signin.ErrClosed] where the owner is to be
// invited and nobody may register.
func (c *Service) AddAccount(ctx context.Context, by access.Caller, d AccountDraft) (a account.Account, err error) {
	err = c.Gate.Do(ctx, by, c.Gate.Staff, func(ctx context.Context, tx db.Tx) (event audit.Event, err error) {
		a, event, err = c.addAccount(ctx, tx, d, message.ByDesk)
		return event, err
	})
	return a, err
}

// AddAccountFromShell is [Service.AddAccount] from the shell.
func (c *Service) AddAccountFromShell(ctx context.Context, d AccountDraft) (a account.Account, err error) {
	err = c.fromShell(ctx, func(ctx context.Context, tx db.Tx) (event audit.Event, err error) {
		a, event, err = c.addAccount(ctx, tx, d, message.ByShell)
		return event, err
	})
	return a, err
}

// fromShell runs an act of somebody with the server's shell, with its row in the log.
func (c *Service) fromShell(ctx context.Context, act access.Act) error {
	return c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		event, err := act(ctx, tx)
		if err != nil || event.Kind == "" {
			return err
		}
		event.Actor = Shell
		return c.Audit.Append(ctx, tx, event)
	})
}

func (c *Service) addAccount(
	ctx context.Context, tx db.Tx, d AccountDraft, by message.Actor,
) (a account.Account, _ audit.Event, err error) {
	a = account.Account{Number: d.Number, Data: d.Data}
	if a.Number == "" {
		a, err = c.Accounts.AddNext(ctx, tx, c.Settings.Choices(ctx).AccountPrefix, a)
	} else {
		a, err = c.Accounts.Add(ctx, tx, a)
	}
	if err != nil {
		return a, access.Nothing, err
	}
	if err := c.setOwner(ctx, tx, a, d.OwnerEmail, by); err != nil {
		return a, access.Nothing, err
	}
	email, _ := user.CleanEmail(d.OwnerEmail)
	return a, audit.Event{Kind: "account.added", Subject: a.ID, Detail: map[string]string{
		"number": a.Number, "email": user.MaskEmail(email),
	}}, nil
}

// setOwner makes somebody the owner of an account that has none, or invites them to it.
func (c *Service) setOwner(ctx context.Context, tx db.Tx, a account.Account, email string, by message.Actor) error {
	if email == "" {
		return nil
	}
	if _, err := user.CleanEmail(email); err != nil {
		return err
	}
	u, err := c.Users.ByEmail(ctx, tx, email)
	if errors.Is(err, user.ErrNotFound) {
		if err := c.canJoin(ctx, tx, email); err != nil {
			return err
		}
		return c.Membership.InviteForHost(ctx, tx, a, account.Invitation{Email: email, Role: account.Owner, Language: a.Language})
	}
	if err != nil {
		return err
	}
	if err := c.Accounts.Join(ctx, tx, account.Membership{AccountID: a.ID, UserID: u.ID, Role: account.Owner}); err != nil {
		return err
	}
	return c.Membership.TellOwner(ctx, tx, a, message.Message{Kind: message.AccountMade, Data: message.Data{By: by}})
}

// canJoin returns [signin.ErrClosed] for the address of nobody who signs in, where nobody may register either: the link of
// an invitation would lead them nowhere.
func (c *Service) canJoin(ctx context.Context, tx db.Tx, email string) error {
	if c.Settings.Choices(ctx).Registration != setting.Closed {
		return nil
	}
	_, err := c.Users.ByEmail(ctx, tx, email)
	if errors.Is(err, user.ErrNotFound) {
		err = signin.ErrClosed
	}
	return err
}

// accountAct is what staff do to a client account.
type accountAct func(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error)

// onAccount is [access.Gate.Do] for what staff do to a client account, which is the subject of the row. Its owner is
// told, if told is not "".
func (c *Service) onAccount(ctx context.Context, by access.Caller, accountID string, told message.Kind, act accountAct) error {
	return c.Gate.Do(ctx, by, c.Gate.Staff, c.actOn(accountID, told, message.ByDesk, act))
}

func (c *Service) actOn(accountID string, told message.Kind, by message.Actor, act accountAct) access.Act {
	return func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		a, err := c.Accounts.ByID(ctx, tx, accountID)
		if err != nil {
			return access.Nothing, err
		}
		event, err := act(ctx, tx, a)
		if err != nil || event.Kind == "" || told == "" {
			event.Subject = a.ID
			return event, err
		}
		event.Subject = a.ID
		return event, c.Membership.TellOwner(ctx, tx, a, message.Message{Kind: told, Data: message.Data{By: by}})
	}
}

// SetOwner makes somebody the owner of a client account that has none yet, or invites them; for staff. It may return
// [account.ErrHasOwner], [account.ErrNotFound], [user.ErrBadEmail] or [signin.ErrClosed].
func (c *Service) SetOwner(ctx context.Context, by access.Caller, accountID, email string) error {
	return c.onAccount(ctx, by, accountID, "", func(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error) {
		if owner, err := c.Accounts.OwnerOf(ctx, tx, a.ID); err != nil || owner != "" {
			return access.Nothing, errors.Join(err, account.ErrHasOwner)
		}
		cleaned, err := user.CleanEmail(email)
		if err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "account.owner-set", Detail: map[string]string{"email": user.MaskEmail(cleaned)}}
		return event, c.setOwner(ctx, tx, a, email, message.ByDesk)
	})
}

// EditAccount changes what a client account says of itself, its currency too; for staff. Seen is the
// [account.Data.Mark] of what the form was filled from. It may return [account.ErrNotFound], [account.ErrChanged] or an
// [account.InvalidError].
func (c *Service) EditAccount(ctx context.Context, by access.Caller, accountID, seen string, d account.Data) error {
	return c.onAccount(ctx, by, accountID, "", func(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error) {
		if a.Mark() != seen {
			return access.Nothing, account.ErrChanged
		}
		return c.editAccount(ctx, tx, a, d)
	})
}

func (c *Service) editAccount(ctx context.Context, tx db.Tx, a account.Account, d account.Data) (audit.Event, error) {
	d, err := d.Clean()
	if err != nil {
		return access.Nothing, err
	}
	changed := d.Differs(a.Data)
	if len(changed) == 0 {
		return access.Nothing, nil
	}
	event := audit.Event{Kind: "account.changed", Detail: map[string]string{"changed": strings.Join(changed, ", ")}}
	return event, c.Accounts.SetData(ctx, tx, a.ID, d)
}

// SetAccountEmail changes where a client account's mail goes, "" for the address that its owner signs in with; for
// staff. The owner is told. It may return [account.ErrNotFound] or [user.ErrBadEmail].
func (c *Service) SetAccountEmail(ctx context.Context, by access.Caller, accountID, email string) error {
	told := message.AccountEmailChanged
	return c.onAccount(ctx, by, accountID, told, func(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error) {
		if email != "" {
			var err error
			if email, err = user.CleanEmail(email); err != nil {
				return access.Nothing, err
			}
		}
		if email == a.Email {
			return access.Nothing, nil
		}
		event := audit.Event{Kind: "account.email-changed", Detail: map[string]string{"email": user.MaskEmail(email)}}
		return event, errors.Join(c.Accounts.DropEmailChange(ctx, tx, a.ID), c.Accounts.SetEmail(ctx, tx, a.ID, email))
	})
}

// CloseAccount closes a client account; for staff. Its people see everything and change nothing from then on. The owner
// is told. It may return [account.ErrNotFound].
func (c *Service) CloseAccount(ctx context.Context, by access.Caller, accountID string) error {
	return c.onAccount(ctx, by, accountID, message.AccountClosed, c.closeFor(by.UserID))
}

// CloseAccountFromShell is [Service.CloseAccount] from the shell.
func (c *Service) CloseAccountFromShell(ctx context.Context, accountID string) error {
	return c.fromShell(ctx, c.actOn(accountID, message.AccountClosed, message.ByShell, c.closeFor(Shell)))
}

func (c *Service) closeFor(actor string) accountAct {
	return func(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error) {
		if a.Closed() {
			return access.Nothing, nil
		}
		if err := c.Membership.StopForHost(ctx, tx, a.ID, actor); err != nil {
			return access.Nothing, err
		}
		return audit.Event{Kind: "account.closed"}, c.Accounts.SetClosed(ctx, tx, a.ID, true)
	}
}

// ReopenAccount opens a closed client account again; for staff. The owner is told. It may return [account.ErrNotFound].
func (c *Service) ReopenAccount(ctx context.Context, by access.Caller, accountID string) error {
	return c.onAccount(ctx, by, accountID, message.AccountReopened, c.reopen)
}

// ReopenAccountFromShell is [Service.ReopenAccount] from the shell.
func (c *Service) ReopenAccountFromShell(ctx context.Context, accountID string) error {
	return c.fromShell(ctx, c.actOn(accountID, message.AccountReopened, message.ByShell, c.reopen))
}

func (c *Service) reopen(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error) {
	if !a.Closed() {
		return access.Nothing, nil
	}
	return audit.Event{Kind: "account.reopened"}, c.Accounts.SetClosed(ctx, tx, a.ID, false)
}

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

// WithdrawAccountInvitation ends an invitation to a client account, also one to own it; for staff. Its link opens nothing
// from then on. It may return [account.ErrNotFound] or [account.ErrNoInvitation].
func (c *Service) WithdrawAccountInvitation(ctx context.Context, by access.Caller, accountID, invitationID string) error {
	return c.onAccount(ctx, by, accountID, "", func(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error) {
		i, err := c.Accounts.Withdraw(ctx, tx, a.ID, invitationID)
		return audit.Event{Kind: "member.invitation-withdrawn", Detail: map[string]string{
			"email": user.MaskEmail(user.PlainEmail(i.Email)),
		}}, err
	})
}

// RemoveMember ends a membership of a client account; for staff. The owner is told, and the one who was a member. It
// may return [account.ErrNotFound], also for the owner.
func (c *Service) RemoveMember(ctx context.Context, by access.Caller, accountID, userID string) error {
	return c.onAccount(ctx, by, accountID, "", c.remove(userID, by.UserID, message.ByDesk))
}

// RemoveMemberFromShell is [Service.RemoveMember] from the shell.
func (c *Service) RemoveMemberFromShell(ctx context.Context, accountID, userID string) error {
	return c.fromShell(ctx, c.actOn(accountID, "", message.ByShell, c.remove(userID, Shell, message.ByShell)))
}

func (c *Service) remove(userID, actor string, by message.Actor) accountAct {
	return func(ctx context.Context, tx db.Tx, a account.Account) (audit.Event, error) {
		gone, err := c.Membership.RemoveForHost(ctx, tx, a, userID, actor)
		if err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "member.removed", Detail: gone.Detail}
		return event, c.Membership.TellOwner(ctx, tx, a, message.Message{
			Kind: message.MemberRemoved, Data: message.Data{By: by, Where: gone.Called},
		})
	}
}

// ChangeMemberFromShell sets what a member may do, from the shell. The owner is told, and the member. It may return
// [account.ErrNotFound], also for the owner or [account.ErrUnknown].
func (c *Service) ChangeMemberFromShell(ctx context.Context, accountID, userID string, given []account.Permission) error {
	return c.fromShell(ctx, c.actOn(accountID, "", message.ByShell, func(
		ctx context.Context, tx db.Tx, a account.Account,
	) (audit.Event, error) {
		changed, was, err := c.Membership.ChangeForHost(ctx, tx, a, userID, Shell, given)
		if errors.Is(err, membership.ErrUnchanged) {
			return access.Nothing, nil
		}
		if err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "member.changed", Detail: changed.Detail}
		event.Detail["permissions"], event.Detail["was"] = listed(given), listed(was)
		return event, c.Membership.TellOwner(ctx, tx, a, message.Message{
			Kind: message.MemberChanged, Data: message.Data{By: message.ByShell, Where: changed.Called},
		})
	}))
}

func listed(given []account.Permission) string {
	names := make([]string, len(given))
	for i, p := range given {
		names[i] = string(p)
	}
	return strings.Join(names, ", ")
}

// ViewedAccount records that a member of staff looks at a client account: one row an hour for each of the two, which the
// account's people don't see. If it fails, nothing of the account may be shown.
func (c *Service) ViewedAccount(ctx context.Context, by access.Caller, accountID string) error {
	return c.Audit.Once(ctx, c.DB, audit.Event{
		Kind: audit.AccountViewed, Actor: by.UserID, Subject: accountID, Network: by.Client.Network(),
	}, time.Hour)
}
