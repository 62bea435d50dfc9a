package main

import (
	"os"
	"path/filepath"
	"testing"

	"latchkey/internal/message/messagetest"
)

// file puts a secret into a file.
func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// outside is a mail server and a WhatsApp, with the options that have them used.
func outside(t *testing.T) (*messagetest.MailServer, *messagetest.WhatsApp, func(*Options)) {
	t.Helper()
	mail, whatsApp := messagetest.NewMailServer(t, messagetest.STARTTLS), messagetest.NewWhatsApp(t)
	d := Delivery{
		SMTP: mail.URL("smtp"), SMTPPasswordFile: file(t, messagetest.Password), SMTPCAFile: mail.CAFile, From: "Northwind <no-reply@northwind.example>",
		WhatsApp: whatsApp.URL, Version: messagetest.Version, PhoneID: messagetest.PhoneID, Template: "verification_code",
		TokenFile: file(t, messagetest.Token), AppSecretFile: file(t, messagetest.AppSecret), VerifyTokenFile: file(t, messagetest.VerifyToken),
		Languages: []string{"en=en_US", "ar=ar"},
	}
	return mail, whatsApp, func(o *Options) { o.Delivery = d }
}
