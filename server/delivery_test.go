package main

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
)

// file puts a secret into a file.
func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// outside is a mail server and a WhatsApp, with the options that have them used.
func outside(t *testing.T) (*messagetest.MailServer, *messagetest.WhatsApp, func(*Options)) {
	t.Helper()
	mail, whatsApp := messagetest.NewMailServer(t, messagetest.STARTTLS), messagetest.NewWhatsApp(t)
	d := Delivery{
		SMTP: mail.URL("smtp"), SMTPPasswordFile: file(t, messagetest.Password), SMTPCAFile: mail.CAFile, From: "Northwind <no-reply@northwind.example>",
		WhatsApp: whatsApp.URL, Version: messagetest.Version, PhoneID: messagetest.PhoneID, Template: "verification_code",
		TokenFile: file(t, messagetest.Token), AppSecretFile: file(t, messagetest.AppSecret), VerifyTokenFile: file(t, messagetest.VerifyToken),
		Languages: []string{"en=en_US", "ar=ar"},
	}
	return mail, whatsApp, func(o *Options) { o.Delivery = d }
}

func TestWhatIsAddedIsSentByMailAndByWhatsApp(t *testing.T) {
	mail, whatsApp, wired := outside(t)
	s := boot(t, wired)
	h := s.host
	add := func(m message.Message) (id string) {
		t.Helper()
		err := h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
			id, err = h.Changes.Outbox.AddID(ctx, tx, m)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	add(message.Message{Recipient: "ada@example.com", Kind: message.ResetPassword, Language: "ar", Secret: "the-token", Data: message.Data{Name: "آدا"}})
	got := mail.To(t, "ada@example.com").Read(t)
	if got.Subject != "اختر كلمة مرور جديدة" || !strings.Contains(got.Text, s.url+"/reset-password/the-token") || !strings.Contains(got.HTML, `dir="rtl"`) {
		t.Errorf("subject %q:\n%s\n%s", got.Subject, got.Text, got.HTML)
	}
	if got.Header.Get("From") != `"Northwind" <no-reply@northwind.example>` {
		t.Errorf("from %q", got.Header.Get("From"))
	}
	id := add(message.Message{Channel: message.WhatsApp, Recipient: "+447700900123", Kind: message.SignInCode, Secret: "482913", ExpiresAt: h.Clock.Now() + 600_000})
	if taken := whatsApp.To(t, "447700900123"); taken.Code != "482913" || taken.Callback != id {
		t.Errorf("%+v", taken)
	}

	hook := s.url + "/hooks/whatsapp"
	failed := messagetest.Status("", id, "failed", 131026)
	if status := messagetest.Post(t, hook, failed, messagetest.Sign("guess", failed)); status != http.StatusForbidden {
		t.Errorf("a forged call: %d", status)
	}
	if status := messagetest.Post(t, hook, failed, messagetest.Sign(messagetest.AppSecret, failed)); status != http.StatusOK {
		t.Errorf("a signed call: %d", status)
	}
	if d, err := h.Changes.Outbox.State(t.Context(), h.DB.Read(), id); err != nil || d.State != message.Failed || d.Reason != message.Recipient {
		t.Errorf("it is %+v, %v", d, err)
	}
}

// WhatsApp tells up to 3 MB at once; others are believed no more for saying much.
func TestWhatsAppMayTellMuchAtOnce(t *testing.T) {
	_, _, wired := outside(t)
	hook := boot(t, wired).url + "/hooks/whatsapp"
	body := messagetest.Status("wamid.none", "none", "read")
	body = append(body, bytes.Repeat([]byte(" "), 3<<20-len(body))...)
	for secret, want := range map[string]int{messagetest.AppSecret: http.StatusOK, "guess": http.StatusForbidden} {
		if status := messagetest.Post(t, hook, body, messagetest.Sign(secret, body)); status != want {
			t.Errorf("signed with %q: %d, want %d", secret, status, want)
		}
	}
}

func TestWhatsAppSubscribesWithItsChallenge(t *testing.T) {
	_, _, wired := outside(t)
	b := boot(t, wired).browser()
	ask := func(mode, token, challenge string) page {
		return b.get("/hooks/whatsapp?" + url.Values{"hub.mode": {mode}, "hub.verify_token": {token}, "hub.challenge": {challenge}}.Encode())
	}
	p := ask("subscribe", messagetest.VerifyToken, "1158201444<b>")
	if p.status != http.StatusOK || p.body != "1158201444<b>" || !strings.HasPrefix(p.header.Get("Content-Type"), "text/plain") {
		t.Errorf("%d %q %v", p.status, p.body, p.header)
	}
	for name, p := range map[string]page{
		"a wrong token": ask("subscribe", "guess", "1"), "no token": ask("subscribe", "", "1"), "another mode": ask("unsubscribe", messagetest.VerifyToken, "1"),
		"a long challenge": ask("subscribe", messagetest.VerifyToken, strings.Repeat("1", 201)), "nothing": b.get("/hooks/whatsapp"),
	} {
		if p.status != http.StatusForbidden {
			t.Errorf("%s: %d", name, p.status)
		}
	}
}

func TestWithoutWhatsAppItsDoorIsShut(t *testing.T) {
	s := boot(t)
	body := messagetest.Status("", "x", "read")
	if status := messagetest.Post(t, s.url+"/hooks/whatsapp", body, messagetest.Sign("", body)); status != http.StatusNotFound {
		t.Errorf("told something: %d", status)
	}
	if p := s.browser().get("/hooks/whatsapp?hub.mode=subscribe&hub.verify_token=&hub.challenge=1"); p.status != http.StatusNotFound {
		t.Errorf("asked: %d", p.status)
	}
}

func TestTheDemoShowsCodesAndLinks(t *testing.T) {
	s := boot(t)
	err := s.host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		o := s.host.Changes.Outbox
		if err := o.Add(ctx, tx, message.Message{Recipient: "ada@example.com", Kind: message.ResetPassword, Secret: "the-token"}); err != nil {
			return err
		}
		return o.Add(ctx, tx, message.Message{Channel: message.WhatsApp, Recipient: "+447700900123", Kind: message.SignInCode, Secret: "482913"})
	})
	if err != nil {
		t.Fatal(err)
	}
	latest, err := s.host.Changes.Outbox.Latest(t.Context(), s.host.DB.Read(), 2)
	if err != nil || len(latest) != 2 {
		t.Fatal(len(latest), err)
	}
	b := s.browser()
	for i, want := range []string{"482913 is your verification code.", `href="` + s.url + `/reset-password/the-token"`} {
		p := b.get("/demo/mailbox/" + latest[i].ID)
		if text := strings.NewReplacer("\u2068", "", "\u2069", "").Replace(p.body); !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, p.body)
		}
	}
}

