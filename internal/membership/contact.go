package membership

import (
	"context"
	"errors"
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/locale"
	"latchkey/internal/message"
	"latchkey/internal/seal"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// ContactData is what an account says of a contact.
type ContactData struct {
	Name     string
	Language string // a tag that locale.Find knows; "": the account's, or the host's
	Mail     []account.Mail
}

// clean returns d as it is stored; [user.ErrBadName], or [account.ErrUnknown].
func (d ContactData) clean() (ContactData, error) {
	d.Name = locale.Bare(d.Name)
	if err := user.CheckName(d.Name); err != nil {
		return d, err
	}
	var err error
	d.Mail, err = account.CleanMail(d.Mail)
	return d, err
}

// maySend returns [ErrWider] where somebody would have mail sent elsewhere about what they may not see themselves.
func maySend(m account.Membership, kinds, before []account.Mail) error {
	for _, k := range kinds {
		if k != account.NewsMail && !slices.Contains(before, k) && !m.Allows(account.Permission(k)) {
			return ErrWider
		}
	}
	return nil
}

// AddContact adds a contact and mails them a link; no other mail goes there before they follow it. A refusal says
// that too many were sent.
// It may return [account.ErrNotFound], [account.ErrForbidden], [account.ErrClosed], [access.ErrStepUpRequired],
// [access.ErrFrozen],
// [account.ErrExists], [ErrWider], [ErrTooMany], [account.ErrUnknown], [user.ErrBadEmail] or [user.ErrBadName].
func (s *Service) AddContact(
	ctx context.Context, by access.Caller, accountID, email string, d ContactData,
) (refusal *throttle.Refusal, err error) {
	email, err = user.CleanEmail(email)
	if err != nil {
		return nil, err
	}
	if d, err = d.clean(); err != nil {
		return nil, err
	}
	key, err := user.EmailKey(email)
	if err != nil {
		return nil, err
	}
	may := s.mayProved(accountID, account.MembersManage)
	err = s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		if err := maySend(a.as, d.Mail, nil); err != nil {
			return access.Nothing, err
		}
		present, err := s.Accounts.ContactsOf(ctx, tx, accountID)
		if err != nil {
			return access.Nothing, err
		}
		if len(present) >= MostContacts {
			return access.Nothing, ErrTooMany
		}
		if refusal, err = s.Limiter.Reserve(ctx, tx, mails(by, accountID, key)...); err != nil || refusal != nil {
			return access.Nothing, err
		}
		token, hash := seal.NewToken()
		c, err := s.Accounts.AddContact(ctx, tx, account.Contact{
			AccountID: accountID, Name: d.Name, Email: email, Language: d.Language, Mail: d.Mail, AddedBy: by.UserID,
		}, key, hash)
		if err != nil {
			return access.Nothing, err
		}
		if err := s.mailContact(ctx, tx, a, c, token); err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "account-contact.added", Detail: s.named(accountID, email)}
		return event, s.tellOwner(ctx, tx, a, message.Message{Kind: message.ContactAdded, Data: message.Data{Where: masked(email)}})
	})
	return refusal, err
}

func (s *Service) mailContact(ctx context.Context, tx db.Tx, a acting, c account.Contact, token string) error {
	if c.Language == "" {
		c.Language = a.account.Language
	}
	return s.Outbox.Add(ctx, tx, message.Message{
		Recipient: c.Email, Kind: message.ContactConfirm, Language: c.Language, Secret: token,
		ExpiresAt: s.Clock.Now().Add(account.ContactFor), Data: message.Data{Account: a.account.Name},
	})
}

// ResendContact mails a contact that waits another link. Whoever sends it answers for it from then on. It may return what
// [Service.AddContact] returns, and [account.ErrNoContact].
func (s *Service) ResendContact(ctx context.Context, by access.Caller, accountID, contactID string) (refusal *throttle.Refusal, err error) {
	may := s.may(accountID, account.MembersManage)
	err = s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		c, err := s.Accounts.ContactByID(ctx, tx, accountID, contactID)
		if err != nil {
			return access.Nothing, err
		}
		if err := maySend(a.as, c.Mail, nil); err != nil {
			return access.Nothing, err
		}
		key, err := user.EmailKey(c.Email)
		if err != nil {
			return access.Nothing, err
		}
		if refusal, err = s.Limiter.Reserve(ctx, tx, mails(by, accountID, key)...); err != nil || refusal != nil {
			return access.Nothing, err
		}
		token, hash := seal.NewToken()
		if err := s.Accounts.RenewContact(ctx, tx, accountID, contactID, by.UserID, hash); err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "account-contact.asked-again", Detail: s.named(accountID, c.Email)}
		return event, s.mailContact(ctx, tx, a, c, token)
	})
	return refusal, err
}

// SetContact changes a contact's name, language and what mail it gets. Seen is the [account.Contact.Mark] of what the form was
// filled from. It may return [account.ErrChanged], [account.ErrNotFound], [account.ErrForbidden], [account.ErrClosed],
// [account.ErrNoContact], [ErrWider], [account.ErrUnknown] or [user.ErrBadName].
func (s *Service) SetContact(ctx context.Context, by access.Caller, accountID, contactID, seen string, d ContactData) error {
	d, err := d.clean()
	if err != nil {
		return err
	}
	may := s.may(accountID, account.MembersManage)
	return s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		c, err := s.Accounts.ContactByID(ctx, tx, accountID, contactID)
		if err != nil {
			return access.Nothing, err
		}
		if err := maySend(a.as, d.Mail, c.Mail); err != nil {
			return access.Nothing, err
		}
		before := c.Mark()
		c.Name, c.Language, c.Mail = d.Name, d.Language, d.Mail
		if before != seen && before != c.Mark() { // the same once more changes nothing
			return access.Nothing, account.ErrChanged
		}
		event := audit.Event{Kind: "account-contact.changed", Detail: s.named(accountID, c.Email)}
		return event, s.Accounts.SetContact(ctx, tx, c)
	})
}

