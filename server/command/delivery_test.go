package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/internal/message/messagetest"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

func TestMailAndWhatsAppFlags(t *testing.T) {
	t.Parallel()
	password, empty := hosttest.SecretFile(t, "x"), hosttest.SecretFile(t, "")
	base := []string{"serve", "--listen", "127.0.0.1:0", "--data", t.TempDir()}
	for _, c := range []struct {
		words string
		args  []string
	}{
		{"--smtp-url", []string{"--smtp-url", "mail.example.com"}},
		{"password", []string{"--smtp-url", "smtp://u:secret@mail.example.com", "--mail-from", "a@b.example"}},
		{"--mail-from", []string{"--smtp-url", "smtp://mail.example.com"}},
		{"--mail-from", []string{"--smtp-url", "smtp://mail.example.com", "--mail-from", "nobody"}},
		{"belong together", []string{"--smtp-url", "smtp://u@mail.example.com", "--mail-from", "a@b.example"}},
		{"belong together", []string{"--smtp-url", "smtp://mail.example.com", "--mail-from", "a@b.example", "--smtp-password-file", password}},
		{"--smtp-hello", []string{"--smtp-url", "smtp://mail.example.com", "--mail-from", "a@b.example", "--smtp-hello", "my computer"}},
		{"need --smtp-url", []string{"--mail-from", "a@b.example"}},
		{"--whatsapp-token-file", []string{"--whatsapp-phone-id", "1"}},
		{"--whatsapp-phone-id", []string{"--whatsapp-token-file", password}},
		{"--whatsapp-url", []string{"--whatsapp-phone-id", "1", "--whatsapp-url", "http://graph.facebook.com"}},
		{"--whatsapp-language", []string{"--whatsapp-phone-id", "1", "--whatsapp-language", "english"}},
	} {
		latchkey(t, nil, "", append(base, c.args...)...).Refuses(t, 2, c.words)
	}
	for _, missing := range []string{empty, filepath.Join(t.TempDir(), "none")} {
		args := append(base, "--smtp-url", "smtp://u@mail.example.com", "--mail-from", "a@b.example", "--smtp-password-file", missing)
		latchkey(t, nil, "", args...).Refuses(t, 1, "--smtp-password-file")
	}
	latchkey(t, map[string]string{"LATCHKEY_SMTP_URL": "nonsense"}, "", base...).Refuses(t, 2, "--smtp-url")
}

func TestCheckSaysWhetherMailGoesOut(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, func(o *host.Options) { o.Demo = false })
	s.Stop()
	latchkey(t, nil, "", "check", "--data", s.Data).Succeeds(t, "no --smtp-url is given", "WhatsApp is not set up")
	mail := messagetest.NewMailServer(t, messagetest.STARTTLS)
	flags := []string{
		"check", "--data", s.Data, "--smtp-url", mail.URL("smtp"),
		"--smtp-ca-file", mail.CAFile, "--mail-from", "a@b.example", "--smtp-password-file",
	}
	latchkey(t, nil, "", append(flags, hosttest.SecretFile(t, messagetest.Password))...).Succeeds(t, "ok   mail server "+mail.Address)
	got := latchkey(t, nil, "", append(flags, hosttest.SecretFile(t, "wrong"))...)
	if got.Status != 1 || !strings.Contains(got.Out, "FAIL mail server") {
		t.Errorf("a wrong password: %d\n%s", got.Status, got.Out)
	}
}

// systemd keeps the secrets that LoadCredential= names in a folder of its own: those that are needed are taken from there, under
// the names of the flags, where no flag names a file.
func TestSecretsAmongSystemdsCredentials(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, func(o *host.Options) { o.Demo = false })
	s.Stop()
	mail, folder := messagetest.NewMailServer(t, messagetest.STARTTLS), t.TempDir()
	for name, secret := range map[string]string{
		"smtp-password": messagetest.Password, "whatsapp-token": "t", "whatsapp-app-secret": "s", "whatsapp-verify-token": "v",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(secret+"\n"), 0o400); err != nil {
			t.Fatal(err)
		}
	}
	env := map[string]string{"CREDENTIALS_DIRECTORY": folder}
	latchkey(t, env, "", "check", "--data", s.Data).Succeeds(t, "no --smtp-url is given", "WhatsApp is not set up")
	flags := []string{
		"check", "--data", s.Data, "--smtp-url", mail.URL("smtp"), "--smtp-ca-file", mail.CAFile, "--mail-from", "a@b.example",
		"--whatsapp-phone-id", "1",
	}
	latchkey(t, env, "", flags...).Succeeds(t, "ok   mail server "+mail.Address, "ok   WhatsApp is set up")
	latchkey(t, nil, "", flags...).Refuses(t, 2, "belong together")
	named := append(flags, "--smtp-password-file", hosttest.SecretFile(t, "another"))
	if got := latchkey(t, env, "", named...); got.Status != 1 || !strings.Contains(got.Out, "FAIL mail server") {
		t.Errorf("a file that a flag names: %d\n%s", got.Status, got.Out)
	}
}
