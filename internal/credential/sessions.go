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

// EndSession ends another session of the person, the trust in its browser, and a change of address or number
// that waits and was given there. It needs a fresh proof. It returns [access.ErrStepUpRequired],
// [access.ErrFrozen], or [session.ErrNotFound] if the person has no other session with that id.
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

// EndOtherSessions ends every session of the person but this one, the trust in every other browser, and changes
// of address or number that wait and were given elsewhere. It needs a fresh proof. It returns
// [access.ErrStepUpRequired] or [access.ErrFrozen].
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

// MayEndSessions returns [access.ErrStepUpRequired] unless this session's last proof is fresh enough to end
// others, or [access.ErrFrozen].
func (c *Service) MayEndSessions(ctx context.Context, s session.Session) error {
	return c.mayEndSessions(ctx, c.DB.Read(), s)
}

// Whoever found a browser signed in must not be able to throw its owner out elsewhere. Any
// second step will do, as it does for a new password, which ends the same sessions.
func (c *Service) mayEndSessions(ctx context.Context, tx db.Reader, s session.Session) error {
	return c.Gate.StepUp(ctx, tx, s, factor.Weakest)
}

// Distrust ends the trust in one browser. It needs no proof, because it weakens nothing. It returns
// [session.ErrNotFound] if the person trusts no such browser.
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
