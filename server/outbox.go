package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"

	"latchkey/internal/message"
	"latchkey/server/letter"
	"latchkey/server/web"
	"latchkey/server/webhook"

	"github.com/spf13/pflag"
)

// delivery is how messages leave: flags of serve and check.
type delivery struct {
	smtp, smtpPassword, smtpCA, from string

	whatsApp, version, phoneID, template, noticeTemplate string
	token, appSecret, verifyToken                        string
	languages                                            []string
}

func (d *delivery) flags(f *pflag.FlagSet) {
	f.StringVar(&d.smtp, "smtp-url", "", "mail server: smtp://user@host:587 (STARTTLS, always) or smtps://user@host:465")
	f.StringVar(&d.smtpPassword, "smtp-password-file", "", "file with the mail server's password")
	f.StringVar(&d.smtpCA, "smtp-ca-file", "", "file with the authority that signed the mail server's certificate (default: the system's)")
	f.StringVar(&d.from, "mail-from", "", "address that mail comes from, such as no-reply@example.com")
	f.StringVar(&d.phoneID, "whatsapp-phone-id", "", "phone number id of the WhatsApp Cloud API; turns WhatsApp on")
	f.StringVar(&d.token, "whatsapp-token-file", "", "file with the access token")
	f.StringVar(&d.appSecret, "whatsapp-app-secret-file", "", "file with the app's secret, which signs what WhatsApp tells at /hooks/whatsapp")
	f.StringVar(&d.verifyToken, "whatsapp-verify-token-file", "", "file with the verify token that was typed in at Meta for the webhook")
	f.StringVar(&d.template, "whatsapp-template", "verification_code", "name of the authentication template, with a copy-code button")
	f.StringVar(&d.noticeTemplate, "whatsapp-notice-template", "", "name of a utility template with one {{1}}, for notices by WhatsApp too")
	f.StringSliceVar(&d.languages, "whatsapp-language", []string{"en=en_US", "ar=ar"}, "the templates' language for each of ours")
	f.StringVar(&d.whatsApp, "whatsapp-url", "https://graph.facebook.com", "address of the Cloud API")
	f.StringVar(&d.version, "whatsapp-version", "v24.0", "version of the Cloud API")
}

// none reports whether no channel is set up.
func (d *delivery) none() bool { return d.smtp == "" && d.phoneID == "" }

// channels is what the flags set up.
type channels struct {
	mail     *message.SMTP     // nil: none
	whatsApp *message.CloudAPI // nil: none
}

func (d *delivery) open() (c channels, err error) {
	if c.mail, err = d.openMail(); err != nil {
		return c, err
	}
	c.whatsApp, err = d.openWhatsApp()
	return c, err
}

func (d *delivery) openMail() (*message.SMTP, error) {
	if d.smtp == "" {
		if d.from != "" || d.smtpPassword != "" {
			return nil, usageError{"--mail-from and --smtp-password-file need --smtp-url beside them"}
		}
		return nil, nil
	}
	server, err := message.ParseSMTP(d.smtp)
	if err != nil {
		return nil, usageError{fmt.Sprintf("--smtp-url: %v", err)}
	}
	from, err := message.ParseSender(d.from)
	if err != nil {
		return nil, usageError{fmt.Sprintf("--mail-from is %q: %v", d.from, err)}
	}
	if (server.User == "") != (d.smtpPassword == "") {
		return nil, usageError{"a user in --smtp-url and --smtp-password-file belong together"}
	}
	s := &message.SMTP{Server: server, From: from}
	if d.smtpPassword != "" {
		if s.Password, err = secretFile("smtp-password-file", d.smtpPassword); err != nil {
			return nil, err
		}
	}
	if d.smtpCA != "" {
		s.Roots, err = authorities(d.smtpCA)
	}
	return s, err
}

func authorities(path string) (*x509.CertPool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading --smtp-ca-file: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, usageError{"the file of --smtp-ca-file holds no certificate"}
	}
	return pool, nil
}

