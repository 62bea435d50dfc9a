package contact

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
)

// ErrCantSettle says that the person has no second step with which they can end a dispute: staff have to.
var ErrCantSettle = errors.New("no second step of this person settles a dispute")

// NotMe is what "This wasn't me" does for a change of address or number: it ends everything that was granted
// and freezes the account.
func (c *Service) NotMe(ctx context.Context, tx db.Tx, n notice.NotMe, by session.Client) error {
	if err := c.Revoke.NotMe(ctx, tx, n, by); err != nil {
		return err
	}
	return c.freeze(ctx, tx, n.UserID, by)
}

// freeze stops everything that weakens the account, and the changes that wait, until
// the owner or staff settle it. Nothing is put back by it.
func (c *Service) freeze(ctx context.Context, tx db.Tx, userID string, by session.Client) error {
	switch err := c.Gate.NotFrozen(ctx, tx, userID); {
	case errors.Is(err, access.ErrFrozen):
		return nil // a second link about the same
	case err != nil:
		return err
	}
	if err := c.Users.SetFrozen(ctx, tx, userID, true); err != nil {
		return err
	}
	if err := dropAll(ctx, tx, userID); err != nil {
		return err
	}
	return c.Notices.Add(ctx, tx, notice.Notice{Audit: "account.frozen", Message: message.ContactFrozen, UserID: userID, By: by})
}

// CanSettle reports whether the person has a second step that can end a dispute. Methods that send codes to a
// mailbox or a number can't, because these are what is in dispute.
func (c *Service) CanSettle(ctx context.Context, userID string) (bool, error) {
	return c.canSettle(ctx, c.DB.Read(), userID)
}

func (c *Service) canSettle(ctx context.Context, tx db.Reader, userID string) (bool, error) {
	methods, err := c.Factors.Enrolled(ctx, tx, userID)
	return factor.StrongestOf(methods) >= factor.ByApp, err
}

// Settle ends the freeze for the owner, who proves with a second step who they are. It returns
// [access.ErrStepUpRequired], or [ErrCantSettle] if no second step of theirs can prove it and staff have to
// decide.
func (c *Service) Settle(ctx context.Context, by access.Caller) error {
	return c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		u, err := c.Users.ByID(ctx, tx, by.UserID)
		if err != nil || !u.Frozen() {
			return err
		}
		can, err := c.canSettle(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		if !can {
			return ErrCantSettle
		}
		if by.SecondStepAt.Before(u.FrozenAt) || !by.FreshSecondStep(c.Clock.Now()) || by.Strength < factor.ByApp {
			return access.StepUpError{Need: factor.ByApp}
		}
		return c.keep(ctx, tx, notice.Notice{UserID: u.ID, Actor: u.ID, By: by.Client})
	})
}

// Links made before the dispute was settled can't begin it again.
func (c *Service) unfreeze(ctx context.Context, tx db.Tx, userID string) error {
	if err := c.Users.SetFrozen(ctx, tx, userID, false); err != nil {
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
