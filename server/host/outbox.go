package host

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"latchkey/internal/message"
	"latchkey/server/letter"
)

// Delivery holds the flags of serve and check that say how messages are sent.
type Delivery struct {
	SMTP, SMTPPasswordFile, SMTPCAFile, From string
	Hello                                    string // what the host calls itself to the mail server; "" for the base URL's host

	WhatsApp, Version, PhoneID, Template, NoticeTemplate string
	TokenFile, AppSecretFile, VerifyTokenFile            string
	Languages                                            []string

	// Credentials is the folder in which systemd keeps what LoadCredential= names; "" for none. A file of a secret that no flag
	// names is looked for there, smtp-password for --smtp-password-file.
	Credentials string
}

// fromCredentials returns d with the files of those secrets that are needed and stand among the credentials.
func (d Delivery) fromCredentials() Delivery {
	of := map[string]*string{}
	if server, err := message.ParseSMTP(d.SMTP); err == nil && server.User != "" {
		of["smtp-password"] = &d.SMTPPasswordFile
	}
	if d.PhoneID != "" {
		of["whatsapp-token"], of["whatsapp-app-secret"], of["whatsapp-verify-token"] = &d.TokenFile, &d.AppSecretFile, &d.VerifyTokenFile
	}
	for name, file := range of {
		path := filepath.Join(d.Credentials, name)
		if _, err := os.Stat(path); err == nil && d.Credentials != "" && *file == "" {
			*file = path
		}
	}
	return d
}

// None reports whether no channel is set up.
func (d *Delivery) None() bool { return d.SMTP == "" && d.PhoneID == "" }

// Channels holds the ways to send messages that the flags set up.
type Channels struct {
	Mail     *message.SMTP     // nil: none
	WhatsApp *message.CloudAPI // nil: none
}

// Open reads the files that the flags name and sets the channels up for a host that people reach at base, or "" if that
// is not known. A mistake in the flags is a [UsageError].
func (d Delivery) Open(base string) (c Channels, err error) {
	d = d.fromCredentials()
	if c.Mail, err = d.openMail(base); err != nil {
		return c, err
	}
	c.WhatsApp, err = d.openWhatsApp()
	return c, err
}

func (d *Delivery) openMail(base string) (*message.SMTP, error) {
	if d.SMTP == "" {
		if d.From != "" || d.SMTPPasswordFile != "" {
			return nil, UsageError("--mail-from and --smtp-password-file need --smtp-url beside them")
		}
		return nil, nil
	}
	server, err := message.ParseSMTP(d.SMTP)
	if err != nil {
		return nil, UsageError(fmt.Sprintf("--smtp-url: %v", err))
	}
	from, err := message.ParseSender(d.From)
	if err != nil {
		return nil, UsageError(fmt.Sprintf("--mail-from is %q: %v", d.From, err))
	}
	if (server.User == "") != (d.SMTPPasswordFile == "") {
		return nil, UsageError("a user in --smtp-url and --smtp-password-file belong together")
	}
	hello, err := d.hello(base)
	if err != nil {
		return nil, err
	}
	s := &message.SMTP{Server: server, From: from, Hello: hello}
	if d.SMTPPasswordFile != "" {
		if s.Password, err = secretFile("smtp-password-file", d.SMTPPasswordFile); err != nil {
			return nil, err
		}
	}
	if d.SMTPCAFile != "" {
		s.Roots = func() (*x509.CertPool, error) { return authorities(d.SMTPCAFile) }
		_, err = s.Roots()
	}
	return s, err
}

// authorities reads the file whenever it is asked for, as secretFile does.
func authorities(path string) (*x509.CertPool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading --smtp-ca-file: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, UsageError("the file of --smtp-ca-file holds no certificate")
	}
	return pool, nil
}

