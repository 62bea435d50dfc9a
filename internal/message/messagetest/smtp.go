// Package messagetest has servers for tests of sending: a mail server that speaks SMTP with TLS, and a WhatsApp
// API that refuses what the real one would refuse.
package messagetest

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// The name and the password of the mail server's only user.
const (
	User     = "latchkey"
	Password = "open sesame"
)

// Security is how a mail server encrypts.
type Security int

// The kinds of encryption.
const (
	STARTTLS Security = iota
	Implicit          // TLS from the first byte
	Clear             // no TLS, and none on offer
)

// MailServer is a local mail server that keeps the e-mails it accepts.
type MailServer struct {
	Address string // host and port
	CAFile  string // the certificate to trust, in a file

	mu     sync.Mutex
	refuse func(stage, to string) error
	took   []Mail
	tries  int
	server *smtp.Server
}

// ErrHangUp breaks the connection instead of answering, if it is the answer at the stage "taken".
var ErrHangUp = errors.New("the server hangs up")

// NewMailServer starts a mail server, which stops when the test ends.
func NewMailServer(t testing.TB, how Security) *MailServer {
	t.Helper()
	certificate, caFile := authority(t)
	s := &MailServer{CAFile: caFile}
	s.server = smtp.NewServer(s)
	s.server.Domain, s.server.ErrorLog = "mail.test", log.New(io.Discard, "", 0)
	s.server.ReadTimeout, s.server.WriteTimeout = 10*time.Second, 10*time.Second
	s.server.EnableSMTPUTF8 = true
	s.server.AllowInsecureAuth = how == Clear
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Address = listener.Addr().String()
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	switch how {
	case STARTTLS:
		s.server.TLSConfig = config
	case Implicit:
		listener = tls.NewListener(listener, config)
	}
	go func() { _ = s.server.Serve(listener) }()
	t.Cleanup(func() { _ = s.server.Close() })
	return s
}

// Refusing makes the server answer with fn's error at the stages "hello" (with the name), "auth", "mail" (with the sender),
// "rcpt" and "data", and at "taken", when it has and keeps the whole message. A nil error accepts; a nil fn accepts
// everything. fn may be called for several mails at once.
func (s *MailServer) Refusing(fn func(stage, to string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = fn
}

// Took returns every e-mail that the server accepted, oldest first.
func (s *MailServer) Took() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.took)
}

// To returns the newest e-mail to an address. It waits a while for one, then fails the test.
func (s *MailServer) To(t testing.TB, address string) Mail {
	t.Helper()
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		for _, m := range slices.Backward(s.Took()) {
			if m.To == address {
				return m
			}
		}
	}
	t.Fatalf("no mail came for %s", address)
	return Mail{}
}

// Tries returns how many times a client started to send an e-mail.
func (s *MailServer) Tries() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries
}

// Answer returns a server's refusal with this code and text.
func Answer(code int, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: words}
}

// NewSession is called by the library for each connection.
func (s *MailServer) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &conversation{server: s, conn: c}, s.ask("hello", c.Hostname())
}

func (s *MailServer) ask(stage, to string) error {
	s.mu.Lock()
	if stage == "mail" {
		s.tries++
	}
	refuse := s.refuse
	s.mu.Unlock()
	if refuse == nil {
		return nil
	}
	return refuse(stage, to)
}

// conversation is one connection.
type conversation struct {
	server *MailServer
	conn   *smtp.Conn
	user   string
	mail   Mail
}

// AuthMechanisms lists what the server offers.
func (c *conversation) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth takes the one user that there is.
func (c *conversation) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if err := c.server.ask("auth", ""); err != nil {
			return err
		}
		if user != User || password != Password {
			return smtp.ErrAuthFailed
		}
		c.user = user
		return nil
	}), nil
}

// Mail begins a message.
func (c *conversation) Mail(from string, how *smtp.MailOptions) error {
	_, encrypted := c.conn.TLSConnectionState()
	if !encrypted {
		_, encrypted = c.conn.Conn().(*tls.Conn)
	}
	c.mail = Mail{Hello: c.conn.Hostname(), From: from, User: c.user, Encrypted: encrypted, UTF8: how != nil && how.UTF8}
	return c.server.ask("mail", from)
}

// Rcpt names whom the message is for.
func (c *conversation) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.mail.To = to
	return c.server.ask("rcpt", to)
}

// Data takes the message itself.
func (c *conversation) Data(r io.Reader) error {
	if err := c.server.ask("data", c.mail.To); err != nil {
		return err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	c.mail.Raw = string(raw)
	c.server.mu.Lock()
	c.server.took = append(c.server.took, c.mail)
	c.server.mu.Unlock()
	err = c.server.ask("taken", c.mail.To)
	if errors.Is(err, ErrHangUp) {
		_ = c.conn.Conn().Close()
	}
	return err
}

// Reset ends a message.
func (c *conversation) Reset() {}

// Logout ends the connection.
func (c *conversation) Logout() error { return nil }

// URL returns the server's address for --smtp-url, with its user.
func (s *MailServer) URL(scheme string) string { return scheme + "://" + User + "@" + s.Address }

func lines(text string) []string { return strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") }
