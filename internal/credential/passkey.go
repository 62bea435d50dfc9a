package credential

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/session"
)

// CreatePasskey makes the challenge that completes the set-up of a passkey, and returns its options as JSON for
// the browser. Host is the name by which people know the server.
func (c *Service) CreatePasskey(ctx context.Context, s session.Session, host string) (options []byte, err error) {
	err = c.Gate.InSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		options, err = c.Factors.CreatePasskey(ctx, tx, ownerOf(s), passkey.Person{ID: s.UserID, Email: s.Email, Name: s.Name}, host)
		return err
	})
	return options, err
}

// AskForPasskey makes a challenge for a fresh proof in a session and returns its options as JSON for the
// browser. If factorID is not "", only that passkey may answer.
func (c *Service) AskForPasskey(ctx context.Context, s session.Session, factorID, scope string) (options []byte, err error) {
	err = c.Gate.InSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		options, err = c.Factors.AskForPasskey(ctx, tx, factor.Answer{UserID: s.UserID, FactorID: factorID, Scope: scope})
		return err
	})
	return options, err
}
