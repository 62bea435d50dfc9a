package contact

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// ErrCantSettle says that the person has no second step with which they can end a dispute: staff have to.
var ErrCantSettle = errors.New("no second step of this person settles a dispute")

// NotMe is what "This wasn't me" does for a change of address or number: it ends everything that was granted and, if the
// link is [Service.Trusted], undoes what was done to the methods in the last week and freezes the account.
func (c *Service) NotMe(ctx context.Context, tx db.Tx, n notice.NotMe, by session.Client) error {
	trusted, err := c.Trusted(ctx, tx, n)
	if err != nil {
		return err
	}
	if !trusted { // whoever reads the new mailbox takes no method from the owner
		if err := c.Revoke.NotMe(ctx, tx, n, by); err != nil {
			return err
		}
		return c.Gate.Audit.Append(ctx, tx, audit.Event{Kind: "dispute.refused", Subject: n.UserID, Network: by.Network()})
	}
	if err := c.Revoke.NotMeMethod(ctx, tx, n, by); err != nil {
		return err
	}
	return c.freeze(ctx, tx, n, by)
}

// freeze stops everything that weakens the account, and the changes that wait, until
// the owner or staff settle it. Nothing is put back by it. A further link moves the dispute
// back to what it is about, and has staff decide again.
func (c *Service) freeze(ctx context.Context, tx db.Tx, n notice.NotMe, by session.Client) error {
	u, err := c.Users.ByID(ctx, tx, n.UserID)
	if err != nil {
		return err
	}
	since, err := c.oldest(ctx, tx, u, n.At)
	if err != nil {
		return err
	}
	if err := openDispute(ctx, tx, u.ID, since); err != nil {
		return err
	}
	all, err := c.questionable(ctx, tx, u, n.At)
	if err != nil {
		return err
	}
	if u.Frozen() {
		return errors.Join(undecide(ctx, tx, u.ID), c.Users.SetEmailBefore(ctx, tx, u.ID, trustedAddress(u, all)))
	}
	if err := c.Users.SetFrozen(ctx, tx, u.ID, true); err != nil {
		return err
	}
	if err := c.Users.SetEmailBefore(ctx, tx, u.ID, trustedAddress(u, all)); err != nil {
		return err
	}
	if err := dropAll(ctx, tx, u.ID); err != nil {
		return err
	}
	return c.Notices.Add(ctx, tx, notice.Notice{Audit: "account.frozen", Message: message.ContactFrozen, UserID: u.ID, By: by})
}

// oldest is when the oldest of the changes was made, or asked for, that a link disputes: the one that it is about, and
// all before it that can still be disputed.
func (c *Service) oldest(ctx context.Context, tx db.Reader, u user.User, asked clock.Instant) (clock.Instant, error) {
	all, err := c.questionable(ctx, tx, u, asked)
	if len(all) > 0 && all[0].At.Before(asked) {
		asked = all[0].At
	}
	return asked, err
}

// settlesSince is when a method must have been there that settles a dispute: before the oldest disputed change, by as
// long as such a change can be disputed. Whoever made it may have added a method just before.
func settlesSince(oldest clock.Instant) clock.Instant { return oldest.Add(-notice.NotMeFor) }

// CanSettle reports whether the person has a second step that can end a dispute about what has happened until now. It
// must be older than the oldest disputed change. Methods that send codes to a mailbox or a number can't, because
// these are what is in dispute.
func (c *Service) CanSettle(ctx context.Context, userID string) (bool, error) {
	tx := c.DB.Read()
	u, err := c.Users.ByID(ctx, tx, userID)
	if err != nil {
		return false, err
	}
	d, err := c.disputed(ctx, tx, u)
	if errors.Is(err, ErrSettled) {
		d.Since, err = c.oldest(ctx, tx, u, c.Clock.Now())
	}
	if err != nil {
		return false, err
	}
	return c.canSettle(ctx, tx, userID, settlesSince(d.Since))
}

func (c *Service) canSettle(ctx context.Context, tx db.Reader, userID string, since clock.Instant) (bool, error) {
	s, err := c.Factors.State(ctx, tx, userID)
	if err != nil {
		return false, err
	}
	can := s.Backup.Left > 0 && s.Backup.Strength >= factor.ByApp && !s.Backup.MadeAt.After(since)
	for _, m := range s.Methods {
		can = can || m.Strength >= factor.ByApp && !m.Since().After(since)
	}
	return can, nil
}

// Settle ends the freeze for the owner, who proves with a second step who they are: with [Keep] what is in force stays,
// with [Back] what was in force before the oldest disputed change is restored, as staff restore it. It returns
// [access.ErrStepUpRequired], or [ErrCantSettle] if no second step of theirs can prove it and staff have to
// decide; with Back also [ErrNotReplaced], or [user.ErrEmailTaken] if somebody else has the address now.
func (c *Service) Settle(ctx context.Context, by access.Caller, how Outcome) error {
	return c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		u, err := c.Users.ByID(ctx, tx, by.UserID)
		if err != nil || !u.Frozen() {
			return err
		}
		d, err := c.disputed(ctx, tx, u)
		if err != nil {
			return err
		}
		since := settlesSince(d.Since)
		can, err := c.canSettle(ctx, tx, u.ID, since)
		if err != nil {
			return err
		}
		if !can {
			return ErrCantSettle
		}
		fresh := by.FreshSecondStep(c.Clock.Now()) && !by.SecondStepAt.Before(u.FrozenAt)
		if !fresh || by.Proof.Strength < factor.ByApp || !by.Proof.Was(since) {
			return access.StepUpError{Need: factor.ByApp, Since: since}
		}
		n := notice.Notice{UserID: u.ID, Actor: u.ID, By: by.Client}
		if how == Keep {
			return c.keep(ctx, tx, u, n)
		}
		return c.putAllBack(ctx, tx, u, d, n)
	})
}

// Links made before the dispute was settled can't begin it again.
func (c *Service) unfreeze(ctx context.Context, tx db.Tx, userID string) error {
	if err := c.Users.SetFrozen(ctx, tx, userID, false); err != nil {
		return err
	}
	if err := closeDispute(ctx, tx, userID); err != nil {
		return err
	}
	if err := c.Notices.DropNotMe(ctx, tx, userID, notice.NotMeContact); err != nil {
		return err
	}
	if err := settleReplaced(ctx, tx, userID, Email, c.Clock.Now()); err != nil {
		return err
	}
	return settleReplaced(ctx, tx, userID, Phone, c.Clock.Now())
}
