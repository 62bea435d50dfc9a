package message

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"latchkey/internal/address"
)

// SMTPServer is the address of a mail server and how to connect to it.
type SMTPServer struct {
	Host     string
	Port     int
	User     string // "" for none
	Implicit bool   // TLS from the first byte; otherwise STARTTLS, which is required
	Clear    bool   // no TLS; only for a loopback address
}

// ParseSMTP reads smtp://user@host:port (STARTTLS, port 587), smtps://user@host:port (TLS from the first byte,
// port 465) and, for a loopback address only, smtp://127.0.0.1:25?tls=none.
func ParseSMTP(raw string) (SMTPServer, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return SMTPServer{}, errors.New("it takes smtp://user@host:port or smtps://user@host:port")
	}
	host, err := address.Host(u.Hostname())
	if err != nil {
		return SMTPServer{}, fmt.Errorf("%q is no host", u.Hostname())
	}
	s := SMTPServer{Host: host, Port: 587, User: u.User.Username(), Implicit: u.Scheme == "smtps"}
	if s.Implicit {
		s.Port = 465
	}
	if _, set := u.User.Password(); set {
		return SMTPServer{}, errors.New("it holds a password, which others on the machine could see: " +
			"put that into the file of --smtp-password-file")
	}
	if p := u.Port(); p != "" {
		if s.Port, err = strconv.Atoi(p); err != nil || s.Port < 1 || s.Port > 65535 {
			return SMTPServer{}, fmt.Errorf("%s is no port", p)
		}
	}
	switch u.RawQuery {
	case "":
		return s, nil
	case "tls=none":
		if s.Implicit || !loopback(s.Host) {
			return SMTPServer{}, errors.New("tls=none is only for smtp:// to this machine itself, such as smtp://127.0.0.1:25?tls=none")
		}
		s.Clear = true
		return s, nil
	}
	return SMTPServer{}, fmt.Errorf("%q after the ? means nothing here", u.RawQuery)
}

// loopback reports whether a host is this machine by its name alone: no DNS is asked.
func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// Address returns host and port.
func (s SMTPServer) Address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// ParseSender reads the sender of e-mails: no-reply@example.com, or with a name "Example Host
// <no-reply@example.com>". The address that it returns is in ASCII.
func ParseSender(raw string) (*mail.Address, error) {
	if e, err := address.ParseEmail(raw); err == nil {
		return e.Mail(), nil
	}
	a, err := mail.ParseAddress(raw)
	if err != nil {
		return nil, errors.New("it takes an address such as no-reply@example.com")
	}
	at := strings.LastIndexByte(a.Address, '@')
	local, domain := a.Address[:at], a.Address[at+1:]
	if !strings.HasPrefix(domain, "[") { // a mail server's own name may have no dot
		domain, err = address.Host(domain)
	}
	if err != nil || strings.ContainsFunc(local, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return nil, errors.New("its address has letters that no mail server passes on; it takes one such as no-reply@example.com")
	}
	a.Address = local + "@" + domain
	return a, nil
}
