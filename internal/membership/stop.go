package membership

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"

	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/seal"
)

// stopPurpose is what the links are made for with which contacts stop their mail.
const stopPurpose = "contact stop"

// StopToken returns the token of the link with which a contact stops an account's mail. Nothing of it is stored: it holds for as
// long as the contact is there, and a mail that is read years later has it still.
func (s *Service) StopToken(contactID string) string {
	return contactID + "_" + proof(s.Outbox.Ring.MAC(stopPurpose, contactID))
}

// proof is a MAC as it stands in a link: 160 bits of it, in letters that no mail program cuts.
func proof(mac string) string { return seal.HashToken(mac)[:40] }

// isStop reports whether a proof was made for the contact with this id, with whichever key.
func (s *Service) isStop(given, contactID string) (is bool) {
	for _, mac := range s.Outbox.Ring.MACs(stopPurpose, contactID) {
		if subtle.ConstantTimeCompare([]byte(proof(mac)), []byte(given)) == 1 {
			is = true
		}
	}
	return is
}

// stops returns the contact whose mail a token stops; [account.ErrNoContact] if there is none, for whatever reason.
func (s *Service) stops(ctx context.Context, tx db.Reader, token string) (account.Contact, error) {
	id, given, _ := strings.Cut(token, "_")
	if !s.isStop(given, id) {
		return account.Contact{}, account.ErrNoContact
	}
	return s.Accounts.ConfirmedContact(ctx, tx, id)
}

// StopOf returns the contact whose mail a link stops, with the account's name, and changes nothing; [account.ErrNoContact] if it
// stops nothing.
func (s *Service) StopOf(ctx context.Context, token string) (c account.Contact, accountName string, err error) {
	tx := s.DB.Read()
	if c, err = s.stops(ctx, tx, token); err != nil {
		return c, "", err
	}
	a, err := s.Accounts.ByID(ctx, tx, c.AccountID)
	return c, a.Name, err
}

// Stop removes the contact whose link it is, also from a closed account: no mail goes there any more, unless somebody adds the
// address anew and it is confirmed anew. The owner is told. It may return [account.ErrNoContact].
func (s *Service) Stop(ctx context.Context, token string) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		c, err := s.stops(ctx, tx, token)
		if err != nil {
			return err
		}
		if _, err := s.Accounts.RemoveContact(ctx, tx, c.AccountID, c.ID); err != nil {
			return err
		}
		err = s.Audit.Append(ctx, tx, audit.Event{
			Kind: "account-contact.stopped", Subject: c.AccountID, Detail: s.named(c.AccountID, c.Email),
		})
		return errors.Join(err, s.tellStopped(ctx, tx, c))
	})
}

// tellStopped tells the owner of the account, who may look for somebody else who reads about it.
func (s *Service) tellStopped(ctx context.Context, tx db.Tx, c account.Contact) error {
	ownerID, err := s.Accounts.OwnerOf(ctx, tx, c.AccountID)
	if err != nil || ownerID == "" {
		return err
	}
	u, err := s.Users.ByID(ctx, tx, ownerID)
	if err != nil || u.Disabled() {
		return err
	}
	a, err := s.Accounts.ByID(ctx, tx, c.AccountID)
	if err != nil {
		return err
	}
	kind := message.ContactStopped
	if c.Billing {
		kind = message.BillingStopped
	}
	return s.Outbox.Add(ctx, tx, message.Message{
		UserID: u.ID, Recipient: u.Email, Kind: kind, Language: u.Language,
		Data: message.Data{Name: u.Name, Account: a.Name, Where: masked(c.Email)},
	})
}
