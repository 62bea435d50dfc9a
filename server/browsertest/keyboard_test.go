package browsertest

import (
	"cmp"
	"testing"
	"time"

	"latchkey/server/hosttest"

	"github.com/chromedp/chromedp/kb"
)

// Everything can be reached and used without a mouse, and one sees where one is.
func TestTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.open("/sign-in")
	b.returns("/sign-in", "Sign in")
	b.module()
	b.types(hosttest.Ada + kb.Tab)
	b.tabTo("Password")
	b.types(hosttest.AdaPassword)
	b.tabTo("Sign in")
	b.types(" ")
	b.loads("/dashboard", "Welcome, Ada Hartwell")

	b.tabTo("Skip to the content")
	b.tabTo("Hello, Ada!")
	b.types("\r")
	b.tabTo("Security Settings")
	b.types("\r")
	b.loads("/security", "Security Settings")
	b.module()
	b.tabTo("Skip to the content")
	b.types("\r")
	b.tabTo("Click here to enable")
	b.types("\r")
	b.steps("/security/two-factor", "Two-Factor Authentication")
	b.tabTo("Get started")
	b.types(" ")
	b.steps("/security/methods/new", "Choose a method")
	b.tabTo("Continue")
	b.types(" ")
	b.steps("/security/two-factor/scan", "Connect your authenticator app")
	app := b.photograph()
	b.tabTo("Copy")
	b.tabTo("6-digit code")
	b.types(b.code(app))
	b.steps("/security/backup-codes?of=set-up", "Backup codes")
	b.tabTo("Download")
	b.tabTo("I have saved my backup codes")
	b.types(" ")
	b.tabTo("Done")
	b.types(" ")
	b.steps("/security?done=on", "Security Settings")

	b.s.Clock.Advance(30 * time.Second)
	b.signsOut()
	b.signsIn()
	b.steps("/sign-in/code", "Enter your code")
	b.module()
	b.types(b.code(app))
	b.loads("/dashboard", "Welcome, Ada Hartwell")
}

// A ticket is opened, answered and closed without a mouse, and the focus is where one goes on.
func TestATicketByTheKeyboard(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/tickets")
	b.returns("/tickets", "Tickets")
	b.module()
	b.keys("Open a ticket")
	b.steps("/tickets/new", "Open a ticket")
	b.tabTo("Subject")
	b.types("Mail bounces")
	b.tabTo("Message")
	b.types("Since **Monday**.")
	b.keys("Preview")
	b.shows("the preview, and the focus where it was", `document.querySelector("#preview strong").innerText === "Monday" &&
		document.activeElement.innerText === "Preview"`)
	b.types("\t")
	b.tabTo("Message")
	b.types(" My code is 123456.")
	b.keys("Send")
	b.announces("alert", "This looks like it has a code in it")
	b.shows("the focus on the warning", `document.activeElement.matches(".alert.warning")`)
	b.keys("Send")
	b.sees("Ticket opened.")
	b.shows("the focus on the heading", `document.activeElement === document.querySelector("#screen h1")`)
	b.tabTo("Reply")
	b.types("Thank you!")
	b.keys("Send reply")
	b.sees("Reply sent.", "Thank you!")
	b.keys("Close ticket")
	b.sees("Ticket closed.")
}

func (b *tab) types(keys string) {
	b.t.Helper()
	b.must(b.engine.Type(keys))
}

// focused says what has the focus, by its name, and whether that can be seen: by an outline of its own or of what is
// drawn for it.
const focused = `(() => {
	const at = document.activeElement, of = e => e.innerText.replace(/\s+/g, " ").trim();
	const drawn = [at, at.nextElementSibling && at.nextElementSibling.firstElementChild].filter(Boolean);
	const box = at.getBoundingClientRect();
	return {
		name: at.labels && at.labels.length ? of(at.labels[0]) : of(at),
		seen: box.bottom > 0 && box.top < innerHeight &&
			drawn.some(e => getComputedStyle(e).outlineStyle !== "none" && getComputedStyle(e).outlineWidth !== "0px"),
	};
})()`

// tabTo presses Tab until what has this name has the focus.
func (b *tab) tabTo(name string) {
	b.t.Helper()
	type focus struct {
		Name string
		Seen bool
	}
	var passed []string
	for range 40 {
		f, err := try[focus](b, focused)
		if cmp.Or(err, unlessTrue(f.Name == name, "another")) == nil {
			if !f.Seen {
				b.t.Errorf("one does not see that the focus is on %q", name)
			}
			return
		}
		passed = append(passed, f.Name)
		b.types(kb.Tab)
	}
	b.t.Fatalf("Tab does not reach %q, only %q", name, passed)
}
