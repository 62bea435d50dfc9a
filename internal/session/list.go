package session

import (
	"context"
	"errors"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// ErrNotFound says that a person has no such session or trusted browser. It does not tell whether it has ended
// or is somebody else's.
var ErrNotFound = errors.New("no such session or browser of this person")

// Listed is one session in the person's list.
type Listed struct {
	ID         string
	Browser    string // the id of its browser; "" for sessions older than that column
	Agent      string
	Network    string // the address from which it was started
	CreatedAt  clock.Instant
	LastSeenAt clock.Instant // to the minute
}

// List returns a person's sessions that have not ended, the last used first.
func (ss *Sessions) List(ctx context.Context, tx db.Reader, userID string) ([]Listed, error) {
	return list(ctx, tx, userID, ss.holding(ctx))
}

// holding is when a session that holds was begun, and last seen.
type holding struct{ created, seen clock.Span }

func (h holding) has(s Session) bool { return h.created.Has(s.CreatedAt) && h.seen.Has(s.LastSeenAt) }

func (ss *Sessions) holding(ctx context.Context) holding { return ss.holdingAt(ctx, ss.Clock.Now()) }

func (ss *Sessions) holdingAt(ctx context.Context, at clock.Instant) holding {
	choices := ss.Settings.Choices(ctx)
	return holding{created: at.MadeFor(choices.SessionLifetime), seen: at.MadeFor(choices.SessionIdle)}
}

// EndOne ends one session of a person and returns it; [ErrNotFound] if the person has none with that id.
func (ss *Sessions) EndOne(ctx context.Context, tx db.Tx, userID, id string) (Listed, error) {
	return endOne(ctx, tx, userID, id)
}

// EndOthers ends all sessions of a person but the one with that id, and forgets what was typed in those that ran out.
func (ss *Sessions) EndOthers(ctx context.Context, tx db.Tx, userID, id string) error {
	if err := forgetLost(ctx, tx, userID); err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM session WHERE user_id = $1 AND id <> $2`, userID, id)
}
