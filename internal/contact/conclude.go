package contact

import (
	"context"
	"slices"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/revoke"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// conclude carries out what staff have decided, which holds still.
func (c *Service) conclude(ctx context.Context, tx db.Tx, u user.User, d Dispute, staffID string, by session.Client) error {
	n := notice.Notice{UserID: u.ID, Actor: staffID, By: by, DoneBy: message.ByDesk}
	if d.Outcome == Keep {
		return c.keep(ctx, tx, u, n)
	}
	return c.putBack(ctx, tx, u, d, n)
}

// EndDispute ends a dispute for somebody with the server's shell, who has to see themselves whose account it is: the
// address by which they named the person is in force from then on, and every address that has to do with it is told. It
// does nothing where nothing is in dispute.
func (c *Service) EndDispute(ctx context.Context, tx db.Tx, u user.User, named, actor string) error {
	n := notice.Notice{UserID: u.ID, Actor: actor, DoneBy: message.ByShell}
	switch {
	case !u.Frozen():
		return nil
	case user.SameEmail(named, u.Email):
		return c.keep(ctx, tx, u, n)
	}
	if err := c.putEmailBack(ctx, tx, u, u.EmailBefore, n); err != nil {
		return err
	}
	return c.ended(ctx, tx, u.ID, n)
}

// ended ends a dispute of which what comes out has been told.
func (c *Service) ended(ctx context.Context, tx db.Tx, userID string, n notice.Notice) error {
	event := audit.Event{Kind: "account.unfrozen", Actor: n.Actor, Subject: userID, Network: n.By.Network()}
	if err := c.Gate.Audit.Append(ctx, tx, event); err != nil {
		return err
	}
	return c.unfreeze(ctx, tx, userID)
}

// keep ends a dispute with what is in force, and tells every address that has to do with it; only the one in force
// with a link.
func (c *Service) keep(ctx context.Context, tx db.Tx, u user.User, n notice.Notice) error {
	others, _, err := c.addresses(ctx, tx, u)
	if err != nil {
		return err
	}
	n.Audit, n.Message = "account.unfrozen", message.ContactKept
	if err := c.unfreeze(ctx, tx, u.ID); err != nil {
		return err
	}
	if err := c.Notices.DropElsewhere(ctx, tx, u.ID, u.Email); err != nil {
		return err
	}
	if err := c.Notices.Add(ctx, tx, n); err != nil {
		return err
	}
	return c.Notices.TellElsewhere(ctx, tx, u, without(others, u.Email), n)
}

// putBack restores an address or number that a disputed change replaced. If both address and number are in dispute, the
// dispute goes on about the other.
func (c *Service) putBack(ctx context.Context, tx db.Tx, u user.User, d Dispute, n notice.Notice) error {
	if err := c.restore(ctx, tx, u, []Replaced{{Kind: d.Kind, Value: d.Value}}, n); err != nil {
		return err
	}
	if err := settleReplaced(ctx, tx, u.ID, d.Kind, c.Clock.Now()); err != nil {
		return err
	}
	if slices.ContainsFunc(d.Replaced, func(r Replaced) bool { return r.Kind != d.Kind }) {
		return undecide(ctx, tx, u.ID)
	}
	return c.ended(ctx, tx, u.ID, n)
}

// putAllBack restores what was in force before the oldest disputed change.
func (c *Service) putAllBack(ctx context.Context, tx db.Tx, u user.User, d Dispute, n notice.Notice) error {
	if len(d.Before) == 0 {
		return ErrNotReplaced
	}
	if err := c.restore(ctx, tx, u, d.Before, n); err != nil {
		return err
	}
	return c.ended(ctx, tx, u.ID, n)
}

// restore puts these back in force, in this order, and ends everything that was granted meanwhile: sessions, trust, password
// links, changes that wait. The address comes first, so that no notice about the number goes to the disputed one.
func (c *Service) restore(ctx context.Context, tx db.Tx, u user.User, before []Replaced, n notice.Notice) error {
	for _, r := range before {
		put := c.putEmailBack
		if r.Kind == Phone {
			put = c.putPhoneBack
		}
		if err := put(ctx, tx, u, r.Value, n); err != nil {
			return err
		}
	}
	if err := dropAll(ctx, tx, u.ID); err != nil {
		return err
	}
	return c.Revoke.Apply(ctx, tx, revoke.ContactPutBack, revoke.Whose{UserID: u.ID})
}

// putEmailBack tells the other addresses without a link: what staff have settled is not
// begun again by whoever it was settled against.
func (c *Service) putEmailBack(ctx context.Context, tx db.Tx, u user.User, email string, n notice.Notice) error {
	others, _, err := c.addresses(ctx, tx, u)
	if err != nil {
		return err
	}
	if err := c.Users.SetEmail(ctx, tx, u.ID, email); err != nil {
		return err
	}
	if err := c.Notices.DropElsewhere(ctx, tx, u.ID, email); err != nil {
		return err
	}
	n.Audit, n.Message, n.Email = "email.put-back", message.ContactPutBack, email
	if err := c.Notices.Add(ctx, tx, n); err != nil {
		return err
	}
	return c.Notices.TellElsewhere(ctx, tx, u, without(others, email), n)
}

func (c *Service) putPhoneBack(ctx context.Context, tx db.Tx, u user.User, phone string, n notice.Notice) error {
	if err := c.Users.SetPhone(ctx, tx, u.ID, phone); err != nil {
		return err
	}
	n.Audit, n.Message, n.Where = "phone.put-back", message.ContactPutBack, user.MaskPhone(phone)
	if phone == "" {
		n.Message, n.Where = message.PhoneRemoved, user.MaskPhone(u.Phone)
	}
	return c.Notices.Add(ctx, tx, n)
}
