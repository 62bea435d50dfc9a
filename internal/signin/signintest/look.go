package signintest

import (
	"context"
	"runtime"
	"strings"

	"latchkey/internal/message"
	"latchkey/internal/session"
)

// SignedOut reports whether these sessions have all ended.
func (h *Fixture) SignedOut(sessions ...session.Session) bool {
	h.Helper()
	for _, s := range sessions {
		if h.Count(`FROM session WHERE id = $1`, s.ID) > 0 {
			return false
		}
	}
	return true
}

// Told returns how many messages of a kind and how many audit events of a kind there are.
func (h *Fixture) Told(kind message.Kind, event string) [2]int {
	h.Helper()
	return [2]int{h.Count(`FROM message WHERE kind = $1`, string(kind)), h.Count(`FROM audit_event WHERE event = $1`, event)}
}

// Latest returns the newest message to anybody.
func (h *Fixture) Latest() message.Message {
	h.Helper()
	all, err := h.Outbox.Latest(h.Context(), h.DB.Read(), 1)
	h.Must(err)
	if len(all) == 0 {
		h.Fatal("no message")
	}
	return all[0]
}

// Brought returns the newest message with a code.
func (h *Fixture) Brought() message.Message {
	h.Helper()
	all, err := h.Outbox.Latest(h.Context(), h.DB.Read(), 20)
	h.Must(err)
	for _, m := range all {
		if m.Kind == message.SignInCode || m.Kind == message.ConfirmCode {
			return m
		}
	}
	h.Fatal("no code was sent")
	return message.Message{}
}

// ChainHolds checks that the audit log is intact and contains these events.
func (h *Fixture) ChainHolds(want ...string) {
	h.Helper()
	if _, _, err := h.Audit.Verify(h.Context(), h.DB.Read()); err != nil {
		h.Error(err)
	}
	for _, event := range want {
		if h.Count(`FROM audit_event WHERE event = $1`, event) == 0 {
			h.Errorf("the audit log has no %s", event)
		}
	}
}

// StoredHash returns the stored hash of the person's password.
func (p *Person) StoredHash() string {
	p.fixture.Helper()
	u, err := p.fixture.Users.ByID(p.fixture.Context(), p.fixture.DB.Read(), p.ID)
	p.fixture.Must(err)
	return u.PasswordHash
}

// OtherCode returns six digits that differ from code.
func OtherCode(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

// WhenHashing is the context of a request during which Do is called, just before the N-th hash that is computed
// for it. The hasher's gate asks the context whether to go on, as whatever reads the database does; that is when Do is called.
type WhenHashing struct {
	context.Context
	N  int
	Do func()
}

// Err calls Do when its turn has come.
func (w *WhenHashing) Err() error {
	asks, _, _, _ := runtime.Caller(1)
	if strings.HasPrefix(runtime.FuncForPC(asks).Name(), "latchkey/internal/password.") {
		if w.N--; w.N == 0 {
			w.Do()
		}
	}
	return w.Context.Err()
}
