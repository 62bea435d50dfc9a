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
	createdAfter, seenAfter := ss.holding(ctx)
	return list(ctx, tx, userID, createdAfter, seenAfter)
}

// holding is after which moments a session that still holds was begun, and last seen.
func (ss *Sessions) holding(ctx context.Context) (createdAfter, seenAfter clock.Instant) {
	now, choices := ss.Clock.Now(), ss.Settings.Choices(ctx)
	return now.Add(-choices.SessionLifetime), now.Add(-choices.SessionIdle)
}

// EndOne ends one session of a person and returns it; [ErrNotFound] if the person has none with that id.
func (ss *Sessions) EndOne(ctx context.Context, tx db.Tx, userID, id string) (Listed, error) {
	return endOne(ctx, tx, userID, id)
}

// EndOthers ends all sessions of a person but the one with that id.
func (ss *Sessions) EndOthers(ctx context.Context, tx db.Tx, userID, id string) error {
	return exec(ctx, tx, `DELETE FROM session WHERE user_id = $1 AND id <> $2`, userID, id)
}
