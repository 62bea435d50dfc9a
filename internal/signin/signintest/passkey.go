package signintest

import (
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/internal/session"
)

// Passkey creates a passkey in a session that may add methods. It returns the authenticator that holds it, and
// the session afterwards.
func (p *Person) Passkey(s session.Session, by session.Client) (*passkeytest.Authenticator, session.Session) {
	p.fixture.Helper()
	a := passkeytest.New(p.fixture, Origin)
	return a, p.PasskeyOf(a, s, by)
}

// PasskeyOf is [Person.Passkey] with an authenticator of the test.
func (p *Person) PasskeyOf(a *passkeytest.Authenticator, s session.Session, by session.Client) session.Session {
	h := p.fixture
	h.Helper()
	h.Must(h.Credential.BeginSetUp(h.Context(), s, factor.Enrollment{Kind: factor.Passkey}))
	options, err := h.Credential.CreatePasskey(h.Context(), s, "Example Hosting")
	h.Must(err)
	made := credential.FirstAnswer{Kind: factor.Passkey, Input: a.Create(options)}
	secret, verdict, err := h.Credential.ConfirmSetUp(h.Context(), As(s, by), made)
	h.Must(err)
	if !verdict.OK {
		h.Fatalf("the passkey was refused: %+v", verdict)
	}
	return h.Load(secret)
}
