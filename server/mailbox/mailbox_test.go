package mailbox_test

import (
	"context"
	"strings"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

func TestTheDemoShowsCodesAndLinks(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		o := s.Host.Outbox
		if err := o.Add(ctx, tx, message.Message{Recipient: "ada@example.com", Kind: message.ResetPassword, Secret: "the-token"}); err != nil {
			return err
		}
		return o.Add(ctx, tx, message.Message{Channel: message.WhatsApp, Recipient: "+447700900123", Kind: message.SignInCode, Secret: "482913"})
	})
	if err != nil {
		t.Fatal(err)
	}
	latest, err := s.Host.Outbox.Latest(t.Context(), s.Host.DB.Read(), 2)
	if err != nil || len(latest) != 2 {
		t.Fatal(len(latest), err)
	}
	b := s.Browser()
	for i, want := range []string{"482913 is your verification code.", `href="` + s.URL + `/reset-password/the-token"`} {
		p := b.Get("/demo/mailbox/" + latest[i].ID)
		if text := strings.NewReplacer("\u2068", "", "\u2069", "").Replace(p.Body); !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, p.Body)
		}
	}
}