func (d *delivery) openWhatsApp() (*message.CloudAPI, error) {
	if d.phoneID == "" {
		if d.token != "" || d.appSecret != "" || d.verifyToken != "" || d.noticeTemplate != "" {
			return nil, usageError{"the --whatsapp flags need --whatsapp-phone-id beside them"}
		}
		return nil, nil
	}
	base, err := message.ParseWhatsApp(d.whatsApp)
	if err != nil {
		return nil, usageError{fmt.Sprintf("--whatsapp-url is %q: %v", d.whatsApp, err)}
	}
	a := &message.CloudAPI{Base: base, Version: d.version, PhoneID: d.phoneID, Template: d.template, NoticeTemplate: d.noticeTemplate, Languages: map[string]string{}}
	for _, pair := range d.languages {
		ours, theirs, found := strings.Cut(pair, "=")
		if !found || ours == "" || theirs == "" {
			return nil, usageError{fmt.Sprintf("--whatsapp-language is %q; it takes a pair such as en=en_US", pair)}
		}
		a.Languages[ours] = theirs
	}
	if a.Languages["en"] == "" {
		return nil, usageError{"--whatsapp-language has to say which language stands for en"}
	}
	if a.Token, err = secretFile("whatsapp-token-file", d.token); err != nil {
		return nil, err
	}
	for flag, path := range map[string]string{"whatsapp-app-secret-file": d.appSecret, "whatsapp-verify-token-file": d.verifyToken} {
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
		return nil, usageError{"--" + flag + " is missing: it names a file with the secret in it"}
	}
	_, err := read()
	return read, err
}

// deliver has messages sent: the function that it returns stops that, after what is under
// way. A demo's are shown instead.
func (h *host) deliver(c channels, url func(string) string) (stop func()) {
	outbox := h.changes.Outbox
	if outbox.Demo {
		return func() {}
	}
	writer := &letter.Writer{Settings: h.settings, URL: url}
	worker := &message.Worker{DB: h.db, Outbox: outbox, Write: writer.Write, Senders: map[message.Channel]message.Sender{}, Log: h.log}
	if c.mail != nil {
		worker.Senders[message.Email] = c.mail
	}
	if c.whatsApp != nil {
		c.whatsApp.Clock = h.clock
		worker.Senders[message.WhatsApp] = c.whatsApp
	}
	outbox.Offer = func(by message.Channel) bool {
		if by == message.WhatsApp {
			return c.whatsApp != nil && c.whatsApp.Healthy()
		}
		return c.mail != nil
	}
	outbox.NoticesByWhatsApp = c.whatsApp != nil && c.whatsApp.NoticeTemplate != ""
	worker.Watch()
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

// webhooks are the routes for what other servers tell; without WhatsApp they stay shut.
func (h *host) webhooks(d delivery, c channels) []web.Route {
	pages := &webhook.Pages{}
	if c.whatsApp != nil {
		secret, _ := secretFile("whatsapp-app-secret-file", d.appSecret)
		verify, _ := secretFile("whatsapp-verify-token-file", d.verifyToken)
		pages.WhatsApp = &message.Webhook{DB: h.db, Outbox: h.changes.Outbox, API: c.whatsApp, Secret: secret, VerifyToken: verify}
	}
	return pages.Routes()
}

// unsent warns of a host that can tell nobody anything.
func (c channels) unsent(demo bool) string {
	if demo || c.mail != nil {
		return ""
	}
	return "no --smtp-url is given, so no mail is sent: people get no notices and no links to choose a new password"
}

// check says whether mail and WhatsApp are set up, and whether the mail server lets us in.
func (c channels) check(ctx context.Context, out console, d delivery) error {
	if c.whatsApp == nil {
		fmt.Fprintln(out.out, "note WhatsApp is not set up")
	} else {
		fmt.Fprintln(out.out, "ok   WhatsApp is set up, with the template", d.template)
	}
	if c.mail == nil {
		fmt.Fprintln(out.out, "note no --smtp-url is given, so no mail is sent")
		return nil
	}
	return report(out, "mail server "+c.mail.Server.Address(), c.mail.Check(ctx))
}
