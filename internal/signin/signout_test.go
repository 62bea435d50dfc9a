package signin_test

import (
	"errors"
	"testing"

	"latchkey/internal/credential"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
)

// Two tabs: one proves a code, which gives the session a new secret, while the other's
// request to sign out is on its way with the old one. Signed out is signed out.
func TestSigningOutEndsASessionWhoseSecretHasJustChanged(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, s, by := h.Protected("ada@example.com")
	secret, v, err := h.Credential.Confirm(t.Context(), signintest.As(s, by), credential.Proof{Input: p.Code()})
	if h.Must(err); !v.OK {
		t.Fatalf("the code: %+v", v)
	}
	h.Load(secret)
	h.Must(h.Flow.SignOut(t.Context(), signintest.As(s, by)))
	if _, err := h.Sessions.Load(t.Context(), h.DB, secret); !errors.Is(err, session.ErrNone) {
		t.Fatalf("the session goes on with its new secret: %v", err)
	}
}
