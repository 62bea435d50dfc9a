package staff

import (
	"context"
	"errors"
	"slices"

	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/user"
)

// OwnerImport says what becomes of an account's owner as a row of an import names them.
type OwnerImport string

// What becomes of the owner.
const (
	OwnerSame    OwnerImport = "same"    // they are it already, or are invited, or the row names nobody
	OwnerJoins   OwnerImport = "joins"   // they sign in already, and are it from now on
	OwnerInvited OwnerImport = "invited" // they are invited
	OwnerOther   OwnerImport = "other"   // somebody else is it, and stays it
)

// AccountImport is what a row of an import does.
type AccountImport struct {
	Account account.Account
	New     bool
	Changed []string // the fields that change, see [account.Data.Differs]
	Owner   OwnerImport
}

// errDry takes back what was tried.
var errDry = errors.New("only tried")

// ImportAccount makes the client account of that number, or changes what the row says otherwise of it: fields that are
// "" stay. A second time it does nothing. With dry it says what it would do, and does nothing. It may return what
// [Service.AddAccount] returns, all of it at once, or [membership.ErrMember] where the owner that the row names belongs to the
// account as a member; the number must be given.
func (c *Service) ImportAccount(ctx context.Context, d AccountDraft, dry bool) (done AccountImport, err error) {
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if done, err = c.importAccount(ctx, tx, d); err == nil && dry {
			err = errDry
		}
		return err
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return done, err
}

func (c *Service) importAccount(ctx context.Context, tx db.Tx, d AccountDraft) (done AccountImport, err error) {
	if d.Number == "" {
		return done, account.ErrNumber
	}
	a, err := c.Accounts.ByNumber(ctx, tx, d.Number)
	if errors.Is(err, account.ErrNotFound) {
		done.New = true
		if done.Owner, err = c.ownerOf(ctx, tx, d); err != nil {
			return done, err
		}
		var event audit.Event
		if done.Account, event, err = c.addAccount(ctx, tx, d, message.ByShell); err != nil {
			return done, err
		}
		return done, c.logImport(ctx, tx, event, done.Account.ID)
	}
	if err != nil {
		return done, err
	}
	event, err := c.editAccount(ctx, tx, a, d.over(a.Data))
	var wrongOwner error
	if done.Owner, wrongOwner = c.importOwner(ctx, tx, a, d); err != nil || wrongOwner != nil {
		return done, errors.Join(err, wrongOwner)
	}
	done.Changed = d.over(a.Data).Differs(a.Data)
	if err := c.logImport(ctx, tx, event, a.ID); err != nil {
		return done, err
	}
	done.Account, err = c.Accounts.ByID(ctx, tx, a.ID)
	return done, err
}

func (c *Service) logImport(ctx context.Context, tx db.Tx, event audit.Event, accountID string) error {
	if event.Kind == "" {
		return nil
	}
	event.Actor, event.Subject = Shell, accountID
	return c.Audit.Append(ctx, tx, event)
}

// over is what the row says, and what there is where it says nothing.
func (d AccountDraft) over(now account.Data) account.Data {
	said := d.Data
	for _, f := range []struct{ said, now *string }{
		{&said.Name, &now.Name},
		{&said.Company, &now.Company},
		{&said.Street, &now.Street},
		{&said.Postcode, &now.Postcode},
		{&said.City, &now.City},
		{&said.Region, &now.Region},
		{&said.Country, &now.Country},
		{&said.TaxID, &now.TaxID},
		{&said.Currency, &now.Currency},
		{&said.Language, &now.Language},
		{&said.Zone, &now.Zone},
	} {
		if *f.said == "" {
			*f.said = *f.now
		}
	}
	if cleaned, err := said.Clean(); err == nil {
		return cleaned
	}
	return said
}

// ownerOf is what becomes of the owner of an account that is new.
func (c *Service) ownerOf(ctx context.Context, tx db.Reader, d AccountDraft) (OwnerImport, error) {
	if d.OwnerEmail == "" {
		return OwnerSame, nil
	}
	switch _, err := c.Users.ByEmail(ctx, tx, d.OwnerEmail); {
	case errors.Is(err, user.ErrNotFound):
		return OwnerInvited, nil
	case err != nil:
		return "", err
	}
	return OwnerJoins, nil
}

// importOwner sets the owner of an account that is there, if it has none. Nobody loses an account by an import.
func (c *Service) importOwner(ctx context.Context, tx db.Tx, a account.Account, d AccountDraft) (OwnerImport, error) {
	if d.OwnerEmail == "" {
		return OwnerSame, nil
	}
	ownerID, err := c.Accounts.OwnerOf(ctx, tx, a.ID)
	if err != nil {
		return "", err
	}
	if ownerID != "" {
		u, err := c.Users.ByID(ctx, tx, ownerID)
		if err == nil && user.SameEmail(u.Email, d.OwnerEmail) {
			return OwnerSame, nil
		}
		return OwnerOther, err
	}
	waiting, err := c.Accounts.InvitationsOf(ctx, tx, a.ID)
	if err != nil {
		return "", err
	}
	now := c.Clock.Now()
	invited := func(i account.Invitation) bool {
		return i.Role == account.Owner && user.SameEmail(i.Email, d.OwnerEmail) && i.ExpiresAt.After(now)
	}
	if slices.ContainsFunc(waiting, invited) {
		return OwnerSame, nil
	}
	becomes, err := c.ownerOf(ctx, tx, d)
	if err != nil {
		return "", err
	}
	cleaned, err := user.CleanEmail(d.OwnerEmail)
	if err != nil {
		return "", err
	}
	switch err := c.setOwner(ctx, tx, a, d.OwnerEmail, message.ByShell); {
	case errors.Is(err, account.ErrExists):
		return "", membership.ErrMember
	case err != nil:
		return "", err
	}
	event := audit.Event{Kind: "account.owner-set", Detail: map[string]string{"email": user.MaskEmail(cleaned)}}
	return becomes, c.logImport(ctx, tx, event, a.ID)
}
