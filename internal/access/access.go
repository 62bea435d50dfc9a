// Package access holds the gates that acts pass through: who asks, whether they may, the act itself and its row in the
// audit log, all in one transaction, so that nothing is done for a session that has ended, or for somebody who may not
// any more, and nothing is done unlogged. Which acts there are, and what each needs, is said by the packages that act.
package access

import (
	"context"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// Caller is who asks: the session that they are signed in with, and the client that the request came from.
type Caller struct {
	session.Session
	Client session.Client
}

// Gate lets callers act.
type Gate struct {
	DB       *db.DB
	Clock    *clock.Clock
	Users    *user.Users
	Sessions *session.Sessions
	Factors  *factor.Factors
	Audit    *audit.Log
}

// Rule returns why a caller may not act, by what the database knows in the act's own transaction.
type Rule func(ctx context.Context, tx db.Reader, by Caller) error

// Act changes something, and returns its row in the audit log; the gate fills in who did it, and from where. Nothing,
// where it changed nothing or has written a row itself.
type Act func(ctx context.Context, tx db.Tx) (audit.Event, error)

// Nothing is the row of an act that leaves none.
var Nothing audit.Event

// Do makes an act for a caller who may: rule, act and audit row are one transaction. session.ErrNone; the rule's
// errors, and the act's.
func (g *Gate) Do(ctx context.Context, by Caller, may Rule, act Act) error {
	return g.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		if err := may(ctx, tx, by); err != nil {
			return err
		}
		event, err := act(ctx, tx)
		if err != nil || event.Kind == "" {
			return err
		}
		event.Actor, event.Network = by.UserID, by.Client.Network()
		return g.Audit.Append(ctx, tx, event)
	})
}

// InSession runs act in one transaction for a session that may have been ended while the request was on its way: what
// it asks for is then not done. session.ErrNone.
func (g *Gate) InSession(ctx context.Context, s session.Session, act func(context.Context, db.Tx) error) error {
	return g.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := g.Sessions.Holds(ctx, tx, s.ID); err != nil {
			return err
		}
		return act(ctx, tx)
	})
}
