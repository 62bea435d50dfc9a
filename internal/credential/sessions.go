package credential

import (
	"context"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/revoke"
	"latchkey/internal/session"
)

// EndSession ends another session of the person, the trust in the browser that it was
// in, and a change of address or number that was asked for there. It needs a fresh proof
// (access.ErrStepUpRequired); access.ErrFrozen. session.ErrNotFound: the person has no
// other session by that id.
func (c *Service) EndSession(ctx context.Context, by access.Caller, id string) error {
	return c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		if err := c.mayEndSessions(ctx, tx, by.Session); err != nil {
			return err
		}
		if id == by.ID {
			return session.ErrNotFound // that is signing out
		}
		ended, err := c.Sessions.EndOne(ctx, tx, by.UserID, id)
		if err != nil {
			return err
		}
		if err := c.Contact.DropFrom(ctx, tx, by.UserID, id); err != nil {
			return err
		}
		if ended.Browser != by.Client.Browser {
			// Whoever sat there must not be taken for the person by that browser in a recovery case.
			if err := c.Browsers.DistrustBrowser(ctx, tx, by.UserID, ended.Browser); err != nil {
				return err
			}
			if err := c.Browsers.Forget(ctx, tx, by.UserID, ended.Browser); err != nil {
				return err
			}
		}
		return c.log(ctx, tx, by, "session.ended", map[string]string{"browser": ended.Agent, "network": ended.Network})
	})
}

// EndOtherSessions ends every session of the person but this one, the trust in every
// other browser, and changes of address or number that were asked for elsewhere. It needs
// a fresh proof (access.ErrStepUpRequired); access.ErrFrozen.
func (c *Service) EndOtherSessions(ctx context.Context, by access.Caller) error {
	return c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		if err := c.mayEndSessions(ctx, tx, by.Session); err != nil {
			return err
		}
		if err := c.Contact.DropFromOthers(ctx, tx, by.UserID, by.ID); err != nil {
			return err
		}
		if err := c.Revoke.Apply(ctx, tx, revoke.OtherSessionsEnded, revoke.Of(by)); err != nil {
			return err
		}
		return c.log(ctx, tx, by, "session.others-ended", nil)
	})
}

// MayEndSessions returns access.ErrStepUpRequired unless this session's last proof is fresh enough to
// end others; access.ErrFrozen.
func (c *Service) MayEndSessions(ctx context.Context, s session.Session) error {
	return c.mayEndSessions(ctx, c.DB.Read(), s)
}

// Whoever found a browser signed in must not be able to throw its owner out elsewhere. Any
// second step will do, as it does for a new password, which ends the same sessions.
func (c *Service) mayEndSessions(ctx context.Context, tx db.Reader, s session.Session) error {
	return c.Gate.StepUp(ctx, tx, s, factor.Weakest)
}

// Distrust takes the trust in one browser back. It needs no proof: nothing is weaker
// after it. session.ErrNotFound: the person has no such browser.
func (c *Service) Distrust(ctx context.Context, by access.Caller, id string) error {
	return c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		if err := c.Browsers.Distrust(ctx, tx, by.UserID, id); err != nil {
			return err
		}
		return c.log(ctx, tx, by, "browser.distrusted", nil)
	})
}

func (c *Service) log(ctx context.Context, tx db.Tx, by access.Caller, kind string, detail map[string]string) error {
	return c.Audit.Append(ctx, tx, audit.Event{Kind: kind, Actor: by.UserID, Subject: by.UserID, Network: by.Client.Network(), Detail: detail})
}
