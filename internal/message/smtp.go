package message

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/mail"
	"strings"
	"time"

	"latchkey/internal/address"

	gomail "github.com/wneessen/go-mail"
)

// SMTP sends e-mails by one mail server (RFC 5321). Set its fields before its first use.
type SMTP struct {
	Server   SMTPServer
	From     *mail.Address                  // the sender; without a name, the host's name is added
	Password func() (string, error)         // returns the password; called for each connection; nil for none
	Roots    func() (*x509.CertPool, error) // returns the trusted certificates; called for each connection; nil: the system's
	Hello    string                         // what the host calls itself in EHLO; "" for the machine's name
	Patience time.Duration                  // how long the server may take after the final dot; 0 for 10 minutes
}

// A server is slow to answer when it looks the message through, and only then (RFC 5321, section 4.5.3.2.6): whoever
// hangs up before that sends the same mail twice, or doesn't know whether it was taken.
const (
	smtpTime     = 20 * time.Second
	finalDotTime = 10 * time.Minute
)

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
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return "", notConnected(err)
	}
	if err := handing(); err != nil {
		_ = conn.Close()
		return "", err
	}
	s.write(envelope, l, func() { _ = conn.UpdateDeadline(cmp.Or(s.Patience, finalDotTime)) })
	answer := make(chan error, 1)
	go func() {
		answer <- client.SendWithSMTPClient(conn, envelope)
		// QUIT is a courtesy: what matters was said before.
		_ = client.CloseWithSMTPClient(conn)
	}()
	select {
	case err = <-answer:
	case <-ctx.Done():
		return "", &Trouble{Reason: Unreachable, Detail: "this server stopped waiting for the answer", Unsure: true}
	}
	if err != nil && !envelope.IsDelivered() {
		return "", notTaken(err)
	}
	return "", nil
}

// write adds the text. The last part is written just before the final dot: last is called then.
func (s *SMTP) write(e *gomail.Msg, l Letter, last func()) {
	part := func(text string, then func()) func(io.Writer) (int64, error) {
		return func(w io.Writer) (int64, error) {
			then()
			n, err := io.WriteString(w, text)
			return int64(n), err
		}
	}
	if l.HTML == "" {
		e.SetBodyWriter(gomail.TypeTextPlain, part(l.Text, last))
		return
	}
	e.SetBodyWriter(gomail.TypeTextPlain, part(l.Text, func() {}))
	e.AddAlternativeWriter(gomail.TypeTextHTML, part(l.HTML, last))
}

func (s *SMTP) client() (*gomail.Client, error) {
	var roots *x509.CertPool
	if s.Roots != nil {
		var err error
		if roots, err = s.Roots(); err != nil {
			return nil, err
		}
	}
	options := []gomail.Option{
		gomail.WithPort(s.Server.Port), gomail.WithTimeout(smtpTime), gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithoutNoop(),
		gomail.WithoutSMTPUTF8(), // all is ASCII: whoever asks for more is refused by servers on the way that know no more
		gomail.WithTLSConfig(&tls.Config{ServerName: s.Server.Host, RootCAs: roots, MinVersion: tls.VersionTLS12}),
	}
	if s.Hello != "" {
		options = append(options, gomail.WithHELO(s.Hello))
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

// envelope is the message as it travels (RFC 5322). go-mail encodes what stands in headers; addresses go in ASCII, and
// what is no address is refused.
func (s *SMTP) envelope(m Message, l Letter) (*gomail.Msg, *Trouble) {
	to, err := address.ParseEmail(m.Recipient)
	if err != nil {
		return nil, &Trouble{Reason: Recipient, Detail: "this is no e-mail address", Final: true}
	}
	from := *s.From
	if from.Name == "" {
		from.Name = oneLine(l.From)
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	e := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	e.FromMailAddress(&from)
	e.ToMailAddress(to.Mail())
	if support, err := address.ParseEmail(l.ReplyTo); err == nil {
		e.ReplyToMailAddress(support.Mail())
	}
	e.Subject(oneLine(l.Subject))
	e.SetDateWithValue(m.CreatedAt.Time())
	e.SetMessageIDWithValue(m.ID + "@" + domain)
	e.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday notes in answer
	e.SetGenHeader("X-Auto-Response-Suppress", "All")
	if stop := oneLine(l.Stop); stop != "" {
		e.SetGenHeader("List-Unsubscribe", "<"+stop+">")
		e.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	return e, nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// oneLine is a text that can't begin a second header.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, isControl), " ")
}
