package signin

import (
	"context"

	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// PasskeyEntry is what somebody gives to sign in with a passkey alone.
type PasskeyEntry struct {
	Asker    string // the secret that AskWhoSignsIn was given
	Answer   string
	Next     string // a local path, checked by the caller
	Replaces string // the secret of the session that this browser had before, if any
	Earlier  string // the secret of the challenge that this browser had before, if any
	By       session.Client
}

// AskWhoSignsIn gives out a challenge to one browser, as JSON for it. Asker is a secret
// that only this browser has. passkey.ErrNotOffered.
func (f *Flow) AskWhoSignsIn(ctx context.Context, asker string, by session.Client) ([]byte, error) {
	return f.Authn.AskWhoSignsIn(ctx, scopeOf(asker), by)
}

func scopeOf(asker string) string { return "browser/" + seal.HashToken(asker) }

// Passkey judges a passkey that has verified its user: it is the password and the second
// step in one, and leads to a session at once.
func (f *Flow) Passkey(ctx context.Context, e PasskeyEntry) (r Result, err error) {
	r.Verdict, err = f.Authn.WhoSignsIn(ctx, authn.PasskeyEntry{Scope: scopeOf(e.Asker), Input: e.Answer, By: e.By},
		func(ctx context.Context, tx db.Tx, u user.User, proof factor.Outcome) error {
			r.Next, r.Role = e.Next, u.Role
			return f.start(ctx, tx, &r, entrance{
				userID: u.ID, second: factor.Passkey, strength: proof.Strength, replaces: e.Replaces, earlier: e.Earlier, by: e.By,
			})
		})
	return r, err
}

// AskForPasskey gives out the challenge for the second step that a sign-in awaits, as JSON
// for the browser. With factorID only that passkey answers it. challenge.ErrExpired: begin
// again with the password; passkey.ErrNotOffered.
func (f *Flow) AskForPasskey(ctx context.Context, secret, factorID string) (options []byte, err error) {
	err = f.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		c, err := f.Challenges.Load(ctx, tx, secret, challenge.SignIn)
		if err != nil {
			return err
		}
		options, err = f.Factors.AskForPasskey(ctx, tx, factor.Answer{UserID: c.UserID, FactorID: factorID, Scope: c.ID})
		return err
	})
	return options, err
}
