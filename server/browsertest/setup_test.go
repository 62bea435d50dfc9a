package browsertest

import (
	"fmt"
	"testing"
	"time"

	"latchkey/server/hosttest"

	"github.com/chromedp/chromedp/kb"
)

// outside lists which of a set-up's parts are not whole on the screen that is there without scrolling.
const outside = `[".qr", "#secret", "#code", "form[action$=verify] .primary"].filter(part => {
	const box = document.querySelector(part).getBoundingClientRect();
	return !(box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth);
})`

// What one needs to set an app up stands on one screen of a small laptop: the QR code, the key, the field and the button.
func TestASetUpFitsOneScreen(t *testing.T) {
	t.Parallel()
	for _, layout := range []string{"stepwise", "dialog"} {
		t.Run(layout, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			s.Set("two-factor.set-up", layout)
			for _, language := range languages {
				b := openTab(t, s, true)
				b.accepts(language)
				b.emulate("light", 1280, 720)
				g := &guide{tab: b, visit: func(string) {}}
				g.open("/sign-in")
				g.sends("", "/sign-in", "email", hosttest.Ada, "password", hosttest.AdaPassword)
				g.open("/security/two-factor")
				g.sends("", "/security/two-factor/start")
				if layout == "stepwise" {
					g.sends("", "/security/methods/new")
				}
				g.settle()
				b.hasNone(layout+" in "+language+", off the screen", outside)
				if n := eval[int](b, `Math.round(scrollY)`); n != 0 {
					t.Errorf("it is scrolled by %d", n)
				}
			}
		})
	}
}

// A further app asks for a name besides.
func TestASetUpOfAFurtherAppFitsOneScreen(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.Boot(t))
	b := openTab(t, s, true)
	b.turnsOn()
	b.emulate("light", 1280, 720)
	b.open("/security/methods/new")
	b.returns("/security/methods/new", "Add a method")
	b.press("Continue")
	b.steps("/security/two-factor/scan", "Connect your authenticator app")
	b.has("textbox: Name, 6-digit code")
	b.hasNone("off the screen", outside)
}

// With scripts the dialog is one: nothing behind it can be reached, and Escape asks before anything is thrown away.
func TestTheDialogIsOne(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.Boot(t))
	s.Set("two-factor.set-up", "dialog")
	b := openTab(t, s, true)
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/security")
	b.returns("/security", "Security Settings")
	b.module()
	b.press("Enable 2FA")
	b.steps("/security/two-factor", "Two-Factor Authentication")
	b.isModal()
	b.press("Enable 2FA")
	b.steps("/security/two-factor/scan", "Connect your authenticator app")
	b.isModal()
	app := b.photograph()
	for range 14 {
		b.types(kb.Tab)
		b.shows("the focus inside", `document.activeElement === document.body || document.activeElement.closest("dialog") !== null`)
	}

	b.types(kb.Escape)
	b.steps("/security/two-factor/cancel", "Cancel setup?")
	b.isModal()
	b.types(kb.Escape)
	b.steps("/security/two-factor/scan", "Connect your authenticator app")
	if again := b.photograph(); again.secret != app.secret {
		t.Fatal("the question alone threw the set-up away")
	}
	b.reload()
	b.returns("/security/two-factor/scan", "Connect your authenticator app")
	b.isModal()
	b.types(kb.Escape)
	b.types(kb.Escape)
	b.shows("a dialog all the same", `document.querySelector("dialog:modal") !== null`)
	time.Sleep(300 * time.Millisecond)
	b.open("/security/two-factor/cancel")
	b.returns("/security/two-factor/cancel", "Cancel setup?")
	b.isModal()
	b.press("Cancel setup")
	b.steps("/security?done=discarded", "Security Settings")
	b.sees("Setup cancelled.")
}

func (b *tab) isModal() {
	b.t.Helper()
	b.shows("a modal dialog", `document.querySelector("#screen > dialog:modal") !== null`)
	b.shows("the focus in it", `document.activeElement.closest("dialog") !== null`)
}

// Without scripts it is a page.
func TestTheDialogWithoutScripts(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.Boot(t))
	s.Set("two-factor.set-up", "dialog")
	b := openTab(t, s, false)
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/security/two-factor")
	b.returns("/security/two-factor", "Two-Factor Authentication")
	b.press("Enable 2FA")
	b.loads("/security/two-factor/scan", "Connect your authenticator app")
	for _, width := range []int64{1280, 360} {
		b.emulate("light", width, 740)
		b.hasNone(fmt.Sprint("at ", width), overflows)
		b.shows("a page", `document.querySelector("dialog[open]:not(:modal)").checkVisibility()`)
	}
	b.press("Cancel")
	b.loads("/security/two-factor/cancel", "Cancel setup?")
	b.press("Keep going")
	b.loads("/security/two-factor/scan", "Connect your authenticator app")
}
