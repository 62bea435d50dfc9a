package notice_test

import (
	"context"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/signin/signintest"
)

// A notice goes to the phone too, where the host has a template for it and the number is confirmed.
func TestNoticesGoByWhatsAppOnlyWhereTheHostHasATemplate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		template bool
		phone    string
		want     int
	}{"with both": {true, "+447700900123", 2}, "no template": {false, "+447700900123", 1}, "no number": {true, "", 1}} {
		h := signintest.Open(t)
		h.Outbox.NoticesByWhatsApp = c.template
		ada := h.Person("ada@example.com")
		before := h.Count("FROM message")
		h.Write(func(ctx context.Context, tx db.Tx) error {
			if err := h.Users.SetPhone(ctx, tx, ada.ID, c.phone); err != nil {
				return err
			}
			u, err := h.Users.ByID(ctx, tx, ada.ID)
			if err != nil {
				return err
			}
			return h.Notices.Tell(ctx, tx, u, message.Message{Kind: message.PasswordChanged, Event: "once"}, notice.NotMe{Kind: notice.NotMeNotice})
		})
		if n := h.Count("FROM message") - before; n != c.want {
			t.Errorf("%s: %d messages, want %d", name, n, c.want)
		}
		if c.want == 2 && h.Count("FROM message WHERE channel = 'whatsapp' AND recipient = $1 AND not_me = ''", c.phone) != 1 {
			t.Errorf("%s: no notice by WhatsApp", name)
		}
	}
}
