package browsertest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/server/hosttest"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
)

// authenticator gives the browser an authenticator of its own, which verifies its user
// and does so by itself while present.
func (b *tab) authenticator(present bool) webauthn.AuthenticatorID {
	b.t.Helper()
	call(b, webauthn.Enable, webauthn.EnableParams{})
	return call(b, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: present,
	}}).AuthenticatorID
}

func (b *tab) present(id webauthn.AuthenticatorID, present bool) {
	b.t.Helper()
	call(b, webauthn.SetAutomaticPresenceSimulation, webauthn.SetAutomaticPresenceSimulationParams{AuthenticatorID: id, Enabled: present})
}

// withoutAutofill opens pages in which the browser does not offer passkeys by itself.
func (b *tab) withoutAutofill() {
	b.t.Helper()
	addScript(b, `delete PublicKeyCredential.isConditionalMediationAvailable`)
}

// makesAPasskey signs Ada in, without a second step, and makes one.
func (b *tab) makesAPasskey() {
	b.t.Helper()
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/security/methods/new")
	b.returns("/security/methods/new", "Choose a method")
	b.module()
	b.clicks(`[value=passkey]`)
	b.press("Continue")
	b.steps("/security/passkeys/new", "Create a passkey")
	b.fill("Name", "MacBook")
	b.press("Create passkey")
	b.steps("/security/backup-codes?of=set-up", "Backup codes")
	b.press("I have saved my backup codes")
	b.press("Done")
	b.steps("/security?done=on", "Security Settings")
	b.sees("MacBook")
}

// From Security Settings to the way in, by the passkey alone and after the password, and off again.
func TestPasskeyJourney(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.BootForPasskeys(t))
	b := openTab(t, s, true)
	b.authenticator(true)
	b.withoutAutofill()
	b.makesAPasskey()

	b.signsOutOnly()
	b.module()
	b.press("Sign in with a passkey")
	b.loads("/dashboard", "Welcome, Ada Hartwell")

	b.signsOutOnly()
	b.signsIn()
	b.asksForPasskey("Use your passkey")
	b.press("Use a passkey or security key")
	b.loads("/dashboard", "Welcome, Ada Hartwell")

	s.Clock.Advance(11 * time.Minute)
	b.open("/security/passkeys/new")
	b.asksForPasskey("Confirm it’s you")
	b.press("Use a passkey or security key")
	b.steps("/security/passkeys/new", "Create a passkey")
	b.press("Create passkey")
	b.announces("alert", "already have a passkey on this device")

	b.open("/security")
	b.returns("/security", "Security Settings")
	b.press("Disable")
	b.asksForPasskey("Disable two-factor authentication")
	b.press("Use a passkey or security key")
	b.steps("/security/two-factor/disable/confirm", "Disable two-factor authentication?")
	b.press("Confirm")
	b.steps("/security?done=off", "Security Settings")
}

// Nothing that goes wrong is silent, and no way ends there.
func TestAPasskeyThatIsNotThere(t *testing.T) {
	t.Parallel()
	s := hosttest.BootForPasskeys(t)
	b := openTab(t, s, true)
	id := b.authenticator(true)
	b.withoutAutofill()
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/security/passkeys/new")
	b.returns("/security/passkeys/new", "Create a passkey")
	b.module()
	eval[bool](b, `(document.getElementById("name").removeAttribute("maxlength"), true)`)
	b.fill("Name", strings.Repeat("long ", 20))
	b.press("Create passkey")
	b.shows("words beside the name", `document.getElementById("name").getAttribute("aria-invalid") === "true"`)
	b.sees("Use one line of up to 40 characters.")
	b.fill("Name", "MacBook")
	b.press("Create passkey")
	b.steps("/security/backup-codes?of=set-up", "Backup codes")

	b.signsOutOnly()
	call(b, webauthn.ClearCredentials, webauthn.ClearCredentialsParams{AuthenticatorID: id})
	b.module()
	b.press("Sign in with a passkey")
	b.announces("alert", "No passkey was used")
	b.signsIn()
	b.asksForPasskey("Use your passkey")
	b.press("Use a passkey or security key")
	b.announces("alert", "No passkey was used")
	b.press("Try another way")
	b.steps("/sign-in/ways", "Try another way")
	b.sees("Backup code")
}

