package membership

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/seal"
	"latchkey/internal/user"
)

// Invited is an invitation as its link shows it.
type Invited struct {
	account.Invitation
	Account            string // its name
	By                 string // the name of who invites; "" for the host
	RequiresSecondStep bool
}

// InvitationOf returns what a link is for, and changes nothing; [account.ErrNoInvitation] if it does not hold.
func (s *Service) InvitationOf(ctx context.Context, token string) (in Invited, err error) {
	tx := s.DB.Read()
	if in.Invitation, err = s.Accounts.InvitationByHash(ctx, tx, seal.HashToken(token)); err != nil {
		return in, err
	}
	if err := s.stillGiven(ctx, tx, in.Invitation); err != nil {
		return in, err
	}
	a, err := s.Accounts.ByID(ctx, tx, in.AccountID)
	if err != nil {
		return in, err
	}
	in.Account, in.RequiresSecondStep = a.Name, a.RequiresSecondStep()
	if in.InvitedBy != "" {
		u, err := s.Users.ByID(ctx, tx, in.InvitedBy)
		if err != nil {
			return in, err
		}
		in.By = u.Name
	}
	return in, nil
}

// Withdrawn reports whether the invitation was withdrawn that a link was for.
func (s *Service) Withdrawn(ctx context.Context, token string) (bool, error) {
	return s.Accounts.WasWithdrawn(ctx, s.DB.Read(), seal.HashToken(token))
}

// stillGiven returns [account.ErrNoInvitation] unless whoever has invited may invite to that still: what they have lost
// since they can't have given.
func (s *Service) stillGiven(ctx context.Context, tx db.Reader, i account.Invitation) error {
	if i.InvitedBy == "" {
		return nil
	}
	m, err := s.Accounts.MembershipOf(ctx, tx, i.AccountID, i.InvitedBy)
	switch {
	case errors.Is(err, account.ErrNotFound):
		return account.ErrNoInvitation
	case err != nil:
		return err
	case i.Role != account.Member || !m.Allows(account.MembersManage) || !m.Covers(i.Permissions):
		return account.ErrNoInvitation
	}
	u, err := s.Users.ByID(ctx, tx, i.InvitedBy)
	if err == nil && (u.Frozen() || u.Disabled()) { // it may have been somebody else who invited
		err = account.ErrNoInvitation
	}
	return err
}

// IsInvited reports whether an invitation to some account waits for an address, of somebody who may invite still. It may return
// [user.ErrBadEmail].
func (s *Service) IsInvited(ctx context.Context, tx db.Reader, email string) (bool, error) {
	key, err := user.EmailKey(email)
	if err != nil {
		return false, err
	}
	waiting, err := s.Accounts.InvitationsFor(ctx, tx, key)
	if err != nil {
		return false, err
	}
	for _, i := range waiting {
		if err := s.stillGiven(ctx, tx, i); !errors.Is(err, account.ErrNoInvitation) {
			return err == nil, err
		}
	}
	return false, nil
}

// Accept uses an invitation up and makes the caller a member, if they sign in with the address that it was sent to.
// Of two at once
// one joins. It returns the account. It may return [account.ErrNoInvitation], [ErrOtherAddress], [access.ErrFrozen],
// [account.ErrClosed],
// [account.ErrExists] for who belongs to it already, [account.ErrHasOwner] or [ErrTooMany].
func (s *Service) Accept(ctx context.Context, by access.Caller, token string) (joined account.Account, err error) {
	err = s.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		i, err := s.Accounts.InvitationByHash(ctx, tx, seal.HashToken(token))
		if err != nil {
			return err
		}
		if err := s.stillGiven(ctx, tx, i); err != nil {
			return err
		}
		u, err := s.Users.ByID(ctx, tx, by.UserID)
		if err != nil {
			return err
		}
		if !user.SameEmail(u.Email, i.Email) {
			return ErrOtherAddress
		}
		if err := s.Gate.NotFrozen(ctx, tx, by.UserID); err != nil {
			return err
		}
		joined, err = s.join(ctx, tx, by, i, token)
		return err
	})
	return joined, err
}

func (s *Service) join(ctx context.Context, tx db.Tx, by access.Caller, i account.Invitation, token string) (account.Account, error) {
	if _, err := s.Accounts.TakeInvitation(ctx, tx, seal.HashToken(token)); err != nil {
		return account.Account{}, err
	}
	a, err := s.Accounts.ByID(ctx, tx, i.AccountID)
	if err != nil {
		return a, err
	}
	if a.Closed() {
		return a, account.ErrClosed
	}
	members, err := s.Accounts.MembersOf(ctx, tx, a.ID)
	if err != nil {
		return a, err
	}
	if len(members) >= MostMembers {
		return a, ErrTooMany
	}
	err = s.Accounts.Join(ctx, tx, account.Membership{
		AccountID: a.ID, UserID: by.UserID, Role: i.Role, Permissions: i.Permissions, InvitedBy: i.InvitedBy,
	})
	if err != nil {
		return a, err
	}
	err = s.Audit.Append(ctx, tx, audit.Event{
		Kind: "member.joined", Actor: by.UserID, Subject: a.ID, Network: by.Client.Network(),
		Detail: map[string]string{"role": string(i.Role), "permissions": listed(i.Permissions)},
	})
	if err != nil || i.Role == account.Owner {
		return a, err
	}
	ownerID, err := s.Accounts.OwnerOf(ctx, tx, a.ID)
	if err != nil || ownerID == "" {
		return a, err
	}
	owner, err := s.Users.ByID(ctx, tx, ownerID)
	if err != nil {
		return a, err
	}
	return a, s.Notices.Show(ctx, tx, owner, message.Message{
		Kind: message.MemberJoined, Data: message.Data{Account: a.Name, Actor: by.Name, Where: by.Name + " (" + masked(i.Email) + ")"},
	})
}

// Decline ends an invitation for whoever has its link and does not want it. It may return [account.ErrNoInvitation].
func (s *Service) Decline(ctx context.Context, token string) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		i, err := s.Accounts.TakeInvitation(ctx, tx, seal.HashToken(token))
		if err != nil {
			return err
		}
		return s.Audit.Append(ctx, tx, audit.Event{
			Kind: "member.invitation-declined", Subject: i.AccountID, Detail: s.named(i.AccountID, i.Email),
		})
	})
}
