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

// AddAccount makes a client account; for staff. Its owner is told, or invited. It may return, of several that are so all
// of them joined, [account.ErrExists], [account.ErrNumber], an [account.InvalidError], [user.ErrBadEmail], or
// [signin.ErrClosed] where the owner is to be invited and nobody may register.
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
	if err := errors.Join(c.Accounts.Check(ctx, tx, a), c.canOwn(ctx, tx, d.OwnerEmail)); err != nil {
		return a, access.Nothing, err
	}
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
	if err := c.canOwn(ctx, tx, email); err != nil {
		return err
	}
	u, err := c.Users.ByEmail(ctx, tx, email)
	if errors.Is(err, user.ErrNotFound) {
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

// canOwn returns why an address can't be that of an owner; nil also for "", which is nobody yet.
func (c *Service) canOwn(ctx context.Context, tx db.Reader, email string) error {
	if email == "" {
		return nil
	}
	if _, err := user.CleanEmail(email); err != nil {
		return err
	}
	return c.canJoin(ctx, tx, email)
}

// canJoin returns [signin.ErrClosed] for the address of nobody who signs in, where nobody may register either: the link of
// an invitation would lead them nowhere.
func (c *Service) canJoin(ctx context.Context, tx db.Reader, email string) error {
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

// ViewedAccount records that a member of staff looks at a client account: one row an hour for each of the two, which the
// account's people don't see. If it fails, nothing of the account may be shown.
func (c *Service) ViewedAccount(ctx context.Context, by access.Caller, accountID string) error {
	return c.Audit.Once(ctx, c.DB, audit.Event{
		Kind: audit.AccountViewed, Actor: by.UserID, Subject: accountID, Network: by.Client.Network(),
	}, time.Hour)
}
