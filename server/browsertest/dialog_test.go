package browsertest

import (
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// Flow 4: one dialog with everything, turned on only by the right code and the tick together.
func TestTheDialogInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			s.Set("two-factor.set-up", "dialog")
			b := openTab(t, s, scripts)
			b.signsIn()
			b.loads("/dashboard", "Welcome, Ada Hartwell")
			b.press("Hello, Ada!")
			b.press("Security Settings")
			b.loads("/security", "Security Settings")
			b.press("Enable 2FA")
			b.steps("/security/two-factor", "Two-Factor Authentication")
			b.press("Enable 2FA")
			b.steps("/security/two-factor/scan", "Connect your authenticator app")
			b.has("image: QR code", "textbox: 6-digit code", "checkbox: I have saved my backup codes", "heading: Backup codes")
			app := b.photograph()
			codes := b.codesOfTheDialog()

			b.refusesHalfOfIt(app)
			if again := b.codesOfTheDialog(); again != codes {
				t.Fatalf("a refusal changed the backup codes from\n%s to\n%s", codes, again)
			}
			if again := b.photograph(); again.secret != app.secret {
				t.Fatal("a refusal changed the secret key")
			}

			b.open("/security/two-factor/scan")
			b.returns("/security/two-factor/scan", "Connect your authenticator app")
			b.fill("6-digit code", b.code(app))
			b.press("I have saved my backup codes")
			b.press("Verify")
			b.steps("/security?done=on", "Security Settings")
			b.seesNot("haven’t confirmed", "You have not said")
			b.back()
			b.returns("/security", "Security Settings")
			b.seesNot(strings.Fields(codes)[0])

			s.Clock.Advance(30 * time.Second)
			b.signsOut()
			b.signsIn()
			b.steps("/sign-in/code", "Enter your code")
			b.press("Use a backup code")
			b.steps("/sign-in/backup-code", "Use a backup code")
			b.fill("Backup code", strings.Fields(codes)[9])
			b.press("Verify")
			b.loads("/security?said=backup-code", "Security Settings")
		})
	}
}

func (b *tab) codesOfTheDialog() string {
	b.t.Helper()
	return eval[string](b, `document.getElementById("codes").innerText.replace(/\s+/g, " ")`)
}

// refusesHalfOfIt tries the dialog with the tick alone, and with the code alone.
func (b *tab) refusesHalfOfIt(app phone) {
	b.t.Helper()
	at := "/security/two-factor/verify"
	if b.scripts {
		b.module()
		at = "/security/two-factor/scan"
		if !eval[bool](b, `document.querySelector("[data-needs]").disabled`) {
			b.t.Error("Verify can be pressed before the box is ticked")
		}
	} else {
		b.fill("6-digit code", b.code(app))
		b.press("Verify")
		b.loads(at, "Connect your authenticator app")
		b.refuses("saved", "Save your codes, then tick the box.")
	}
	wrong := "000000"
	if b.code(app) == wrong {
		wrong = "111111"
	}
	b.fill("6-digit code", wrong)
	b.press("I have saved my backup codes")
	b.press("Verify")
	b.refuses("code", "That code didn’t work. Enter the newest code in your app.")
	b.returns(at, "Connect your authenticator app")
}
