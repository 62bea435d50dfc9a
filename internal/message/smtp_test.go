package message_test

import (
	"crypto/x509"
	"errors"
	"net"
	"net/mail"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
)

func send(t *testing.T, s *message.SMTP, m message.Message, l message.Letter) error {
	t.Helper()
	_, err := s.Send(t.Context(), m, l, func() error { return nil })
	return err
}

func TestMailIsHandedOverEncryptedWithBothParts(t *testing.T) {
	t.Parallel()
	for scheme, how := range map[string]messagetest.Security{"smtp": messagetest.STARTTLS, "smtps": messagetest.Implicit} {
		server := messagetest.NewMailServer(t, how)
		m := message.Message{ID: "0192-id", Recipient: "ada@example.com", CreatedAt: 1795348800000}
		err := send(t, client(t, server, scheme), m, message.Letter{
			From: "Northwind", Subject: "رمز تسجيل الدخول", Text: "Grüße: 482913\n.\nlast line\n", HTML: `<p dir="rtl">رمز</p>`,
		})
		if err != nil {
			t.Fatalf("%s: %v", scheme, err)
		}
		took := server.To(t, "ada@example.com")
		l := took.Read(t)
		if !took.Encrypted || took.User != messagetest.User || took.From != "no-reply@northwind.example" {
			t.Errorf("%s: %+v", scheme, took)
		}
		if l.Header.Get("Reply-To") != "" {
			t.Errorf("%s: nobody was named who reads answers, and they go to %s", scheme, l.Header.Get("Reply-To"))
		}
		for name, want := range map[string]string{
			"From": `"Northwind" <no-reply@northwind.example>`, "To": "<ada@example.com>", "Message-Id": "<0192-id@northwind.example>",
			"Auto-Submitted": "auto-generated", "Date": "Sun, 22 Nov 2026 12:00:00 +0000", "Mime-Version": "1.0",
		} {
			if got := l.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", scheme, name, got, want)
			}
		}
		if l.Subject != "رمز تسجيل الدخول" || l.HTML != `<p dir="rtl">رمز</p>` || strings.TrimSpace(l.Text) != "Grüße: 482913\n.\nlast line" {
			t.Errorf("%s: subject %q, text %q, HTML %q", scheme, l.Subject, l.Text, l.HTML)
		}
		if strings.ContainsFunc(took.Raw, func(r rune) bool { return r > 0x7e }) {
			t.Errorf("%s: the mail holds bytes that an old server would change:\n%s", scheme, took.Raw)
		}
	}
}

// A server on the way, or a wrong one, must not get as far as seeing the password or the code.
func TestMailIsNeverHandedOverInTheClearOrToAnotherServer(t *testing.T) {
	t.Parallel()
	m, l := message.Message{ID: "1", Recipient: "ada@example.com"}, message.Letter{Subject: "s", Text: "t"}
	clear := messagetest.NewMailServer(t, messagetest.Clear)
	if err := send(t, client(t, clear, "smtp"), m, l); err == nil || clear.Tries() > 0 {
		t.Errorf("a server without STARTTLS: %v, %d tries", err, clear.Tries())
	}
	stranger := messagetest.NewMailServer(t, messagetest.STARTTLS)
	untrusting := client(t, stranger, "smtp")
	untrusting.Roots = nil
	if err := send(t, untrusting, m, l); err == nil || stranger.Tries() > 0 {
		t.Errorf("a certificate that nobody vouches for: %v, %d tries", err, stranger.Tries())
	}
	trusting := client(t, stranger, "smtp").Roots
	untrusting.Roots = func() (*x509.CertPool, error) { return x509.NewCertPool(), nil }
	if err := send(t, untrusting, m, l); err == nil || stranger.Tries() > 0 {
		t.Errorf("a certificate of another authority's: %v, %d tries", err, stranger.Tries())
	}
	untrusting.Roots = trusting // the authority's file is another one now
	if err := send(t, untrusting, m, l); err != nil || stranger.Tries() != 1 {
		t.Errorf("a certificate that is trusted since: %v, %d tries", err, stranger.Tries())
	}
	stranger = messagetest.NewMailServer(t, messagetest.STARTTLS)
	renamed := client(t, stranger, "smtp")
	renamed.Server.Host = "localhost" // not in the certificate
	if err := send(t, renamed, m, l); err == nil || stranger.Tries() > 0 {
		t.Errorf("another server's certificate: %v, %d tries", err, stranger.Tries())
	}
}

