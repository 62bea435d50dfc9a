package session

import (
	"context"
	"errors"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// ErrNotFound says that a person has no such session or trusted browser: it has
// ended, or it is somebody else's, which are told apart to nobody.
var ErrNotFound = errors.New("no such session or browser of this person")

// Listed is one session as its person sees it.
type Listed struct {
	ID         string
	Browser    string // the id of the browser it is in; "" for one from before that was kept
	Agent      string
	Network    string // the address that it was started from
	CreatedAt  clock.Instant
	LastSeenAt clock.Instant // to the minute
}

// List is every session of a person that still holds, the one used last first.
func (ss *Sessions) List(ctx context.Context, tx db.Reader, userID string) ([]Listed, error) {
	createdAfter, seenAfter := ss.holding(ctx)
	return list(ctx, tx, userID, createdAfter, seenAfter)
}

// holding is after which moments a session that still holds was begun, and last seen.
func (ss *Sessions) holding(ctx context.Context) (createdAfter, seenAfter clock.Instant) {
	now, choices := ss.Clock.Now(), ss.Settings.Choices(ctx)
	return now.Add(-choices.SessionLifetime), now.Add(-choices.SessionIdle)
}

// EndOne ends one session of a person and tells which it was; ErrNotFound where the
// person has none by that id.
func (ss *Sessions) EndOne(ctx context.Context, tx db.Tx, userID, id string) (Listed, error) {
	return endOne(ctx, tx, userID, id)
}

// EndOthers ends every session of a person but one.
func (ss *Sessions) EndOthers(ctx context.Context, tx db.Tx, userID, id string) error {
	return exec(ctx, tx, `DELETE FROM session WHERE user_id = $1 AND id <> $2`, userID, id)
}
