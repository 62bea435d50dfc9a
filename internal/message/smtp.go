package message

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// SMTP sends e-mails by one mail server (RFC 5321). Set its fields before its first use.
type SMTP struct {
	Server   SMTPServer
	From     *mail.Address          // the sender; without a name, the host's name is added
	Password func() (string, error) // returns the password; called for each connection; nil for none
	Roots    *x509.CertPool         // trusted certificates; nil: the system's
}

// A mail server may take its time to say that it has taken a message.
const smtpTime = 20 * time.Second

// Send sends m with the text l. The Message-ID is derived from m.ID, so it is the same for each attempt. See
// [Sender].
func (s *SMTP) Send(ctx context.Context, m Message, l Letter, handing func() error) (string, error) {
	envelope, trouble := s.envelope(m, l)
	if trouble != nil {
		return "", trouble
	}
	client, err := s.client()
	if err != nil {
		return "", &Trouble{Reason: Unauthorised, Detail: err.Error()}
	}
	if err := client.DialWithContext(ctx); err != nil {
		return "", notConnected(err)
	}
	// QUIT is a courtesy: what matters was said before.
	defer func() { _ = client.Close() }()
	if err := handing(); err != nil {
		return "", err
	}
	if err := client.Send(envelope); err != nil && !envelope.IsDelivered() {
		return "", notTaken(err)
	}
	return "", nil
}

// Check connects to the server, encrypts and signs in, and sends nothing. It returns what went wrong.
func (s *SMTP) Check(ctx context.Context) error {
	client, err := s.client()
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("it does not let us in: %w", err)
	}
	return client.Close()
}

func (s *SMTP) client() (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(s.Server.Port), gomail.WithTimeout(smtpTime), gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithoutNoop(),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.Server.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}),
	}
	switch {
	case s.Server.Clear:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case s.Server.Implicit:
		options = append(options, gomail.WithSSL())
	}
	if s.Server.User != "" {
		password, err := s.password()
		if err != nil {
			return nil, err
		}
		options = append(options, gomail.WithSMTPAuth(s.authentication()), gomail.WithUsername(s.Server.User), gomail.WithPassword(password))
	}
	return gomail.NewClient(s.Server.Host, options...)
}

// authentication: a server on this machine may well offer what is only for encrypted connections.
func (s *SMTP) authentication() gomail.SMTPAuthType {
	if s.Server.Clear {
		return gomail.SMTPAuthPlainNoEnc
	}
	return gomail.SMTPAuthAutoDiscover
}

func (s *SMTP) password() (string, error) {
	if s.Password == nil {
		return "", errors.New("there is a user, but no password: give --smtp-password-file")
	}
	return s.Password()
}

// envelope is the message as it travels (RFC 5322). go-mail encodes what stands in
// headers; an address that could not stand there as it is, is refused.
func (s *SMTP) envelope(m Message, l Letter) (*gomail.Msg, *Trouble) {
	to, err := mail.ParseAddress(m.Recipient)
	if err != nil || to.Name != "" || to.Address != m.Recipient || strings.ContainsFunc(m.Recipient, isControl) {
		return nil, &Trouble{Reason: Recipient, Detail: "this is no e-mail address", Final: true}
	}
	from := *s.From
	if from.Name == "" {
		from.Name = oneLine(l.From)
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	e := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	e.FromMailAddress(&from)
	e.ToMailAddress(&mail.Address{Address: to.Address})
	e.Subject(oneLine(l.Subject))
	e.SetDateWithValue(m.CreatedAt.Time())
	e.SetMessageIDWithValue(m.ID + "@" + domain)
	e.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday notes in answer
	e.SetGenHeader("X-Auto-Response-Suppress", "All")
	e.SetBodyString(gomail.TypeTextPlain, l.Text)
	if l.HTML != "" {
		e.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	}
	return e, nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// oneLine is a text that can't begin a second header.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, isControl), " ")
}

// notConnected: nothing of the message was said yet.
func notConnected(err error) *Trouble {
	t := &Trouble{Reason: Unreachable, Detail: err.Error()}
	var answer *textproto.Error
	if errors.As(err, &answer) && answer.Code >= 500 || strings.Contains(err.Error(), "AUTH") {
		t.Reason = Unauthorised // tried again: passwords are changed on one side first
	}
	return t
}

// notTaken goes by how far the conversation came. Only when all was said and no answer
// came, the server may have taken the message.
func notTaken(err error) *Trouble {
	t := &Trouble{Reason: Unreachable, Detail: err.Error()}
	var said *gomail.SendError
	if !errors.As(err, &said) {
		t.Unsure = true
		return t
	}
	switch code := said.ErrorCode(); {
	case code >= 500:
		t.Reason, t.Final = Refused, true
		if said.Reason == gomail.ErrSMTPRcptTo {
			t.Reason = Recipient
		}
	case code >= 400:
		t.Reason = Busy
	case said.Reason == gomail.ErrSMTPDataClose:
		t.Unsure = true
	}
	return t
}
