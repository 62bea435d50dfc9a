package webhook_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
	"latchkey/server/hosttest"
)

func TestWhatIsAddedIsSentByMailAndByWhatsApp(t *testing.T) {
	t.Parallel()
	mail, whatsApp, wired := hosttest.Outside(t)
	s := hosttest.Boot(t, wired)
	h := s.Host
	add := func(m message.Message) (id string) {
		t.Helper()
		err := h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
			id, err = h.Outbox.AddID(ctx, tx, m)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	s.Browser().Post("/forgot-password", "email", "layla@example.test")
	got := mail.To(t, "layla@example.test").Read(t)
	if !strings.HasPrefix(got.Subject, "إعادة تعيين كلمة المرور") || !strings.Contains(got.Text, s.URL+"/reset-password/") ||
		!strings.Contains(got.HTML, `dir="rtl"`) {
		t.Errorf("subject %q:\n%s\n%s", got.Subject, got.Text, got.HTML)
	}
	if got.Header.Get("From") != `"Northwind" <no-reply@northwind.example>` {
		t.Errorf("from %q", got.Header.Get("From"))
	}
	id := add(message.Message{
		Channel: message.WhatsApp, Recipient: "+447700900123", Kind: message.SignInCode, Secret: "482913", ExpiresAt: h.Clock.Now() + 600_000,
	})
	if taken := whatsApp.To(t, "447700900123"); taken.Code != "482913" || taken.Callback != id {
		t.Errorf("%+v", taken)
	}

	hook := s.URL + "/hooks/whatsapp"
	failed := messagetest.Status("", id, "failed", 131026)
	if status := messagetest.Post(t, hook, failed, messagetest.Sign("guess", failed)); status != http.StatusForbidden {
		t.Errorf("a forged call: %d", status)
	}
	if status := messagetest.Post(t, hook, failed, messagetest.Sign(messagetest.AppSecret, failed)); status != http.StatusOK {
		t.Errorf("a signed call: %d", status)
	}
	if d, err := h.Outbox.State(t.Context(), h.DB.Read(), id); err != nil || d.State != message.Failed || d.Reason != message.Recipient {
		t.Errorf("it is %+v, %v", d, err)
	}
}

// WhatsApp tells up to 3 MB at once; others are believed no more for saying much.
func TestWhatsAppMayTellMuchAtOnce(t *testing.T) {
	t.Parallel()
	_, _, wired := hosttest.Outside(t)
	hook := hosttest.Boot(t, wired).URL + "/hooks/whatsapp"
	body := messagetest.Status("wamid.none", "none", "read")
	body = append(body, bytes.Repeat([]byte(" "), 3<<20-len(body))...)
	for secret, want := range map[string]int{messagetest.AppSecret: http.StatusOK, "guess": http.StatusForbidden} {
		if status := messagetest.Post(t, hook, body, messagetest.Sign(secret, body)); status != want {
			t.Errorf("signed with %q: %d, want %d", secret, status, want)
		}
	}
}

func TestWhatsAppSubscribesWithItsChallenge(t *testing.T) {
	t.Parallel()
	_, _, wired := hosttest.Outside(t)
	b := hosttest.Boot(t, wired).Browser()
	ask := func(mode, token, challenge string) hosttest.Page {
		return b.Get("/hooks/whatsapp?" + url.Values{"hub.mode": {mode}, "hub.verify_token": {token}, "hub.challenge": {challenge}}.Encode())
	}
	p := ask("subscribe", messagetest.VerifyToken, "1158201444<b>")
	if p.Status != http.StatusOK || p.Body != "1158201444<b>" || !strings.HasPrefix(p.Header.Get("Content-Type"), "text/plain") {
		t.Errorf("%d %q %v", p.Status, p.Body, p.Header)
	}
	for name, p := range map[string]hosttest.Page{
		"a wrong token":    ask("subscribe", "guess", "1"),
		"no token":         ask("subscribe", "", "1"),
		"another mode":     ask("unsubscribe", messagetest.VerifyToken, "1"),
		"a long challenge": ask("subscribe", messagetest.VerifyToken, strings.Repeat("1", 201)), "nothing": b.Get("/hooks/whatsapp"),
	} {
		if p.Status != http.StatusForbidden {
			t.Errorf("%s: %d", name, p.Status)
		}
	}
}

func TestWithoutWhatsAppItsDoorIsShut(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	body := messagetest.Status("", "x", "read")
	if status := messagetest.Post(t, s.URL+"/hooks/whatsapp", body, messagetest.Sign("", body)); status != http.StatusNotFound {
		t.Errorf("told something: %d", status)
	}
	if p := s.Browser().Get("/hooks/whatsapp?hub.mode=subscribe&hub.verify_token=&hub.challenge=1"); p.Status != http.StatusNotFound {
		t.Errorf("asked: %d", p.Status)
	}
}
