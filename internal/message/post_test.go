package message_test

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net/mail"
	"os"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
)

// post is a house with a worker that sends to servers on this machine.
type post struct {
	*fixture
	Worker   *message.Worker
	SMTP     *message.SMTP
	API      *message.CloudAPI
	Mail     *messagetest.MailServer
	WhatsApp *messagetest.WhatsApp
}

func secret(text string) func() (string, error) { return func() (string, error) { return text, nil } }

func openPost(t *testing.T) *post {
	t.Helper()
	p := &post{fixture: open(t), Mail: messagetest.NewMailServer(t, messagetest.STARTTLS), WhatsApp: messagetest.NewWhatsApp(t)}
	p.SMTP = client(t, p.Mail, "smtp")
	p.API = &message.CloudAPI{
		Clock: p.Clock, Base: p.WhatsApp.URL, Version: messagetest.Version, PhoneID: messagetest.PhoneID, Token: secret(messagetest.Token),
		Template: "verification_code", NoticeTemplate: "account_notice", Languages: map[string]string{"en": "en_US", "ar": "ar"},
	}
	p.Worker = &message.Worker{
		DB: p.DB, Outbox: p.Out, Log: slog.New(slog.DiscardHandler),
		Senders: map[message.Channel]message.Sender{message.Email: p.SMTP, message.WhatsApp: p.API},
		Write: func(_ context.Context, m message.Message) (message.Letter, error) {
			return message.Letter{
				From: "Northwind", Subject: "Your code", Text: "It is " + m.Secret + "\n", HTML: "<p>It is " + m.Secret + "</p>",
			}, nil
		},
	}
	p.Worker.Watch()
	return p
}

// client speaks to s, and trusts its certificate.
func client(t *testing.T, s *messagetest.MailServer, scheme string) *message.SMTP {
	t.Helper()
	pem, err := os.ReadFile(s.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	server, err := message.ParseSMTP(s.URL(scheme))
	if err != nil {
		t.Fatal(err)
	}
	return &message.SMTP{
		Server: server, From: &mail.Address{Address: "no-reply@northwind.example"}, Password: secret(messagetest.Password),
		Roots: func() (*x509.CertPool, error) { return roots, nil },
	}
}

// code is a message with a code that ends in ten minutes.
func (p *post) code(by message.Channel) message.Message {
	to := "ada@example.com"
	if by == message.WhatsApp {
		to = "+447700900123"
	}
	return message.Message{
		UserID: "ada", Channel: by, Recipient: to, Kind: message.SignInCode, Secret: "482913", ExpiresAt: p.Clock.Now().Add(10 * time.Minute),
	}
}

func (p *post) drain() (tried int) {
	p.Helper()
	tried, err := p.Worker.Drain(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	return tried
}

// is fails the test unless the message has come this far.
func (p *post) is(id string, s message.State, r message.Reason) {
	p.Helper()
	d, err := p.Out.State(p.Context(), p.DB.Read(), id)
	if err != nil || d != (message.Delivery{State: s, Reason: r}) {
		p.Errorf("it is %v, %v; want %s %s", d, err, s, r)
	}
}

// secrets is what the database still holds of a message's secrets.
func (p *post) secrets(id string) (sealed string) {
	p.Helper()
	if err := p.DB.Read().Row(p.Context(), `SELECT secret || not_me FROM message WHERE id = $1`, id).Scan(&sealed); err != nil {
		p.Fatal(err)
	}
	return sealed
}

func (p *post) retry(id string) error {
	return p.DB.InTx(p.Context(), func(ctx context.Context, tx db.Tx) error { return p.Out.Retry(ctx, tx, id) })
}

func (p *post) stuck() []message.StuckMessage {
	p.Helper()
	list, err := p.Out.Stuck(p.Context(), p.DB.Read())
	if err != nil {
		p.Fatal(err)
	}
	return list
}

// refusing has a mail server refuse for good at one stage.
func refusing(stage string) func(string, string) error {
	return func(at, _ string) error {
		if at == stage {
			return messagetest.Answer(550, "no; code 482913")
		}
		return nil
	}
}

// holds fails the test unless text has each of the words.
func holds(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not in:\n%s", w, text)
		}
	}
}
