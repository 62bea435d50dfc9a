package membership

import (
	"context"
	"errors"
	"slices"

	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// NotMe is what "This wasn't me" does for a notice of what somebody did in an account in the person's name. If the link
// was mailed to an address that can be trusted, it undoes what they did there in the last week: their invitations end, who
// has joined by one of them is removed, permissions that they gave are taken back, and their contacts and an address that
// waits are gone. What any of those did since for others is undone too, also where they are gone themselves: a thief who
// leaves leaves nobody behind. The owner is told of each. Then it does what [contact.Service.NotMe] does: somebody is inside.
//
// Of somebody who does not belong to the account any more it undoes invitations that wait, and nothing else: whoever was
// removed takes nobody along.
func (s *Service) NotMe(ctx context.Context, tx db.Tx, n notice.NotMe, by session.Client) error {
	trusted, err := s.Contact.Trusted(ctx, tx, n)
	if err != nil {
		return err
	}
	if trusted {
		if err := s.undo(ctx, tx, n, by); err != nil {
			return err
		}
	}
	return s.Contact.NotMe(ctx, tx, n, by)
}

func (s *Service) undo(ctx context.Context, tx db.Tx, n notice.NotMe, by session.Client) error {
	a, err := s.Accounts.ByID(ctx, tx, n.Ref)
	if errors.Is(err, account.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.Accounts.WithdrawBy(ctx, tx, a.ID, n.UserID); err != nil {
		return err
	}
	if belongs, err := s.belongs(ctx, tx, a.ID, n.UserID); err != nil || !belongs {
		return err
	}
	waiting, _, err := s.Accounts.WaitingEmail(ctx, tx, a.ID)
	if err == nil && waiting.AskedBy == n.UserID {
		err = s.Accounts.DropEmailChange(ctx, tx, a.ID)
	}
	if err != nil && !errors.Is(err, account.ErrNoEmail) {
		return err
	}
	who := acting{account: a}
	who.by.UserID, who.by.Client = n.UserID, by
	u, err := s.Users.ByID(ctx, tx, n.UserID)
	if err != nil {
		return err
	}
	who.by.Name = u.Name
	reached, err := s.reach(ctx, tx, a.ID, n.UserID, s.Clock.Now().Add(-notice.NotMeFor))
	if err != nil {
		return err
	}
	for _, r := range reached {
		if err := s.takeBack(ctx, tx, who, r); err != nil {
			return err
		}
	}
	return s.Audit.Append(ctx, tx, audit.Event{Kind: "account.undone", Subject: a.ID, Network: by.Network()})
}

// Belongs reports whether a user belongs to an account: then [Service.NotMe] undoes more than invitations that wait.
func (s *Service) Belongs(ctx context.Context, accountID, userID string) (bool, error) {
	return s.belongs(ctx, s.DB.Read(), accountID, userID)
}

func (s *Service) belongs(ctx context.Context, tx db.Reader, accountID, userID string) (bool, error) {
	_, err := s.Accounts.MembershipOf(ctx, tx, accountID, userID)
	if errors.Is(err, account.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// reached is somebody who got something in an account by way of somebody else.
type reached struct {
	id     string
	since  clock.Instant // of what they did from then on nothing stays
	joined bool          // they belong to it, or have belonged, by way of that
	added  []account.Permission
}

// reach returns who got something from a user since an instant, the user first, and who got something from those since they
// got theirs, and so on, whether or not they belong to the account still. It ends at the owner, who answers for the account.
func (s *Service) reach(ctx context.Context, tx db.Reader, accountID, by string, since clock.Instant) ([]*reached, error) {
	owner, err := s.Accounts.OwnerOf(ctx, tx, accountID)
	if err != nil {
		return nil, err
	}
	all := []*reached{{id: by, since: since}}
	for next := slices.Clone(all); len(next) > 0; next = next[1:] {
		given, err := s.Accounts.GivenBy(ctx, tx, accountID, next[0].id, next[0].since)
		if err != nil {
			return nil, err
		}
		for _, g := range given {
			if g.To == by || g.To == owner {
				continue
			}
			i := slices.IndexFunc(all, func(r *reached) bool { return r.id == g.To })
			if i < 0 {
				i, all = len(all), append(all, &reached{id: g.To, since: g.At})
				next = append(next, all[i])
			} else if g.At.Before(all[i].since) { // they may have given something before what was seen of them
				all[i].since = g.At
				next = append(next, all[i])
			}
			all[i].joined, all[i].added = all[i].joined || g.Joined, append(all[i].added, g.Added...)
		}
	}
	return all, nil
}

// takeBack ends what somebody got, with what they have added and invited.
func (s *Service) takeBack(ctx context.Context, tx db.Tx, who acting, r *reached) error {
	if err := s.Accounts.WithdrawBy(ctx, tx, who.account.ID, r.id); err != nil {
		return err
	}
	if err := s.dropContacts(ctx, tx, who, r.id, r.since); err != nil {
		return err
	}
	m, err := s.Accounts.MembershipOf(ctx, tx, who.account.ID, r.id)
	switch {
	case errors.Is(err, account.ErrNotFound):
		return nil // they have left, or were removed
	case err != nil:
		return err
	case r.joined:
		return s.throwOut(ctx, tx, who, r.id)
	}
	left := slices.DeleteFunc(slices.Clone(m.Permissions), func(p account.Permission) bool {
		return slices.Contains(r.added, p) || slices.Contains(r.added, p.Part())
	})
	if len(left) == len(m.Permissions) {
		return nil
	}
	return s.narrow(ctx, tx, who, m, left)
}

func (s *Service) throwOut(ctx context.Context, tx db.Tx, who acting, userID string) error {
	if err := s.end(ctx, tx, who, userID, false); err != nil {
		return err
	}
	u, err := s.tellTarget(ctx, tx, who, userID, "access.removed", message.Message{Kind: message.AccessRemoved})
	if err != nil {
		return err
	}
	return s.tellTaken(ctx, tx, who, u, audit.Event{Kind: "member.removed", Detail: whom(u)}, message.MemberRemoved)
}

func (s *Service) narrow(ctx context.Context, tx db.Tx, who acting, m account.Membership, left []account.Permission) error {
	if err := s.Accounts.SetPermissions(ctx, tx, m.AccountID, m.UserID, left); err != nil {
		return err
	}
	told := message.Message{Kind: message.AccessChanged, Data: message.Data{Choice: listed(left)}}
	u, err := s.tellTarget(ctx, tx, who, m.UserID, "access.changed", told)
	if err != nil {
		return err
	}
	event := audit.Event{Kind: "member.changed", Detail: whom(u)}
	event.Detail["permissions"], event.Detail["was"] = listed(left), listed(m.Permissions)
	return s.tellTaken(ctx, tx, who, u, event, message.MemberChanged)
}

// tellTaken writes down what was taken from somebody, and tells the owner.
func (s *Service) tellTaken(ctx context.Context, tx db.Tx, who acting, u user.User, event audit.Event, kind message.Kind) error {
	event.Actor, event.Subject, event.Network = who.by.UserID, who.account.ID, who.by.Client.Network()
	if err := s.Audit.Append(ctx, tx, event); err != nil {
		return err
	}
	return s.TellOwner(ctx, tx, who.account, message.Message{Kind: kind, Data: message.Data{Actor: who.by.Name, Where: called(u)}})
}

// OnNotMe stops every hand-over in which the person is a side, whatever the link is about: somebody may be inside.
func (s *Service) OnNotMe(ctx context.Context, tx db.Tx, n notice.NotMe, by session.Client) error {
	waiting, err := s.Accounts.HandoversOf(ctx, tx, n.UserID)
	if err != nil {
		return err
	}
	for _, h := range waiting {
		if err := s.stop(ctx, tx, h, stopped{from: by, why: "not-me"}); err != nil {
			return err
		}
	}
	return nil
}
