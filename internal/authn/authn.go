// Package authn checks proofs: passwords, second steps, passkeys and codes that were sent. It counts every
// attempt and limits how often people may guess. What a right proof leads to, the callers decide.
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

// Verifier checks proofs for all pages, so that no page is a second place to guess at. It counts an attempt before
// it checks it, and the count stays whatever the check does; no verdict is returned before the count is on the disk. A refusal
// is a result, not an error.
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
	// StrengthChecker checks new passwords.
	StrengthChecker *password.StrengthChecker
	// MinResponseTime is the shortest time after which a refusal is answered, so that its timing tells nothing.
	// What is left of it is waited.
	MinResponseTime time.Duration

	concurrency throttle.Concurrency
}

// Verdict is the result of checking one proof.
type Verdict struct {
	OK      bool
	Refusal *throttle.Refusal // it was not checked, because of too many wrong guesses
	Outcome factor.Outcome    // of a second step
}

// WaitMinResponseTime waits until MinResponseTime has passed since began.
func (p *Verifier) WaitMinResponseTime(ctx context.Context, began time.Time) error {
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
