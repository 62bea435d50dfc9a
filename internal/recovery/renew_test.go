package recovery_test

import (
	"net/netip"
	"testing"
	"time"

	"latchkey/internal/db/dbtest"
	"latchkey/internal/message"
	"latchkey/internal/recovery"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
)

// Strangers ask for Ada's link all day long: she gets ten mails, and the newest link works for half an hour after
// whoever asked last. Resets have a share of their own.
func TestAnAskRenewsTheNewestLink(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	cases, ada := recovery.New(h.Authority), h.Owner()
	ask := func(i int) {
		_, err := cases.Ask(t.Context(), ada.Email, session.Client{Address: netip.AddrFrom4([4]byte{203, byte(i >> 8), byte(i), 9})})
		h.Must(err)
	}
	token := ""
	for i := range 40 {
		h.Clock.Advance(10 * time.Minute)
		ask(i)
		dbtest.Sweep(h, h.DB, cases.Sweeps()...)
		token = h.MailTo(ada.Email, message.RecoveryOpen).Secret
		if _, err := cases.LinkOwner(t.Context(), token); err != nil {
			t.Fatalf("no link works after an ask: %v", err)
		}
	}
	if n := h.Count(`FROM message WHERE kind = 'recovery_open'`); n != 10 {
		t.Errorf("%d mails in a day, want 10", n)
	}
	if refusal, err := h.Links.ForgotPassword(t.Context(), ada.Email, signintest.Stranger()); err != nil || refusal != nil ||
		h.MailTo(ada.Email, message.ResetPassword).Secret == "" {
		t.Errorf("no mail is left for a reset: %v, %v", refusal, err)
	}
	h.Clock.Advance(recovery.OpenLinkFor)
	if _, err := cases.LinkOwner(t.Context(), token); err == nil {
		t.Error("it works for longer than half an hour")
	}
	ask(1)
	if _, err := cases.Open(t.Context(), token, signintest.Stranger()); err != nil {
		t.Fatalf("renewed once more, it opens no case: %v", err)
	}
	ask(2)
	if _, err := cases.LinkOwner(t.Context(), token); err == nil {
		t.Error("a used link was renewed")
	}
}
