package authn

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

// What the tests of this package see of its limits.
var (
	BrowsersLimit  = browsersLimit
	PasswordLimits = passwordLimits
)

// SentYear is the same for codes that are sent.
const SentYear = sentYear

// FreeGuesses is how many wrong guesses there are without a wait.
const FreeGuesses = freeGuesses

// AtOnce is how many passwords of one person are hashed at the same moment.
const AtOnce = atOnce

// MaySend counts a code that is to be sent in every limit that bounds it.
func (p *Verifier) MaySend(ctx context.Context, tx db.Tx, d factor.Destination, known bool, by session.Client) (*throttle.Refusal, error) {
	return p.maySend(ctx, tx, d, known, by)
}
