package challenge

import (
	"context"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Unfinished is a sign-in with a right password for which no second step came.
type Unfinished struct {
	UserID  string
	Agent   string
	Network string
	At      clock.Instant // when the password was given
}

// keptUnfinished is for how long a sign-in that was left unfinished waits to be told of:
// sweeping must not come before that.
const keptUnfinished = time.Hour

// TakeUnfinished deletes sign-ins that were not finished within [Lifetime], so many at most, and returns them, oldest first, so
// each is returned once; and whether there may be more. It leaves out those that were finished, or ended by a change of the account.
func (cs *Challenges) TakeUnfinished(ctx context.Context, tx db.Tx, most int) (taken []Unfinished, more bool, err error) {
	return takeUnfinished(ctx, tx, most, cs.Clock.Now())
}

// Finish ends a sign-in's challenge after its right answer, and with it the earlier ones that the same person
// started in the same browser: somebody who goes back and types the password again has left nothing unfinished.
// C is what [Challenges.Try] has returned in this transaction, so that no change can have ended it meanwhile; in another one, Finish
// returns [ErrExpired] if somebody finished it first.
func (cs *Challenges) Finish(ctx context.Context, tx db.Tx, c Challenge) error {
	return finish(ctx, tx, c)
}

// EndChain is [Challenges.Finish] for a sign-in that was completed in another way, without an answer to c.
func (cs *Challenges) EndChain(ctx context.Context, tx db.Tx, c Challenge) error {
	return endChain(ctx, tx, c)
}
