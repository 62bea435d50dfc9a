package credential

import (
	"context"
	"errors"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
)

// EndSession ends another session of the person, the trust in the browser that it was
// in, and a change of address or number that was asked for there. It needs a fresh proof
// (ErrStepUpRequired); ErrFrozen. session.ErrNotFound: the person has no
// other session by that id.
func (c *Service) EndSession(ctx context.Context, s session.Session, id string, by session.Client) error {
	return c.inSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		if err := c.mayEndSessions(ctx, tx, s); err != nil {
			return err
		}
		if id == s.ID {
			return session.ErrNotFound // that is signing out
		}
		ended, err := c.Sessions.EndOne(ctx, tx, s.UserID, id)
		if err != nil {
			return err
		}
		if err := dropContactsFrom(ctx, tx, s.UserID, id); err != nil {
			return err
		}
		if ended.Browser != by.Browser {
			// Whoever sat there must not be taken for the person by that browser in a recovery case.
			if err := errors.Join(c.Browsers.DistrustBrowser(ctx, tx, s.UserID, ended.Browser), c.Browsers.Forget(ctx, tx, s.UserID, ended.Browser)); err != nil {
				return err
			}
		}
		return c.log(ctx, tx, s, by, "session.ended", map[string]string{"browser": ended.Agent, "network": ended.Network})
	})
}

// EndOtherSessions ends every session of the person but this one, the trust in every
// other browser, and changes of address or number that were asked for elsewhere. It needs
// a fresh proof (ErrStepUpRequired); ErrFrozen.
func (c *Service) EndOtherSessions(ctx context.Context, s session.Session, by session.Client) error {
	return c.inSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		if err := c.mayEndSessions(ctx, tx, s); err != nil {
			return err
		}
		if err := c.Sessions.EndOthers(ctx, tx, s.UserID, s.ID); err != nil {
			return err
		}
		if err := dropContactsFromOthers(ctx, tx, s.UserID, s.ID); err != nil {
			return err
		}
		if err := errors.Join(c.Browsers.DistrustOthers(ctx, tx, s.UserID, by.Browser), c.Browsers.ForgetOthers(ctx, tx, s.UserID, by.Browser)); err != nil {
			return err
		}
		return c.log(ctx, tx, s, by, "session.others-ended", nil)
	})
}

// MayEndSessions returns ErrStepUpRequired unless this session's last proof is fresh enough to
// end others; ErrFrozen.
func (c *Service) MayEndSessions(ctx context.Context, s session.Session) error {
	return c.mayEndSessions(ctx, c.DB.Read(), s)
}

// Whoever found a browser signed in must not be able to throw its owner out elsewhere. Any
// second step will do, as it does for a new password, which ends the same sessions.
func (c *Service) mayEndSessions(ctx context.Context, tx db.Tx, s session.Session) error {
	return c.requireStepUp(ctx, tx, s, factor.Weakest)
}

// Distrust takes the trust in one browser back. It needs no proof: nothing is weaker
// after it. session.ErrNotFound: the person has no such browser.
func (c *Service) Distrust(ctx context.Context, s session.Session, id string, by session.Client) error {
	return c.inSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		if err := c.Browsers.Distrust(ctx, tx, s.UserID, id); err != nil {
			return err
		}
		return c.log(ctx, tx, s, by, "browser.distrusted", nil)
	})
}

func (c *Service) log(ctx context.Context, tx db.Tx, s session.Session, by session.Client, kind string, detail map[string]string) error {
	return c.Audit.Append(ctx, tx, audit.Event{Kind: kind, Actor: s.UserID, Subject: s.UserID, Network: by.Network(), Detail: detail})
}
