package challenge

import (
	"context"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// Unfinished is a sign-in whose password was right and whose second step never came.
type Unfinished struct {
	UserID  string
	Agent   string
	Network string
	At      clock.Instant // when the password was given
}

// keptUnfinished is for how long a sign-in that was left unfinished waits to be told of:
// sweeping must not come before that.
const keptUnfinished = time.Hour

// TakeUnfinished returns the sign-ins that were not finished within Lifetime, oldest
// first, and deletes them: each is returned once. One that was finished, or that was
// ended by a change meanwhile, is none.
func (cs *Challenges) TakeUnfinished(ctx context.Context, tx db.Tx) ([]Unfinished, error) {
	return takeUnfinished(ctx, tx, cs.Clock.Now())
}

// Finish ends a sign-in's challenge that was answered, with what the same person began
// before it in the same browser: whoever goes back and types the password anew left
// nothing unfinished. ErrExpired: somebody else did so first, or a change has ended it meanwhile.
func (cs *Challenges) Finish(ctx context.Context, tx db.Tx, secret string, c Challenge) error {
	return finish(ctx, tx, seal.HashToken(secret), c, cs.Clock.Now())
}

// EndChain is Finish for a challenge that nothing was answered to.
func (cs *Challenges) EndChain(ctx context.Context, tx db.Tx, c Challenge) error {
	return endChain(ctx, tx, c)
}
