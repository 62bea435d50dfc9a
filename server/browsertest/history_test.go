package browsertest

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Every step has an address of its own, so that Back and reload work, with and without scripts.
func TestBackAndReloadInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			s.Set("methods.allowed", "totp") // with one method on offer there is nothing to choose
			b := openTab(t, s, scripts)
			b.signsIn()
			b.loads("/dashboard", "Welcome, Ada Hartwell")
			b.open("/security")
			b.returns("/security", "Security Settings")
			b.press("Click here to enable")
			b.steps("/security/two-factor", "Two-Factor Authentication")
			b.back()
			b.returns("/security", "Security Settings")
			b.press("Click here to enable")
			b.steps("/security/two-factor", "Two-Factor Authentication")
			b.reload()
			b.loads("/security/two-factor", "Two-Factor Authentication")
			b.press("Get started")
			b.steps("/security/two-factor/scan", "Connect your authenticator app")
			app := b.photograph()
			b.reload()
			b.loads("/security/two-factor/scan", "Connect your authenticator app")
			if again := b.photograph(); again.secret != app.secret {
				t.Fatal("a reload changed the secret key")
			}
			b.back()
			b.returns("/security/two-factor", "Two-Factor Authentication")
			b.press("Get started")
			b.steps("/security/two-factor/scan", "Connect your authenticator app")
			b.enter(b.code(b.photograph()))
			b.steps("/security/backup-codes?of=set-up", "Backup codes")
			first := eval[string](b, `document.querySelector("#codes li").innerText`)
			b.reload()
			b.loads("/security/backup-codes?of=set-up", "Backup codes")
			b.sees("We’ve already shown you these codes")
			b.seesNot(first)
			b.back()
			b.returns("/security", "Security Settings")
			b.sees("You haven’t confirmed that you saved your backup codes.")
			b.open("/security/backup-codes")
			b.returns("/security/backup-codes", "Backup codes")
			b.press("Make new backup codes")
			b.steps("/security/backup-codes/new", "Make new backup codes")
			b.press("Make new backup codes")
			b.steps("/security/backup-codes", "Backup codes")
			b.press("I have saved my backup codes")
			b.press("Done")
			b.steps("/security?done=codes", "Security Settings")
			b.seesNot("You haven’t confirmed")
		})
	}
}

// A page that was left open while the session ended elsewhere leads to the way in, in part or whole.
func TestAnEndedSessionInABrowser(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/security")
	b.returns("/security", "Security Settings")
	eval[chromedp.Void](b, `fetch("/sign-out", {method: "POST"}).then(() => null)`)
	b.press("Click here to enable")
	b.loads("/sign-in?next=%2Fsecurity%2Ftwo-factor", "Sign in")
}

// A proof that has grown old is asked for again on the way to what needs it.
func TestAFreshProofInABrowser(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.Boot(t))
	b := openTab(t, s, true)
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	s.Clock.Advance(11 * time.Minute)
	b.open("/security")
	b.returns("/security", "Security Settings")
	b.press("Click here to enable")
	b.steps("/confirm?next=%2Fsecurity%2Ftwo-factor", "Confirm it’s you")
	b.has("textbox: Password", "button: Confirm")
	b.fill("Password", "not this one")
	b.press("Confirm")
	b.announces("alert", "That password is wrong. Check it and try again.")
	b.fill("Password", hosttest.AdaPassword)
	b.press("Confirm")
	b.steps("/security/two-factor", "Two-Factor Authentication")
}

// Pressing twice does a thing once.
func TestPressingTwiceInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			s.Set("methods.allowed", "totp")
			b := openTab(t, s, scripts)
			b.open("/sign-in")
			b.returns("/sign-in", "Sign in")
			b.fill("Email address", hosttest.Ada)
			b.fill("Password", hosttest.AdaPassword)
			b.pressTimes("Sign in", 2)
			b.loads("/dashboard", "Welcome, Ada Hartwell")
			b.open("/security/two-factor")
			b.returns("/security/two-factor", "Two-Factor Authentication")
			b.pressTimes("Get started", 2)
			b.steps("/security/two-factor/scan", "Connect your authenticator app")
			app := b.photograph()
			if scripts {
				b.module()
				b.fill("6-digit code", b.code(app)+"\r") // complete, and Enter on top
			} else {
				// A second press would cancel the answer that brings the session's new cookie.
				b.fill("6-digit code", b.code(app))
				b.pressTimes("Verify", 1)
			}
			b.steps("/security/backup-codes?of=set-up", "Backup codes")
			if scripts {
				b.seesNot("We’ve already shown you these codes")
			}
		})
	}
}

// Without a connection the page says so, keeps what was typed, and works again afterwards.
func TestNoConnectionInABrowser(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.open("/sign-in")
	b.returns("/sign-in", "Sign in")
	b.fill("Email address", hosttest.Ada)
	b.fill("Password", hosttest.AdaPassword)
	b.module()
	b.offline(true)
	b.press("Sign in")
	b.announces("alert", "We can’t reach the server. Check your connection and try again")
	if kept := eval[string](b, `document.getElementById("password").value`); kept != hosttest.AdaPassword {
		t.Errorf("the form keeps %q", kept)
	}
	b.offline(false)
	b.press("Sign in")
	b.loads("/dashboard", "Welcome, Ada Hartwell")
}

func (b *tab) offline(off bool) {
	b.t.Helper()
	call(b, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1, Offline: off}},
	})
}

// What is asked of a person who has signed out is nothing: Back shows no page of the account.
func TestBackAfterSigningOutInABrowser(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/security")
	b.returns("/security", "Security Settings")
	b.press("Click here to enable")
	b.steps("/security/two-factor", "Two-Factor Authentication")
	b.press("Hello, Ada!")
	b.press("Sign out")
	b.loads("/sign-in?said=out", "Sign in")
	for range 2 {
		b.back()
		b.until("the way in", func() error {
			at, err := chromedp.Run(b.ctx, chromedp.Location())
			return cmp.Or(err, unlessTrue(strings.Contains(at, "/sign-in?next="), "the address is "+at))
		})
		b.seesNot("Hello, Ada!", "Get started")
	}
}
