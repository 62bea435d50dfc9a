package membership

import (
	"context"
	"errors"

	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/user"
)

// addressPurpose is what addresses are marked for in the log: one account's marks say nothing of another's.
const addressPurpose = "activity address"

// named are the details of an event about an address. The log holds it masked, and a mark by which who knows the address finds it:
// the owner reads it whole for as long as it belongs to the account, and nobody once it doesn't.
func (s *Service) named(accountID, email string) map[string]string {
	detail := map[string]string{"email": masked(email)}
	if key, err := user.EmailKey(email); err == nil {
		detail[audit.Address] = s.Outbox.Ring.MAC(addressPurpose, accountID, key)
	}
	return detail
}

func (s *Service) invited(accountID, email string, given []account.Permission) map[string]string {
	detail := s.named(accountID, email)
	detail["permissions"] = listed(given)
	return detail
}

// known are the people of an account, for its owner's eyes.
type known struct {
	addresses map[string]string // whole, by their marks in the log
	contacts  map[string]string // their names and addresses, by id
}

// known returns who belongs to an account now: members, invitations and contacts, and its own address.
func (s *Service) known(ctx context.Context, tx db.Reader, accountID string, members []account.Membership) (known, error) {
	k := known{map[string]string{}, map[string]string{}}
	add := func(email string) {
		key, err := user.EmailKey(email)
		if err != nil {
			return
		}
		for _, mark := range s.Outbox.Ring.MACs(addressPurpose, accountID, key) {
			k.addresses[mark] = user.PlainEmail(email)
		}
	}
	people, err := s.Users.ByIDs(ctx, tx, userIDs(members))
	if err != nil {
		return k, err
	}
	for _, u := range people {
		add(u.Email)
	}
	a, err := s.Accounts.ByID(ctx, tx, accountID)
	if err != nil {
		return k, err
	}
	asked, _, err := s.Accounts.WaitingEmail(ctx, tx, accountID)
	if err != nil && !errors.Is(err, account.ErrNoEmail) {
		return k, err
	}
	add(a.Email)
	add(asked.Email)
	waiting, err := s.Accounts.InvitationsOf(ctx, tx, accountID)
	if err != nil {
		return k, err
	}
	for _, i := range waiting {
		add(i.Email)
	}
	contacts, err := s.Accounts.ContactsOf(ctx, tx, accountID)
	for _, c := range contacts {
		add(c.Email)
		k.contacts[c.ID] = c.Name + " (" + user.PlainEmail(c.Email) + ")"
	}
	return k, err
}

// say puts whole into a happening what its owner knows.
func (k known) say(h *Happening) {
	if whole, is := k.addresses[h.Detail[audit.Address]]; is {
		h.Detail["email"] = whole
	}
	delete(h.Detail, audit.Address)
	h.Contact = k.contacts[h.Detail["contact"]]
}