func (d *Delivery) openWhatsApp() (*message.CloudAPI, error) {
	if d.PhoneID == "" {
		if d.TokenFile != "" || d.AppSecretFile != "" || d.VerifyTokenFile != "" || d.NoticeTemplate != "" {
			return nil, UsageError("the --whatsapp flags need --whatsapp-phone-id beside them")
		}
		return nil, nil
	}
	base, err := message.ParseWhatsApp(d.WhatsApp)
	if err != nil {
		return nil, UsageError(fmt.Sprintf("--whatsapp-url is %q: %v", d.WhatsApp, err))
	}
	a := &message.CloudAPI{
		Base: base, Version: d.Version, PhoneID: d.PhoneID,
		Template: d.Template, NoticeTemplate: d.NoticeTemplate, Languages: map[string]string{},
	}
	for _, pair := range d.Languages {
		ours, theirs, found := strings.Cut(pair, "=")
		if !found || ours == "" || theirs == "" {
			return nil, UsageError(fmt.Sprintf("--whatsapp-language is %q; it takes a pair such as en=en_US", pair))
		}
		a.Languages[ours] = theirs
	}
	if a.Languages["en"] == "" {
		return nil, UsageError("--whatsapp-language has to say which language stands for en")
	}
	if a.Token, err = secretFile("whatsapp-token-file", d.TokenFile); err != nil {
		return nil, err
	}
	for flag, path := range map[string]string{"whatsapp-app-secret-file": d.AppSecretFile, "whatsapp-verify-token-file": d.VerifyTokenFile} {
		if _, err := secretFile(flag, path); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// secretFile reads a secret whenever it is asked for, so that it can be changed while the
// server runs; a file that can't be read now is refused at once.
func secretFile(flag, path string) (func() (string, error), error) {
	read := func() (string, error) {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("reading --%s: %w", flag, errors.Unwrap(err))
		}
		if secret := strings.TrimSpace(string(text)); secret != "" {
			return secret, nil
		}
		return "", fmt.Errorf("the file of --%s is empty", flag)
	}
	if path == "" {
		return nil, UsageError("--" + flag + " is missing: it names a file with the secret in it")
	}
	_, err := read()
	return read, err
}

// zoneOf is a person's time zone; "" where none is known.
func (h *Host) zoneOf(ctx context.Context, userID string) string {
	u, err := h.Users.ByID(ctx, h.DB.Read(), userID)
	if err != nil {
		return "" // a letter in the host's zone is better than none
	}
	return u.Zone
}

// delivery returns how messages begin to be sent: that returns what stops it, after what is under way. A demo's are shown
// instead.
func (h *Host) delivery(c Channels, url func(string) string) (deliver func() (stop func())) {
	outbox := h.Outbox
	if outbox.Demo {
		return func() func() { return func() {} }
	}
	writer := &letter.Writer{Settings: h.Settings, URL: url, Zone: h.zoneOf, Posted: h.Support.Mail, StopToken: h.Membership.StopToken}
	worker := &message.Worker{
		DB: h.DB, Outbox: outbox, Write: writer.Write, Over: h.over, Senders: map[message.Channel]message.Sender{}, Log: h.Log,
	}
	if c.Mail != nil {
		worker.Senders[message.Email] = c.Mail
	}
	if c.WhatsApp != nil {
		c.WhatsApp.Clock = h.Clock
		worker.Senders[message.WhatsApp] = c.WhatsApp
	}
	outbox.Offer = func(by message.Channel) bool {
		if by == message.WhatsApp {
			return c.WhatsApp != nil && c.WhatsApp.Healthy()
		}
		return c.Mail != nil
	}
	outbox.NoticesByWhatsApp = c.WhatsApp != nil && c.WhatsApp.NoticeTemplate != ""
	worker.Watch()
	return func() func() {
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan struct{})
		go func() {
			worker.Run(ctx)
			close(ended)
		}()
		return func() {
			cancel()
			<-ended
		}
	}
}

// unsent warns of a host that can tell nobody anything.
func (c Channels) unsent(demo bool) string {
	if demo || c.Mail != nil {
		return ""
	}
	return "no --smtp-url is given, so no mail is sent: people get no notices and no links to choose a new password"
}
