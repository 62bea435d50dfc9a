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

// PasskeyEntry is a sign-in with a passkey alone.
type PasskeyEntry struct {
	BrowserSecret string // the secret that was given to BeginPasskeySignIn
	Answer        string
	Next          string // the local path to go to afterwards, checked by the caller
	Replaces      string // the secret of this browser's earlier session; "" for none
	Earlier       string // the secret of this browser's earlier challenge; "" for none
	Trust         string // the secret of this trusted browser; "" for none
	By            session.Client
}

// BeginPasskeySignIn makes a challenge for a passkey that is the whole sign-in, and returns its options as JSON for
// the browser. BrowserSecret is a secret of this browser. It may return [passkey.ErrNotOffered].
func (f *Flow) BeginPasskeySignIn(ctx context.Context, asker string, by session.Client) ([]byte, error) {
	return f.Authn.BeginPasskeySignIn(ctx, scopeOf(asker), by)
}

func scopeOf(asker string) string { return "browser/" + seal.HashToken(asker) }

// Passkey checks a passkey that has verified its user. It replaces password and second step, so a right one
// leads to a session at once.
func (f *Flow) Passkey(ctx context.Context, e PasskeyEntry) (r Result, err error) {
	defer func() { f.report(string(factor.Passkey), e.By, &r, err) }()
	r.Verdict, err = f.Authn.VerifyPasskeySignIn(ctx, authn.PasskeyEntry{Scope: scopeOf(e.BrowserSecret), Input: e.Answer, By: e.By},
		func(ctx context.Context, tx db.Tx, u user.User, proof factor.Outcome) error {
			r.Next, r.Role = e.Next, u.Role
			trustID, err := f.trusts(ctx, tx, u, e.Trust, e.By)
			if err != nil {
				return err
			}
			return f.start(ctx, tx, &r, entrance{
				userID: u.ID, epoch: u.Epoch, zone: u.Zone, second: factor.Passkey, proof: proof.Proof, trustID: trustID,
				replaces: e.Replaces, earlier: e.Earlier, by: e.By,
			})
		})
	return r, err
}

// AskForPasskey makes a challenge for a passkey as the second step and returns its options as JSON for the
// browser. If factorID is not "", only that passkey may answer. It returns [challenge.ErrExpired] if the person
// has to start again, or [passkey.ErrNotOffered].
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
