package browsertest

import (
	"testing"
	"time"

	"latchkey/server/hosttest"

	"github.com/chromedp/chromedp/kb"
)

// keys goes to what has this name by Tab, and uses it by Enter.
func (b *tab) keys(name string) {
	b.t.Helper()
	b.tabTo(name)
	b.types(kb.Enter)
}

// calls gives the method that Security Settings lists by one name another, by the keyboard.
func (b *tab) calls(from, to string) {
	b.t.Helper()
	b.keys("Manage " + from)
	b.shows("its page", `!!document.querySelector('#screen form[action^="/security/methods/"] #name')`)
	b.shows("the focus is on the heading", `document.activeElement === document.querySelector("#screen h1") || `+noScripts(b))
	b.tabTo("Name")
	eval[bool](b, `(document.activeElement.select(), true)`)
	b.types(to)
	b.keys("Save name")
	b.steps("/security?done=renamed", "Security Settings")
	b.sees(to)
}

// noScripts stands in a condition that holds only where scripts move the focus.
func noScripts(b *tab) string {
	if b.scripts {
		return "false"
	}
	return "true"
}

const theApp = "Authenticator app (time-based token)"

// Changing the phone: the new one's app is added, both are named, the new one is asked first,
// either opens the door, and the old one is removed and does not any more. All by the keyboard.
func TestASecondPhoneByTheKeyboard(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			b := openTab(t, s, scripts)
			before, _ := b.turnsOn()
			b.keys("Add a method")
			b.steps("/security/methods/new", "Add a method")
			b.keys("Continue")
			b.steps("/security/two-factor/scan", "Connect your authenticator app")
			now := b.photograph()
			b.typesCode(b.code(now))
			if b.scripts { // the name would be passed over, so it is not sent by itself
				b.types(kb.Enter)
			}
			b.steps("/security?done=added", "Security Settings")
			b.calls(theApp, "Old phone")
			b.calls("Authenticator app 2", "New phone")
			b.keys("Manage New phone")
			b.keys("Make default")
			b.steps("/security?done=preferred", "Security Settings")

			s.Clock.Advance(30 * time.Second)
			b.signsOut()
			b.signsIn()
			b.steps("/sign-in/code", "Enter your code")
			b.sees("Open your authenticator app “New phone”")
			b.typesCode(b.code(before)) // nobody has to tell which phone they hold
			b.loads("/dashboard", "Welcome, Ada Hartwell")

			b.open("/security")
			b.returns("/security", "Security Settings")
			b.keys("Manage Old phone")
			b.keys("Remove")
			b.shows("the proof", `document.querySelector("#screen h1").innerText.startsWith("Confirm it")`)
			b.tabTo("6-digit code")
			b.types(b.code(now))
			b.types(kb.Enter)
			b.shows("the question", `document.querySelector("#screen h1").innerText === "Remove this method?"`)
			b.keys("Remove")
			b.steps("/security?done=removed", "Security Settings")
			b.seesNot("Old phone")
			s.Clock.Advance(30 * time.Second)
			b.signsOut()
			b.signsIn()
			b.steps("/sign-in/code", "Enter your code")
			b.typesCode(b.code(before))
			b.refuses("code", "That code didn’t work.")
			b.typesCode(b.code(now))
			b.loads("/dashboard", "Welcome, Ada Hartwell")
		})
	}
}

// entersForNamed enters the code of a further method, which has a name, too: its code does not send itself.
func (b *tab) entersForNamed(code string) {
	b.t.Helper()
	b.enter(code)
	if b.scripts {
		b.press("Verify")
	}
}

// typesCode types a code into the field for it; without scripts Enter sends it.
func (b *tab) typesCode(code string) {
	b.t.Helper()
	if b.scripts {
		b.module()
	}
	b.tabTo("6-digit code")
	b.types(code)
	if !b.scripts {
		b.types(kb.Enter)
	}
}

// A passkey is named, gives way to the app, and stays one click away.
func TestAPasskeyIsNamedAndAskedForSecond(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.BootForPasskeys(t))
	b := openTab(t, s, true)
	b.authenticator(true)
	b.withoutAutofill()
	b.makesAPasskey()
	b.keys("Add a method")
	b.steps("/security/methods/new", "Add a method")
	b.clicks(`[value=totp]`)
	b.keys("Continue")
	b.steps("/security/two-factor/scan", "Connect your authenticator app")
	phone := b.photograph()
	b.typesCode(b.code(phone))
	b.keys("Verify") // a further method has a name, too: its code does not send itself
	b.steps("/security?done=added", "Security Settings")
	b.calls("MacBook", "Laptop")
	b.keys("Manage " + theApp)
	b.keys("Make default")
	b.steps("/security?done=preferred", "Security Settings")
	b.signsOutOnly()
	b.signsIn()
	b.steps("/sign-in/code", "Enter your code")
	b.keys("Try another way")
	b.steps("/sign-in/ways", "Try another way")
	b.clicks(`a.choice[href^="/sign-in/passkey"]`)
	b.asksForPasskey("Use your passkey")
	b.sees("Laptop")
	b.keys("Use a passkey or security key")
	b.loads("/dashboard", "Welcome, Ada Hartwell")
}

// Whoever types the code when the set-up is over reads so, and begins again from there, with
// the proof that is due by then on the way.
func TestASetUpThatExpiresInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			first, _ := usesTwoFactor(t, s)
			b := openTab(t, s, scripts)
			b.signsInWithTheCode(first)
			b.open("/security/methods/new")
			b.returns("/security/methods/new", "Add a method")
			b.press("Continue")
			b.steps("/security/two-factor/scan", "Connect your authenticator app")
			second := b.photograph()
			s.Clock.Advance(15 * time.Minute)
			b.entersForNamed(b.code(second))
			b.steps("/security/methods/new?said=expired", "Add a method")
			b.announces("status", "That setup is over, so nothing was turned on. Start again and finish within 15 minutes.")
			b.picture("expired", scripts)
			b.press("Continue")
			b.steps("/confirm?next=%2Fsecurity%2Fmethods%2Fnew", "Confirm it’s you")
			b.confirms(first)
			b.steps("/security/two-factor/scan", "Connect your authenticator app")
			b.entersForNamed(b.code(b.photograph()))
			b.steps("/security?done=added", "Security Settings")
		})
	}
}