func TestAServerOnThisMachineMayDoWithoutTLS(t *testing.T) {
	t.Parallel()
	server := messagetest.NewMailServer(t, messagetest.Clear)
	_, port, _ := net.SplitHostPort(server.Address)
	at, err := message.ParseSMTP("smtp://127.0.0.1:" + port + "?tls=none")
	if err != nil {
		t.Fatal(err)
	}
	s := &message.SMTP{Server: at, From: &mail.Address{Address: "no-reply@northwind.example"}}
	if err := send(t, s, message.Message{ID: "1", Recipient: "ada@example.com"}, message.Letter{Subject: "s", Text: "t"}); err != nil {
		t.Error(err)
	}
	if took := server.To(t, "ada@example.com"); took.Encrypted {
		t.Errorf("%+v", took)
	}
}

func TestSMTPAddresses(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]message.SMTPServer{
		"smtp://mail.example.com":              {Host: "mail.example.com", Port: 587},
		"smtps://mail.example.com":             {Host: "mail.example.com", Port: 465, Implicit: true},
		"smtp://ada%40x.org@mail.example:2525": {Host: "mail.example", Port: 2525, User: "ada@x.org"},
		"smtp://[::1]:25?tls=none":             {Host: "::1", Port: 25, Clear: true},
		"smtp://localhost:25?tls=none":         {Host: "localhost", Port: 25, Clear: true},
	} {
		if got, err := message.ParseSMTP(raw); err != nil || got != want {
			t.Errorf("%s: %+v, %v", raw, got, err)
		}
	}
	for _, raw := range []string{
		"", "mail.example.com:587", "http://mail.example.com", "smtp://", "smtp://u:secret@h", "smtp://h:0", "smtp://h:99999", "smtp://h/path",
		"smtp://mail.example.com?tls=none", "smtps://127.0.0.1?tls=none", "smtp://h?tls=off", "smtp://localhost.evil.example?tls=none",
	} {
		if got, err := message.ParseSMTP(raw); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q was taken for %+v, %v", raw, got, err)
		}
	}
}

// Whoever chooses a name, a brand or an address must not write headers or bodies of their own.
func TestNothingCanBeInjectedIntoAHeader(t *testing.T) {
	t.Parallel()
	server := messagetest.NewMailServer(t, messagetest.STARTTLS)
	s := client(t, server, "smtp")
	const evil = "x\r\nBcc: thief@evil.example\r\n\r\n<b>body</b>"
	m := message.Message{ID: "1", Recipient: "ada@example.com"}
	if err := send(t, s, m, message.Letter{From: evil, Subject: evil, Text: evil, HTML: "<p>x</p>"}); err != nil {
		t.Fatal(err)
	}
	l := server.To(t, "ada@example.com").Read(t)
	if l.Header.Get("Bcc") != "" || len(l.Header["Subject"]) != 1 || strings.ContainsAny(l.Subject, "\r\n") || len(server.Took()) != 1 {
		t.Errorf("%v", l.Header)
	}
	for _, address := range []string{
		"ada@example.com\r\nRCPT TO:<thief@evil.example>", "ada@example.com>\r\nDATA", "ada@example.com, thief@evil.example",
		"Ada <thief@evil.example>", "", "ada", "<ada@example.com>", "ada@example.com\x00",
	} {
		m.Recipient = address
		var trouble *message.Trouble
		err := send(t, s, m, message.Letter{Subject: "s", Text: "t"})
		if !errors.As(err, &trouble) || trouble.Reason != message.Recipient || !trouble.Final {
			t.Errorf("%q: %v", address, err)
		}
	}
	if n := len(server.Took()); n != 1 {
		t.Errorf("%d mails were taken", n)
	}
}
