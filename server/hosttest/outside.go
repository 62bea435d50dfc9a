package hosttest

import (
	"os"
	"path/filepath"
	"testing"

	"latchkey/internal/message/messagetest"
	"latchkey/server/host"
)

// SecretFile writes text into a file that only its owner can read and returns its path.
func SecretFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Outside starts a mail server and a WhatsApp server for the test, and returns the options that use them.
func Outside(t *testing.T) (*messagetest.MailServer, *messagetest.WhatsApp, func(*host.Options)) {
	t.Helper()
	mail, whatsApp := messagetest.NewMailServer(t, messagetest.STARTTLS), messagetest.NewWhatsApp(t)
	d := host.Delivery{
		SMTP: mail.URL("smtp"), SMTPPasswordFile: SecretFile(t, messagetest.Password), SMTPCAFile: mail.CAFile,
		From:     "Northwind <no-reply@northwind.example>",
		WhatsApp: whatsApp.URL, Version: messagetest.Version, PhoneID: messagetest.PhoneID, Template: "verification_code",
		TokenFile: SecretFile(t, messagetest.Token), AppSecretFile: SecretFile(t, messagetest.AppSecret),
		VerifyTokenFile: SecretFile(t, messagetest.VerifyToken),
		Languages:       []string{"en=en_US", "ar=ar"},
	}
	return mail, whatsApp, func(o *host.Options) { o.Delivery = d }
}
