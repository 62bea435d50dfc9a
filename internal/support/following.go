package support

import (
	"context"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/ticket"
)

// turned is the row of an account's activity about a ticket that was closed, or else reopened.
func turned(e ticket.Event, t ticket.Ticket) audit.Event {
	if e == ticket.Close {
		return inAccount("ticket.closed", t)
	}
	return inAccount("ticket.reopened", t)
}

// inAccount is a row of an account's activity about one of its tickets.
func inAccount(kind string, t ticket.Ticket) audit.Event {
	return audit.Event{Kind: kind, Subject: t.AccountID, Detail: map[string]string{"ticket": t.Number}}
}

// turnedByStaff writes down in an account's activity what staff did to one of its tickets. A guest's has none.
func (s *Service) turnedByStaff(ctx context.Context, tx db.Tx, by access.Caller, t ticket.Ticket, e ticket.Event) error {
	if t.ByGuest() {
		return nil
	}
	event := turned(e, t)
	event.Actor, event.Network = by.UserID, by.Client.Network()
	return s.Audit.Append(ctx, tx, event)
}

// aboutFollower is [inAccount] about who follows the ticket.
func aboutFollower(kind string, t ticket.Ticket, f ticket.Follower) audit.Event {
	event := inAccount(kind, t)
	event.Detail[string(f.Kind)] = f.ID
	return event
}

// Follow has a member or a contact of the ticket's account get its answers by mail, and tells them so, once for each ticket. To
// anybody else it returns [ErrFollower], as to somebody that there is not. Whoever sees the ticket may follow it themselves;
// somebody else is added by who may manage it. It may return a [TooManyError].
func (s *Service) Follow(ctx context.Context, by access.Caller, number string, f ticket.Follower) error {
	return s.choosing(by, f)(ctx, by, number, func(ctx context.Context, tx db.Tx, t ticket.Ticket, m account.Membership) (audit.Event, error) {
		may, err := s.mayFollow(ctx, tx, t)
		if err != nil {
			return access.Nothing, err
		}
		r, there := may[f]
		if !there || !knows(m, f) {
			return access.Nothing, ErrFollower
		}
		if err := s.bounded(ctx, tx, replyLimit(by.UserID)); err != nil {
			return access.Nothing, err
		}
		added, err := s.Tickets.Follow(ctx, tx, t.ID, f)
		if err != nil || !added {
			return access.Nothing, err
		}
		return aboutFollower("ticket.follower-added", t, f), s.tellFollower(ctx, tx, t, r, by)
	})
}

// tellFollower tells somebody who follows a ticket from now on that somebody else has them do so.
func (s *Service) tellFollower(ctx context.Context, tx db.Tx, t ticket.Ticket, r reader, by access.Caller) error {
	if r.userID == by.UserID || !r.gets || !r.wants {
		return nil
	}
	m, err := s.toReader(ctx, tx, t, r, message.TicketFollowed)
	if err != nil {
		return err
	}
	m.Event, m.Data.Post, m.Data.Actor = "ticket/"+t.ID+"/followed/"+r.ID, t.LastPublicID, by.Name
	return s.Outbox.Add(ctx, tx, m)
}

// choosing is what runs an act about who follows a ticket: about oneself it takes no more than to see the ticket.
func (s *Service) choosing(by access.Caller, f ticket.Follower) func(context.Context, access.Caller, string, onTicket) error {
	if (f == ticket.Follower{Kind: ticket.FollowerMember, ID: by.UserID}) {
		return s.onSeen
	}
	return s.onTheirs
}

// Unfollow undoes [Service.Follow]. Whoever sees a ticket may stop following it themselves, also in a closed account; somebody
// else is taken off by who may manage it.
func (s *Service) Unfollow(ctx context.Context, by access.Caller, number string, f ticket.Follower) error {
	return s.choosing(by, f)(ctx, by, number, func(ctx context.Context, tx db.Tx, t ticket.Ticket, _ account.Membership) (audit.Event, error) {
		removed, err := s.Tickets.Unfollow(ctx, tx, t.ID, f)
		if err != nil || !removed {
			return access.Nothing, err
		}
		return aboutFollower("ticket.follower-removed", t, f), nil
	})
}