// SetBilling makes a confirmed contact the one that invoices go to; with the id "" none is. It takes a fresh proof,
// and to see
// invoices. It may return [account.ErrNotFound], [account.ErrForbidden], [account.ErrClosed],
// [access.ErrStepUpRequired],
// [access.ErrFrozen], [ErrWider] or [account.ErrNoContact].
func (s *Service) SetBilling(ctx context.Context, by access.Caller, accountID, contactID string) error {
	may := s.mayProved(accountID, account.MembersManage)
	return s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		if !a.as.Allows(account.Invoices) {
			return access.Nothing, ErrWider
		}
		var detail map[string]string
		if contactID != "" {
			c, err := s.Accounts.ContactByID(ctx, tx, accountID, contactID)
			if err != nil {
				return access.Nothing, err
			}
			detail = s.named(accountID, c.Email)
		}
		event := audit.Event{Kind: "account-contact.billing", Detail: detail}
		return event, s.Accounts.SetBilling(ctx, tx, accountID, contactID)
	})
}

// RemoveContact removes a contact; no mail goes there any more. It may return [account.ErrNotFound],
// [account.ErrForbidden],
// [account.ErrClosed] or [account.ErrNoContact].
func (s *Service) RemoveContact(ctx context.Context, by access.Caller, accountID, contactID string) error {
	may := s.may(accountID, account.MembersManage)
	return s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		c, err := s.Accounts.RemoveContact(ctx, tx, accountID, contactID)
		return audit.Event{Kind: "account-contact.removed", Detail: s.named(accountID, c.Email)}, err
	})
}

// dropContacts removes the contacts that somebody has added to an account since an instant.
func (s *Service) dropContacts(ctx context.Context, tx db.Tx, a acting, addedBy string, since clock.Instant) error {
	all, err := s.Accounts.ContactsOf(ctx, tx, a.account.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.AddedBy != addedBy || c.CreatedAt.Before(since) {
			continue
		}
		if _, err := s.Accounts.RemoveContact(ctx, tx, a.account.ID, c.ID); err != nil {
			return err
		}
		err := s.Audit.Append(ctx, tx, audit.Event{
			Kind: "account-contact.removed", Actor: a.by.UserID, Subject: a.account.ID, Network: a.by.Client.Network(),
			Detail: map[string]string{"email": masked(c.Email)},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ContactOf returns the contact that a link is for, with the account's name, and changes nothing;
// [account.ErrNoContact] if it
// does not hold.
func (s *Service) ContactOf(ctx context.Context, token string) (c account.Contact, accountName string, err error) {
	tx := s.DB.Read()
	if c, err = s.Accounts.ContactByHash(ctx, tx, seal.HashToken(token)); err != nil {
		return c, "", err
	}
	if err := s.stillAdded(ctx, tx, c); err != nil {
		return c, "", err
	}
	a, err := s.Accounts.ByID(ctx, tx, c.AccountID)
	return c, a.Name, err
}

// stillAdded returns [account.ErrNoContact] unless whoever has added a contact may do so still: who was removed since would go
// on reading at another address.
func (s *Service) stillAdded(ctx context.Context, tx db.Reader, c account.Contact) error {
	if c.AddedBy == "" {
		return nil
	}
	m, err := s.Accounts.MembershipOf(ctx, tx, c.AccountID, c.AddedBy)
	if errors.Is(err, account.ErrNotFound) || err == nil && (!m.Allows(account.MembersManage) || maySend(m, c.Mail, nil) != nil) {
		return account.ErrNoContact
	}
	if err != nil {
		return err
	}
	u, err := s.Users.ByID(ctx, tx, c.AddedBy)
	if err == nil && (u.Frozen() || u.Disabled()) { // it may have been somebody else who added it
		err = account.ErrNoContact
	}
	return err
}

// ConfirmContact uses a contact's link up: the account's mail goes there from now on. It may return
// [account.ErrNoContact].
func (s *Service) ConfirmContact(ctx context.Context, token string) error {
	return s.byContact(ctx, token, "account-contact.confirmed", s.Accounts.ConfirmContact)
}

// DeclineContact uses a contact's link up and removes the contact. It may return [account.ErrNoContact].
func (s *Service) DeclineContact(ctx context.Context, token string) error {
	return s.byContact(ctx, token, "account-contact.declined", s.Accounts.DeclineContact)
}

func (s *Service) byContact(
	ctx context.Context, token, kind string, do func(context.Context, db.Tx, string) (account.Contact, error),
) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		c, err := do(ctx, tx, seal.HashToken(token))
		if err == nil && c.Confirmed() {
			err = s.stillAdded(ctx, tx, c)
		}
		if err != nil {
			return err
		}
		return s.Audit.Append(ctx, tx, audit.Event{Kind: kind, Subject: c.AccountID, Detail: s.named(c.AccountID, c.Email)})
	})
}
