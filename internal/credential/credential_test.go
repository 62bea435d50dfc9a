package credential_test

import (
	"context"
	"testing"

	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
)

// person is somebody with two-factor on, in a session and a browser of their own.
type person struct {
	*signintest.Person
	h       *signintest.Fixture
	session session.Session
	by      session.Client
}

func protected(h *signintest.Fixture) *person {
	h.Helper()
	p, s, by := h.Protected("ada@example.com")
	return &person{Person: p, h: h, session: s, by: by}
}

func (p *person) context() context.Context { return p.h.Context() }

// whenHashing is the context of a request during which something else happens, just
// before the n-th hash that is computed for it: the hasher asks whether it goes on.
type whenHashing struct {
	context.Context
	n  int
	do func()
}

func (w *whenHashing) Err() error {
	if w.n--; w.n == 0 {
		w.do()
	}
	return w.Context.Err()
}

// signedOut reports whether the sessions with these ids have all ended.
func signedOut(h *signintest.Fixture, sessions ...session.Session) bool {
	h.Helper()
	for _, s := range sessions {
		if h.Count(`FROM session WHERE id = $1`, s.ID) > 0 {
			return false
		}
	}
	return true
}

// told are the messages and the audit events of a kind that stand there.
func told(h *signintest.Fixture, kind message.Kind, event string) [2]int {
	h.Helper()
	return [2]int{h.Count(`FROM message WHERE kind = $1`, string(kind)), h.Count(`FROM audit_event WHERE event = $1`, event)}
}

// latest is the newest message, whoever it is to.
func latest(h *signintest.Fixture) message.Message {
	h.Helper()
	all, err := h.Changes.Outbox.Latest(h.Context(), h.DB.Read(), 1)
	h.Must(err)
	if len(all) == 0 {
		h.Fatal("no message")
	}
	return all[0]
}

// The chain holds after whatever a test did.
func chainHolds(t *testing.T, h *signintest.Fixture, want ...string) {
	t.Helper()
	if _, _, err := h.Changes.Audit.Verify(t.Context(), h.DB.Read()); err != nil {
		t.Error(err)
	}
	for _, event := range want {
		if h.Count(`FROM audit_event WHERE event = $1`, event) == 0 {
			t.Errorf("the audit log has no %s", event)
		}
	}
}
