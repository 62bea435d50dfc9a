package membership

import (
	"context"
	"errors"
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/user"
)

// target is the member whom an act is about, if the caller may act on them: nobody acts on the owner or on
// themselves, nor
// on somebody who may do more.
func (s *Service) target(ctx context.Context, tx db.Reader, a acting, userID string) (account.Membership, error) {
	m, err := s.Accounts.MembershipOf(ctx, tx, a.account.ID, userID)
	switch {
	case err != nil:
		return m, err
	case userID == a.by.UserID:
		return m, ErrYourself
	case m.Role == account.Owner:
		return m, ErrOwner
	case !a.as.Covers(m.Permissions):
		return m, ErrWider
	}
	return m, nil
}

// missing are the permissions of a list that another one does not have.
func missing(has, all []account.Permission) []account.Permission {
	return slices.DeleteFunc(slices.Clone(all), func(p account.Permission) bool { return slices.Contains(has, p) })
}

// same reports whether two lists give the same.
func same(given, was []account.Permission) bool {
	return account.Membership{Role: account.Member, Permissions: given}.Covers(was) &&
		account.Membership{Role: account.Member, Permissions: was}.Covers(given)
}

// Change sets what a member may do, from their next request on. Seen is the [account.Membership.Mark] of what the form was
// filled from: what somebody else took away meanwhile does not come back unseen. It may return [ErrUnchanged],
// [account.ErrChanged], [account.ErrNotFound], [account.ErrForbidden], [account.ErrClosed],
// [access.ErrStepUpRequired], [access.ErrFrozen], [ErrYourself], [ErrOwner], [ErrWider] or [account.ErrUnknown].
func (s *Service) Change(ctx context.Context, by access.Caller, accountID, userID, seen string, given []account.Permission) error {
	given, err := account.CleanPermissions(given)
	if err != nil {
		return err
	}
	may := s.mayProved(accountID, account.MembersManage)
	return s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		m, err := s.target(ctx, tx, a, userID)
		if err != nil {
			return access.Nothing, err
		}
		if !a.as.Covers(given) {
			return access.Nothing, ErrWider
		}
		if same(given, m.Permissions) {
			return access.Nothing, ErrUnchanged
		}
		if m.Mark() != seen {
			return access.Nothing, account.ErrChanged
		}
		if err := s.Accounts.SetPermissions(ctx, tx, accountID, userID, given); err != nil {
			return access.Nothing, err
		}
		if added := missing(m.Permissions, given); len(added) > 0 { // "This wasn't me" takes it back
			if err := s.Accounts.NoteGiven(ctx, tx, accountID, by.UserID, userID, added); err != nil {
				return access.Nothing, err
			}
		}
		u, err := s.tellTarget(ctx, tx, a, userID, "access.changed", message.Message{
			Kind: message.AccessChanged, Data: message.Data{Choice: listed(given)},
		})
		if err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "member.changed", Detail: whom(u)}
		event.Detail["permissions"], event.Detail["was"] = listed(given), listed(m.Permissions)
		return event, s.tellOwner(ctx, tx, a, message.Message{Kind: message.MemberChanged, Data: message.Data{Where: called(u)}})
	})
}

// Remove ends a membership, what the member has invited to it, and a hand-over to them. From their next request on
// nothing of the account is there for them. The contacts that they have added are removed too, unless keep says that the
// caller keeps them: one may be a second address of theirs. It may return what [Service.Change] returns, but for
// [ErrUnchanged] and [account.ErrChanged].
func (s *Service) Remove(ctx context.Context, by access.Caller, accountID, userID string, keep bool) error {
	may := s.mayProved(accountID, account.MembersManage)
	return s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		if _, err := s.target(ctx, tx, a, userID); err != nil {
			return access.Nothing, err
		}
		if err := s.end(ctx, tx, a, userID, keep); err != nil {
			return access.Nothing, err
		}
		u, err := s.tellTarget(ctx, tx, a, userID, "access.removed", message.Message{Kind: message.AccessRemoved})
		if err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "member.removed", Detail: whom(u)}
		return event, s.tellOwner(ctx, tx, a, message.Message{Kind: message.MemberRemoved, Data: message.Data{Where: called(u)}})
	})
}

// end ends a membership with what hangs on it; keep leaves the contacts that the member has added.
func (s *Service) end(ctx context.Context, tx db.Tx, a acting, userID string, keep bool) error {
	if err := s.Accounts.Remove(ctx, tx, a.account.ID, userID); err != nil {
		return err
	}
	if !keep {
		if err := s.dropContacts(ctx, tx, a, userID, 0); err != nil {
			return err
		}
	}
	if err := s.Accounts.WithdrawBy(ctx, tx, a.account.ID, userID); err != nil {
		return err
	}
	h, err := s.Accounts.HandoverOf(ctx, tx, a.account.ID)
	if errors.Is(err, account.ErrNoHandover) || err == nil && h.ToID != userID {
		return nil
	}
	if err != nil {
		return err
	}
	return s.stop(ctx, tx, h, stopped{by: a.by.UserID, from: a.by.Client, why: "member-gone"})
}

// tellTarget tells a member what was done to them, with a row of their own in the log, and returns them.
func (s *Service) tellTarget(
	ctx context.Context, tx db.Tx, a acting, userID, kind string, m message.Message,
) (u user.User, err error) {
	if u, err = s.Users.ByID(ctx, tx, userID); err != nil {
		return u, err
	}
	err = s.Audit.Append(ctx, tx, audit.Event{
		Kind: kind, Actor: a.by.UserID, Subject: u.ID, Detail: map[string]string{"account": a.account.ID},
	})
	if err != nil {
		return u, err
	}
	m.Data.Account, m.Data.Actor = a.account.Name, a.by.Name
	return u, s.Notices.Show(ctx, tx, u, m)
}

// Leave ends the caller's own membership, in a closed account too, with the contacts that they have added: nobody answers for
// them any more. It may return [account.ErrNotFound],
// [access.ErrFrozen], or [ErrOwner] for
// the owner, who hands over first.
func (s *Service) Leave(ctx context.Context, by access.Caller, accountID string) error {
	may := func(ctx context.Context, tx db.Reader, by access.Caller) error {
		m, err := s.Accounts.MembershipOf(ctx, tx, accountID, by.UserID)
		switch {
		case err != nil:
			return err
		case m.Role == account.Owner:
			return ErrOwner
		}
		return s.Gate.NotFrozen(ctx, tx, by.UserID)
	}
	return s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		if err := s.end(ctx, tx, a, by.UserID, false); err != nil {
			return access.Nothing, err
		}
		u, err := s.Users.ByID(ctx, tx, by.UserID)
		if err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "member.left", Detail: whom(u)}
		return event, s.tellOwner(ctx, tx, a, message.Message{Kind: message.MemberLeft, Data: message.Data{Where: called(u)}})
	})
}

// SetMail sets what mail the caller gets of an account, in a closed one too. It may return [account.ErrNotFound] or
// [account.ErrUnknown].
func (s *Service) SetMail(ctx context.Context, by access.Caller, accountID string, kinds []account.Mail) error {
	return s.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		return s.Accounts.SetMail(ctx, tx, accountID, by.UserID, kinds)
	})
}
