package command

import (
	"context"
	"fmt"

	"latchkey/internal/logging"
	"latchkey/server/host"

	"github.com/spf13/pflag"
)

// deliveryFlags are the flags of serve and of check that say how messages leave.
func deliveryFlags(c Console, f *pflag.FlagSet, d *host.Delivery) {
	d.Credentials = c.Env("CREDENTIALS_DIRECTORY")
	f.StringVar(&d.SMTP, "smtp-url", "", "mail server: smtp://user@host:587 (STARTTLS, always) or smtps://user@host:465")
	f.StringVar(&d.SMTPPasswordFile, "smtp-password-file", "", "file with the mail server's password")
	f.StringVar(&d.SMTPCAFile, "smtp-ca-file", "", "file with the authority that signed the mail server's certificate (default: the system's)")
	f.StringVar(&d.Hello, "smtp-hello", "", "what this host calls itself to the mail server (default: the host of --base-url)")
	f.StringVar(&d.From, "mail-from", "", "address that mail comes from, such as no-reply@example.com")
	f.StringVar(&d.PhoneID, "whatsapp-phone-id", "", "phone number id of the WhatsApp Cloud API; turns WhatsApp on")
	f.StringVar(&d.TokenFile, "whatsapp-token-file", "", "file with the access token")
	f.StringVar(&d.AppSecretFile, "whatsapp-app-secret-file", "",
		"file with the app's secret, which signs what WhatsApp tells at /hooks/whatsapp")
	f.StringVar(&d.VerifyTokenFile, "whatsapp-verify-token-file", "", "file with the verify token that was typed in at Meta for the webhook")
	f.StringVar(&d.Template, "whatsapp-template", "verification_code", "name of the authentication template, with a copy-code button")
	f.StringVar(&d.NoticeTemplate, "whatsapp-notice-template", "", "name of a utility template with one {{1}}, for notices by WhatsApp too")
	f.StringSliceVar(&d.Languages, "whatsapp-language", []string{"en=en_US", "ar=ar"}, "the templates' language for each of ours")
	f.StringVar(&d.WhatsApp, "whatsapp-url", "https://graph.facebook.com", "address of the Cloud API")
	f.StringVar(&d.Version, "whatsapp-version", "v24.0", "version of the Cloud API")
}

// checkChannels says whether mail and WhatsApp are set up, and whether the mail server lets us in.
func checkChannels(ctx context.Context, c Console, by host.Channels, d host.Delivery) error {
	if by.WhatsApp == nil {
		fmt.Fprintln(c.Out, "note WhatsApp is not set up")
	} else {
		fmt.Fprintln(c.Out, "ok   WhatsApp is set up, with the template", d.Template)
	}
	if by.Mail == nil {
		fmt.Fprintln(c.Out, "note no --smtp-url is given, so no mail is sent")
		return nil
	}
	what := "mail server " + by.Mail.Server.Address() + ": it lets us in and takes mail from " + by.Mail.From.Address
	return report(c, what, by.Mail.Check(ctx))
}

// watchFlags are the flags of what serves that say what is told to whoever watches it.
func watchFlags(f *pflag.FlagSet, o *host.Options) {
	form := &o.LogForm
	f.StringVar(&form.Level, "log-level", "info", "the least that is logged: debug, info, warn or error")
	f.StringVar(&form.Format, "log-format", logging.Auto, "text, json or auto: text on a terminal, else JSON")
	f.BoolVar(&form.Requests, "log-requests", false,
		"log each request: route, method, status and time; never a query, what stands in a path, or a token")
	f.StringVar(&o.Metrics, "metrics-listen", "",
		"address and port at which /metrics is served for Prometheus, such as 127.0.0.1:9464 or :9464, which is the same (default: nowhere)")
}
