package credential

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/session"
)

// CreatePasskey gives out the challenge that ends the set-up of a passkey that this session
// has under way, as JSON for the browser. Host is the name people know the server by.
func (c *Service) CreatePasskey(ctx context.Context, s session.Session, host string) (options []byte, err error) {
	err = c.Gate.InSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		options, err = c.Factors.CreatePasskey(ctx, tx, ownerOf(s), passkey.Person{ID: s.UserID, Email: s.Email, Name: s.Name}, host)
		return err
	})
	return options, err
}

// AskForPasskey gives out the challenge for a fresh proof in a session, as JSON for the
// browser. With factorID only that passkey answers it.
func (c *Service) AskForPasskey(ctx context.Context, s session.Session, factorID, scope string) (options []byte, err error) {
	err = c.Gate.InSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		options, err = c.Factors.AskForPasskey(ctx, tx, factor.Answer{UserID: s.UserID, FactorID: factorID, Scope: scope})
		return err
	})
	return options, err
}
