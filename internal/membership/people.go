package membership

import (
	"context"
	"errors"
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/user"
)

// Person is a member as the others see them.
type Person struct {
	account.Membership
	Name, Email string
	You         bool
	MayAct      bool // the one who looks may change and remove them
}

// People is who belongs to an account and gets its mail, as a member sees it.
type People struct {
	Account      account.Account
	As           account.Membership // of the one who looks
	Members      []Person
	Invitations  []account.Invitation
	Contacts     []account.Contact
	Handover     *account.Handover    // nil: none waits
	WaitingEmail *account.EmailChange // nil: none waits; for the owner alone
}

// People returns who belongs to an account and gets its mail, for who may see its members. It returns
// [account.ErrNotFound]
// to anybody else.
func (s *Service) People(ctx context.Context, by access.Caller, accountID string) (p People, err error) {
	tx := s.DB.Read()
	if err := s.may(accountID, account.Members)(ctx, tx, by); err != nil {
		return p, err
	}
	a, err := s.acting(ctx, tx, by, accountID)
	if err != nil {
		return p, err
	}
	if p, err = s.people(ctx, tx, a); err != nil || !a.owns() {
		return p, err
	}
	switch ch, _, err := s.Accounts.WaitingEmail(ctx, tx, accountID); {
	case err == nil:
		p.WaitingEmail = &ch
	case !errors.Is(err, account.ErrNoEmail):
		return p, err
	}
	return p, nil
}

// AddedBy are the contacts that somebody has added, who go when they go.
func (p People) AddedBy(userID string) []account.Contact {
	return slices.DeleteFunc(slices.Clone(p.Contacts), func(c account.Contact) bool { return c.AddedBy != userID })
}

// ContactsOfOwn are the contacts that the caller has added to an account, who go when the caller leaves it. It returns
// [account.ErrNotFound] to who does not belong to it.
func (s *Service) ContactsOfOwn(ctx context.Context, by access.Caller, accountID string) ([]account.Contact, error) {
	tx := s.DB.Read()
	if _, err := s.Accounts.MembershipOf(ctx, tx, accountID, by.UserID); err != nil {
		return nil, err
	}
	all, err := s.Accounts.ContactsOf(ctx, tx, accountID)
	return People{Contacts: all}.AddedBy(by.UserID), err
}

// PeopleForHost is [Service.People] as the host sees them, to whom none of it is their own.
func (s *Service) PeopleForHost(ctx context.Context, tx db.Reader, a account.Account) (People, error) {
	return s.people(ctx, tx, acting{account: a})
}

func (s *Service) people(ctx context.Context, tx db.Reader, a acting) (p People, err error) {
	p.Account, p.As = a.account, a.as
	if p.Members, err = s.members(ctx, tx, a); err != nil {
		return p, err
	}
	if p.Invitations, err = s.Accounts.InvitationsOf(ctx, tx, a.account.ID); err != nil {
		return p, err
	}
	if p.Contacts, err = s.Accounts.ContactsOf(ctx, tx, a.account.ID); err != nil {
		return p, err
	}
	switch h, err := s.Accounts.HandoverOf(ctx, tx, a.account.ID); {
	case err == nil:
		p.Handover = &h
	case !errors.Is(err, account.ErrNoHandover):
		return p, err
	}
	return p, nil
}

func (s *Service) members(ctx context.Context, tx db.Reader, a acting) ([]Person, error) {
	all, err := s.Accounts.MembersOf(ctx, tx, a.account.ID)
	if err != nil {
		return nil, err
	}
	users, err := s.Users.ByIDs(ctx, tx, userIDs(all))
	if err != nil {
		return nil, err
	}
	var people []Person
	for _, m := range all {
		u := users[m.UserID]
		you := m.UserID == a.by.UserID
		people = append(people, Person{
			Membership: m, Name: u.Name, Email: user.PlainEmail(u.Email), You: you,
			MayAct: !you && m.Role == account.Member && !a.account.Closed() && a.as.Allows(account.MembersManage) && a.as.Covers(m.Permissions),
		})
	}
	return people, nil
}

// Recipient is where a mail about an account goes.
type Recipient struct {
	UserID      string // "" for a contact, and for the account's own address
	Name, Email string
	Language    string
}

// Recipients returns where mail of a kind about an account goes: to its members and confirmed contacts who want it,
// as far as
// they may see what it is about. Invoices go to the billing contact besides and, where nobody gets them, to the
// account's own address
// or its owner. To who is disabled or frozen nothing goes.
func (s *Service) Recipients(ctx context.Context, tx db.Reader, accountID string, kind account.Mail) ([]Recipient, error) {
	members, err := s.Accounts.MembersOf(ctx, tx, accountID)
	if err != nil {
		return nil, err
	}
	users, err := s.Users.ByIDs(ctx, tx, userIDs(members))
	if err != nil {
		return nil, err
	}
	var all []Recipient
	for _, m := range members {
		if u := users[m.UserID]; m.Gets(kind) && u.GetsMail() {
			all = append(all, Recipient{UserID: u.ID, Name: u.Name, Email: u.Email, Language: u.Language})
		}
	}
	contacts, err := s.Accounts.ContactsOf(ctx, tx, accountID)
	if err != nil {
		return nil, err
	}
	for _, c := range contacts {
		if c.Gets(kind) {
			all = append(all, Recipient{Name: c.Name, Email: c.Email, Language: c.Language})
		}
	}
	if kind != account.InvoiceMail || len(all) > 0 {
		return all, nil
	}
	return s.ownAddress(ctx, tx, accountID)
}

// ownAddress is the account's own address, or the owner's.
func (s *Service) ownAddress(ctx context.Context, tx db.Reader, accountID string) ([]Recipient, error) {
	a, err := s.Accounts.ByID(ctx, tx, accountID)
	if err != nil {
		return nil, err
	}
	if a.Email != "" {
		return []Recipient{{Name: a.Name, Email: a.Email, Language: a.Language}}, nil
	}
	ownerID, err := s.Accounts.OwnerOf(ctx, tx, accountID)
	if err != nil || ownerID == "" {
		return nil, err
	}
	u, err := s.Users.ByID(ctx, tx, ownerID)
	if err != nil || !u.GetsMail() {
		return nil, err
	}
	return []Recipient{{UserID: u.ID, Name: u.Name, Email: u.Email, Language: u.Language}}, nil
}
