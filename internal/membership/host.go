package membership

import (
	"context"
	"errors"

	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/user"
)

// InviteForHost mails an invitation of the host's to an account, in the caller's transaction; the caller says who may,
// and logs it. With the role [account.Owner] it may return [account.ErrHasOwner]; also [ErrMember], [ErrNothing], [ErrTooMany],
// [account.ErrUnknown] or [user.ErrBadEmail].
func (s *Service) InviteForHost(ctx context.Context, tx db.Tx, a account.Account, i account.Invitation) error {
	email, err := user.CleanEmail(i.Email)
	if err != nil {
		return err
	}
	if i.Role == account.Owner {
		owner, err := s.Accounts.OwnerOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if owner != "" {
			return account.ErrHasOwner
		}
	}
	if i.Permissions, err = account.CleanPermissions(i.Permissions); err != nil {
		return err
	}
	i.AccountID, i.Email, i.InvitedBy = a.ID, email, ""
	key, err := s.invitable(ctx, tx, i)
	if err != nil {
		return err
	}
	if i.Role == account.Member && len(i.Permissions) == 0 {
		return ErrNothing
	}
	return s.sendInvitation(ctx, tx, acting{account: a}, i, key)
}

// ResendForHost mails an invitation once more, with another link, in the caller's transaction; the one before ends. The
// caller says who may, and logs it. Whoever has invited answers for it still: what that member can't give any more, the
// host does not give by sending it again. It may return [account.ErrClosed], [account.ErrNoInvitation],
// [account.ErrHasOwner], [ErrMember] or [ErrTooMany].
func (s *Service) ResendForHost(ctx context.Context, tx db.Tx, a account.Account, i account.Invitation) error {
	if a.Closed() {
		return account.ErrClosed
	}
	if err := s.stillGiven(ctx, tx, i); err != nil {
		return err
	}
	if i.Role == account.Owner {
		owner, err := s.Accounts.OwnerOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if owner != "" {
			return account.ErrHasOwner
		}
	}
	key, err := s.invitable(ctx, tx, i)
	if err != nil {
		return err
	}
	return s.sendInvitation(ctx, tx, acting{account: a}, i, key)
}

// TellOwner tells an account's owner what the host did, in the caller's transaction. Where there is none yet, nobody is.
func (s *Service) TellOwner(ctx context.Context, tx db.Tx, a account.Account, m message.Message) error {
	ownerID, err := s.Accounts.OwnerOf(ctx, tx, a.ID)
	if err != nil || ownerID == "" {
		return err
	}
	owner, err := s.Users.ByID(ctx, tx, ownerID)
	if err != nil {
		return err
	}
	m.Data.Account = a.Name
	return s.Notices.Show(ctx, tx, owner, m)
}

// StopForHost stops a hand-over that waits, because the host closes the account or removes a side of it. It does
// nothing where none waits.
func (s *Service) StopForHost(ctx context.Context, tx db.Tx, accountID, actor string) error {
	h, err := s.Accounts.HandoverOf(ctx, tx, accountID)
	if errors.Is(err, account.ErrNoHandover) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.stop(ctx, tx, h, stopped{by: actor, why: "closed"})
}

// Whom is a member whom the host did something to.
type Whom struct {
	Called string            // as a notice names them
	Detail map[string]string // as a row of the log does
}

func whomOf(u user.User) Whom { return Whom{Called: called(u), Detail: whom(u)} }

// RemoveForHost ends a membership with what hangs on it, as [Service.Remove], and tells the one who was a member. It may return
// [account.ErrNotFound], also for the owner.
func (s *Service) RemoveForHost(
	ctx context.Context, tx db.Tx, a account.Account, userID, actor string, keep bool,
) (whom Whom, err error) {
	who := acting{account: a}
	who.by.UserID = actor
	if err := s.end(ctx, tx, who, userID, keep); err != nil {
		return whom, err
	}
	u, err := s.tellTarget(ctx, tx, who, userID, "access.removed", message.Message{Kind: message.AccessRemoved})
	return whomOf(u), err
}

// ChangeForHost sets what a member may do, and tells the member. Seen is the mark of what a form was filled from; nil for the
// shell, where there is none. It may return [account.ErrNotFound], also for the owner, [account.ErrUnknown],
// [account.ErrChanged] or [ErrUnchanged]; was is what they could do before.
func (s *Service) ChangeForHost(
	ctx context.Context, tx db.Tx, a account.Account, userID, actor string, seen *string, given []account.Permission,
) (whom Whom, was []account.Permission, err error) {
	m, err := s.Accounts.MembershipOf(ctx, tx, a.ID, userID)
	if err != nil {
		return whom, nil, err
	}
	if m.Role == account.Owner {
		return whom, nil, account.ErrNotFound
	}
	if same(given, m.Permissions) {
		return whom, m.Permissions, ErrUnchanged
	}
	if seen != nil && *seen != m.Mark() {
		return whom, nil, account.ErrChanged
	}
	if err := s.Accounts.SetPermissions(ctx, tx, a.ID, userID, given); err != nil {
		return whom, nil, err
	}
	who := acting{account: a}
	who.by.UserID = actor
	u, err := s.tellTarget(ctx, tx, who, userID, "access.changed", message.Message{
		Kind: message.AccessChanged, Data: message.Data{Choice: listed(given)},
	})
	return whomOf(u), m.Permissions, err
}

// EndAllForHost ends every membership of somebody whom the host removes, as [Service.RemoveForHost], and tells the
// owners; not the one who was a member, who is told of the whole. They may own nothing.
func (s *Service) EndAllForHost(ctx context.Context, tx db.Tx, userID, actor string) error {
	u, err := s.Users.ByID(ctx, tx, userID)
	if err != nil {
		return err
	}
	all, err := s.Accounts.Belongings(ctx, tx, userID)
	if err != nil {
		return err
	}
	for _, b := range all {
		who := acting{account: b.Account}
		who.by.UserID = actor
		if err := s.end(ctx, tx, who, userID, false); err != nil {
			return err
		}
		err := s.Audit.Append(ctx, tx, audit.Event{
			Kind: "member.removed", Actor: actor, Subject: b.ID, Detail: whom(u),
		})
		if err != nil {
			return err
		}
		told := message.Message{Kind: message.MemberRemoved, Data: message.Data{By: message.ByShell, Where: called(u)}}
		if err := s.TellOwner(ctx, tx, b.Account, told); err != nil {
			return err
		}
	}
	return nil
}