func TestMailAndWhatsAppFlags(t *testing.T) {
	password, empty := file(t, "x"), file(t, "")
	base := []string{"serve", "--listen", "127.0.0.1:0", "--data", t.TempDir()}
	for _, c := range []struct {
		words string
		args  []string
	}{
		{"--smtp-url", []string{"--smtp-url", "mail.example.com"}},
		{"password", []string{"--smtp-url", "smtp://u:secret@mail.example.com", "--mail-from", "a@b.example"}},
		{"--mail-from", []string{"--smtp-url", "smtp://mail.example.com"}},
		{"--mail-from", []string{"--smtp-url", "smtp://mail.example.com", "--mail-from", "nobody"}},
		{"belong together", []string{"--smtp-url", "smtp://u@mail.example.com", "--mail-from", "a@b.example"}},
		{"belong together", []string{"--smtp-url", "smtp://mail.example.com", "--mail-from", "a@b.example", "--smtp-password-file", password}},
		{"need --smtp-url", []string{"--mail-from", "a@b.example"}},
		{"--whatsapp-token-file", []string{"--whatsapp-phone-id", "1"}},
		{"--whatsapp-phone-id", []string{"--whatsapp-token-file", password}},
		{"--whatsapp-url", []string{"--whatsapp-phone-id", "1", "--whatsapp-url", "http://graph.facebook.com"}},
		{"--whatsapp-language", []string{"--whatsapp-phone-id", "1", "--whatsapp-language", "english"}},
	} {
		latchkey(t, nil, "", append(base, c.args...)...).refuses(t, 2, c.words)
	}
	for _, missing := range []string{empty, filepath.Join(t.TempDir(), "none")} {
		latchkey(t, nil, "", append(base, "--smtp-url", "smtp://u@mail.example.com", "--mail-from", "a@b.example", "--smtp-password-file", missing)...).refuses(t, 1, "--smtp-password-file")
	}
	latchkey(t, map[string]string{"LATCHKEY_SMTP_URL": "nonsense"}, "", base...).refuses(t, 2, "--smtp-url")
}

func TestCheckSaysWhetherMailGoesOut(t *testing.T) {
	s := boot(t)
	s.stop()
	latchkey(t, nil, "", "check", "--data", s.data).succeeds(t, "no --smtp-url is given", "WhatsApp is not set up")
	mail := messagetest.NewMailServer(t, messagetest.STARTTLS)
	flags := []string{"check", "--data", s.data, "--smtp-url", mail.URL("smtp"), "--smtp-ca-file", mail.CAFile, "--mail-from", "a@b.example", "--smtp-password-file"}
	latchkey(t, nil, "", append(flags, file(t, messagetest.Password))...).succeeds(t, "ok   mail server "+mail.Address)
	if got := latchkey(t, nil, "", append(flags, file(t, "wrong"))...); got.status != 1 || !strings.Contains(got.out, "FAIL mail server") {
		t.Errorf("a wrong password: %d\n%s", got.status, got.out)
	}
}
