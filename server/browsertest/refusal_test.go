package browsertest

import (
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// usesTwoFactor turns Ada's two-factor authentication on without a browser.
func usesTwoFactor(t *testing.T, s *hosttest.Server) (app phone, codes []string) {
	t.Helper()
	secret, codes := s.Browser().TurnOn()
	return phone{t: t, secret: secret}, codes
}

// Flow 1, steps 8 and 9: a code that is refused leads to help.
func TestARefusedCodeInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			app, codes := usesTwoFactor(t, s)
			b := openTab(t, s, scripts)
			at := "/sign-in/code"
			if !scripts {
				at = "/sign-in/verify"
			}
			b.signsIn()
			b.steps("/sign-in/code", "Enter your code")

			b.fill("6-digit code", "12345")
			b.press("Verify")
			b.refuses("code", "A code has exactly six digits.")
			b.returns(at, "Enter your code")

			used := b.code(app)
			other := s.Browser()
			other.SignIn()
			other.Post("/sign-in/verify", "code", used).Leads(t, "/dashboard")
			b.enter(used)
			b.refuses("code", "Your code was used already. Wait for the next one.")

			s.Clock.Advance(30 * time.Second)
			b.enter(app.shows(s.Clock.Now().Time().Add(-4 * time.Minute)))
			b.refuses("code", "The clock on your phone seems to be about 4 minutes slow. Turn on automatic date and time, then enter the next code.")

			b.open("/sign-in/verify")
			b.returns("/sign-in/code", "Enter your code")
			b.readsTheHelp()
			b.press("Use a backup code")
			b.steps("/sign-in/backup-code", "Use a backup code")
			b.fill("Backup code", "aaaa-aaaa-aaaa")
			b.press("Verify")
			b.refuses("backup_code", "That backup code didn’t work.")
			b.fill("Backup code", codes[0])
			b.press("Verify")
			b.loads("/security?said=backup-code", "Security Settings")
		})
	}
}

// readsTheHelp takes every way on from the page that asks for a code, and comes back.
func (b *tab) readsTheHelp() {
	b.t.Helper()
	b.press("I can’t get a code")
	b.steps("/sign-in/help", "I can’t get a code")
	b.press("I have a code, but it doesn’t work")
	b.steps("/sign-in/help?kind=totp", "Code not working?")
	b.sees("Use the latest code.", "Wait for the next one.",
		"Check the date and time on your phone.", "Check that it’s the right account in the app.", "Contact support")
	b.press("Back to the code")
	b.steps("/sign-in/code", "Enter your code")
	b.press("Try another way")
	b.steps("/sign-in/ways", "Try another way")
	b.press("Contact support Get help from our team.")
	b.steps("/contact", "Contact support")
	b.sees("Support will never ask for your password or a code.")
	b.back()
	b.returns("/sign-in/ways", "Try another way")
	app := eval[string](b, `document.querySelector('a[href^="/sign-in/code?way="]').getAttribute("href")`)
	b.press("Authenticator app (time-based token) Get a 6-digit code from the app on your phone.")
	b.steps(app, "Enter your code")
}

// A wrong password says no more than that, and keeps the address.
func TestAWrongPasswordInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := openTab(t, inStep(hosttest.Boot(t)), scripts)
			b.open("/sign-in")
			b.returns("/sign-in", "Sign in")
			b.press("Sign in")
			b.refuses("email", "Enter your email address.")
			b.fill("Email address", hosttest.Ada)
			b.fill("Password", "not this one")
			b.press("Sign in")
			b.announces("alert", "The email address or password is wrong. Check both and try again.")
			kept := eval[string](b, `document.getElementById("email").value + "|" + document.getElementById("password").value`)
			if kept != hosttest.Ada+"|" {
				t.Errorf("the form keeps %q", kept)
			}
			if at := eval[string](b, `document.activeElement.id`); at != "password" {
				t.Errorf("the focus is on %q", at)
			}
		})
	}
}