// A dialog that never settles, as when a password manager's window is lost behind others: the next press gives it up and asks
// anew, with another challenge, and no words of the first stand beside the second.
func TestAPasskeyDialogThatNeverSettles(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.BootForPasskeys(t))
	b := openTab(t, s, true)
	b.authenticator(true)
	b.withoutAutofill()
	b.makesAPasskey()
	b.signsOutOnly()
	addScript(b, `
		window.lost = [];
		const get = navigator.credentials.get.bind(navigator.credentials);
		navigator.credentials.get = options => {
			if (window.lost.length >= 2) return get(options);
			window.lost.push(options);
			return new Promise((_, refuse) => {
				if (window.lost.length === 2) options.signal.addEventListener("abort", () => refuse(options.signal.reason));
			});
		}`)
	b.open("/sign-in")
	b.returns("/sign-in", "Sign in")
	b.module()
	for i := range 2 {
		b.press("Sign in with a passkey")
		b.shows("a dialog that stays", fmt.Sprintf(`window.lost.length === %d && !window.lost[%d].signal.aborted`, i+1, i))
	}
	b.shows("the first was given up, the second asks anew", `window.lost[0].signal.aborted && !window.lost[1].signal.aborted &&
		new Uint8Array(window.lost[0].publicKey.challenge).join() !== new Uint8Array(window.lost[1].publicKey.challenge).join() &&
		document.querySelector("[data-says]:not([hidden])") === null`)
	b.press("Sign in with a passkey")
	b.loads("/dashboard", "Welcome, Ada Hartwell")
}

// asksForPasskey waits for a page that takes one, and for the module.
func (b *tab) asksForPasskey(heading string) {
	b.t.Helper()
	b.shows("the passkey's page",
		fmt.Sprintf(`location.pathname.endsWith("/passkey") && document.querySelector("#screen h1").innerText === %q`, heading))
	b.module()
	b.began = eval[float64](b, `performance.timeOrigin`)
}

func (b *tab) signsOutOnly() {
	b.t.Helper()
	b.open("/dashboard")
	b.returns("/dashboard", "Welcome, Ada Hartwell")
	b.press("Hello, Ada!")
	b.press("Sign out")
	b.loads("/sign-in?said=out", "Sign in")
}

// A browser that fills a passkey into the e-mail field signs in without a press.
func TestPasskeyByAutofill(t *testing.T) {
	t.Parallel()
	s := hosttest.BootForPasskeys(t)
	b := openTab(t, s, true)
	id := b.authenticator(true)
	b.makesAPasskey()
	b.present(id, false)
	b.signsOutOnly()
	b.module()
	b.present(id, true)
	b.open("/sign-in")
	b.returns("/dashboard", "Welcome, Ada Hartwell")
}

// A browser that can't use the preferred passkey has the other ways at hand at once.
func TestWithoutScriptsNoPasskeyIsAskedFor(t *testing.T) {
	t.Parallel()
	s := hosttest.BootForPasskeys(t)
	first := s.Browser()
	first.SignIn()
	first.MakesPasskey(passkeytest.New(t, s.URL), "name", "Blue key").Leads(t, "/security/backup-codes?of=set-up")
	b := openTab(t, s, false)
	b.signsIn()
	b.shows("the passkey's page", `location.pathname === "/sign-in/passkey"`)
	b.sees("Passkeys need JavaScript", "Backup code")
	b.seesNot("Use a passkey or security key")
	b.press("Try another way")
	b.loads("/sign-in/ways", "Try another way")
	b.seesNot("Passkey")
	b.clicks(`a.choice[href="/sign-in/backup-code"]`)
	b.loads("/sign-in/backup-code", "Use a backup code")
}

// addScript runs a script before those of every page that is opened from now on.
func addScript(b *tab, script string) {
	b.t.Helper()
	call(b, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// One of two methods is taken off with a fresh proof by the passkey itself.
func TestAPasskeyIsRemovedInABrowser(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.BootForPasskeys(t))
	b := openTab(t, s, true)
	b.authenticator(true)
	b.makesAPasskey()
	s.Clock.Advance(11 * time.Minute)
	b.open("/security/methods/new")
	b.asksForPasskey("Confirm it’s you")
	b.press("Use a passkey or security key")
	b.steps("/security/methods/new", "Add a method")
	b.clicks(`[value=totp]`)
	b.press("Continue")
	b.steps("/security/two-factor/scan", "Connect your authenticator app")
	b.enter(b.code(b.photograph()))
	b.press("Verify")
	b.steps("/security?done=added", "Security Settings")
	s.Clock.Advance(11 * time.Minute)
	b.press("Manage MacBook")
	b.sees("you won’t be able to sign in with it any more.")
	b.press("Remove")
	b.asksForPasskey("Confirm it’s you")
	b.press("Use a passkey or security key")
	b.sees("Remove this method?")
	b.press("Remove")
	b.steps("/security?done=removed", "Security Settings")
	b.seesNot("MacBook")
}
