// Package access guards actions. A gate checks who asks and whether they may, runs the action and writes its
// row in the audit log, all in one transaction: so nothing is done for a session that has ended or for somebody
// who may not do it any more, and nothing is done unlogged. The packages that act say which actions there are
// and what each needs.
package access

import (
	"context"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/user"
)

// Caller is who asks: the session, and the client that sent the request.
type Caller struct {
	session.Session
	Client session.Client
}

// Gate runs actions for callers.
type Gate struct {
	DB       *db.DB
	Clock    *clock.Clock
	Users    *user.Users
	Sessions *session.Sessions
	Factors  *factor.Factors
	Settings *setting.Settings
	Audit    *audit.Log
}

// Rule returns why a caller may not act, or nil. It reads the database in the act's own transaction.
type Rule func(ctx context.Context, tx db.Reader, by Caller) error

// Act is an action. It returns its row for the audit log, in which the gate fills in who did it and from where.
// It returns [Nothing] if it changed nothing or wrote a row itself.
type Act func(ctx context.Context, tx db.Tx) (audit.Event, error)

// Nothing is what an [Act] returns to write no row in the audit log.
var Nothing audit.Event

// Do checks the rule, runs the act and writes its audit row in one transaction. It returns the rule's error,
// the act's error, or [session.ErrNone] if the session has ended.
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

// InSession calls act in one transaction, unless the session has ended since the request came in: then it
// returns [session.ErrNone].
func (g *Gate) InSession(ctx context.Context, s session.Session, act func(context.Context, db.Tx) error) error {
	return g.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := g.Sessions.Holds(ctx, tx, s.ID); err != nil {
			return err
		}
		return act(ctx, tx)
	})
}
