// Package authn judges what people know and have: a password, a second step, a passkey, a code that was sent; and how
// often may be guessed. What a right answer leads to is said by whoever asks for it.
package authn

import (
	"context"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/password"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// Verifier judges what people know and have, wherever they are asked for it, so that
// no page is a second place to guess at. An attempt is counted and committed first,
// then judged; a refusal is a result, not an error.
type Verifier struct {
	DB       *db.DB
	Users    *user.Users
	Browsers *session.Browsers
	Factors  *factor.Factors
	Limiter  *throttle.Limiter
	Audit    *audit.Log
	Outbox   *message.Outbox
	Hasher   *password.Hasher
	Settings *setting.Settings
	Notices  *notice.Notices
	// StrengthChecker judges new passwords.
	StrengthChecker *password.StrengthChecker
	// MinResponseTime is how soon a refusal is answered at the earliest, so that its timing tells
	// nothing. It is spent waiting.
	MinResponseTime time.Duration

	concurrency throttle.Concurrency
}

// Verdict is the judgement of one proof.
type Verdict struct {
	OK      bool
	Refusal *throttle.Refusal // not judged: too many wrong guesses
	Outcome factor.Outcome    // of a second step
}

// WaitFloor spends what is left of the time that an answer takes at least, counted from began.
func (p *Verifier) WaitFloor(ctx context.Context, began time.Time) error {
	return wait(ctx, p.MinResponseTime-time.Since(began))
}

func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
