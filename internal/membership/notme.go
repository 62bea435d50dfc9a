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
)

// NotMe is what "This wasn't me" does for a notice of what somebody did in an account in the person's name. If the link
// was mailed to an address that can be trusted, it undoes what they did there in the last week: their invitations end, who
// has joined by one of them is removed, and so is whoever those have let in since; their contacts too, and an address that
// waits. Then it does what [contact.Service.NotMe] does: somebody is inside.
func (s *Service) NotMe(ctx context.Context, tx db.Tx, n notice.NotMe, by session.Client) error {
	trusted, err := s.Contact.Trusted(ctx, tx, n)
	if err != nil {
		return err
	}
	if trusted {
		if err := s.undo(ctx, tx, n, by); err != nil && !errors.Is(err, account.ErrNotFound) {
			return err
		}
	}
	return s.Contact.NotMe(ctx, tx, n, by)
}

func (s *Service) undo(ctx context.Context, tx db.Tx, n notice.NotMe, by session.Client) error {
	a, err := s.Accounts.ByID(ctx, tx, n.Ref)
	if err != nil {
		return err
	}
	if err := s.Accounts.WithdrawBy(ctx, tx, a.ID, n.UserID); err != nil {
		return err
	}
	since := s.Clock.Now().Add(-notice.NotMeFor)
	if err := s.Accounts.RemoveContactsBy(ctx, tx, a.ID, n.UserID, since); err != nil {
		return err
	}
	waiting, _, err := s.Accounts.WaitingEmail(ctx, tx, a.ID)
	if err == nil && waiting.AskedBy == n.UserID {
		err = s.Accounts.DropEmailChange(ctx, tx, a.ID)
	}
	if err != nil && !errors.Is(err, account.ErrNoEmail) {
		return err
	}
	joined, err := s.letIn(ctx, tx, a.ID, n.UserID, since)
	if err != nil {
		return err
	}
	who := acting{account: a}
	who.by.UserID, who.by.Client = n.UserID, by
	for _, id := range joined {
		if err := s.end(ctx, tx, who, id); err != nil {
			return err
		}
		if err := s.Accounts.RemoveContactsBy(ctx, tx, a.ID, id, since); err != nil {
			return err
		}
		if _, err := s.tellTarget(ctx, tx, who, id, "access.removed", message.Message{Kind: message.AccessRemoved}); err != nil {
			return err
		}
	}
	return s.Audit.Append(ctx, tx, audit.Event{Kind: "account.undone", Subject: a.ID, Network: by.Network()})
}

// letIn returns the ids of the members whom a user has let in since an instant, and of those whom these have let in, and so
// on.
func (s *Service) letIn(
	ctx context.Context, tx db.Reader, accountID, by string, since clock.Instant,
) (ids []string, err error) {
	for next := []string{by}; len(next) > 0; next = next[1:] {
		more, err := s.Accounts.InvitedSince(ctx, tx, accountID, next[0], since)
		if err != nil {
			return nil, err
		}
		for _, id := range more {
			if id != by && !slices.Contains(ids, id) { // who was let in may have let somebody in again
				ids, next = append(ids, id), append(next, id)
			}
		}
	}
	return ids, nil
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
