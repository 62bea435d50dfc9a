package browsertest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/server/hosttest"

	"github.com/chromedp/chromedp"
)

// inStep sets the server's clock to this machine's, as it stands now, so that pages find nothing wrong with it.
func inStep(s *hosttest.Server) *hosttest.Server {
	s.Clock.Set(time.Now())
	return s
}

// Flows 1, 2 and 3 with their words.
func TestTheWholeJourneyInABrowser(t *testing.T) {
	inEachBrowser(t, func(b *tab) {
		app, codes := b.turnsOn()
		b.signsOut()
		b.signsInWithTheCode(app)
		b.signsOut()
		b.signsInWithABackupCode(codes[3])
		b.turnsOff(app)
		b.signsOut()
		b.signsIn()
		b.loads("/dashboard", "Welcome, Ada Hartwell")
	})
}

func TestTheWholeJourneyOnAPhone(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.touch = true
	b.do(chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(3)))
	app, _ := b.turnsOn()
	b.signsOut()
	b.signsInWithTheCode(app)
	b.turnsOff(app)
}

// signsIn gives Ada's password on the page where one signs in.
func (b *tab) signsIn() {
	b.t.Helper()
	b.open("/")
	b.returns("/sign-in", "Sign in")
	b.has("textbox: Email address, Password", "button: Sign in", "link: Forgot password?, Create an account, Get back into your account")
	b.fill("Email address", hosttest.Ada)
	b.fill("Password", hosttest.AdaPassword)
	b.press("Sign in")
}

// turnsOn goes from the front door to two-factor authentication with its backup codes saved.
func (b *tab) turnsOn() (app phone, codes []string) {
	b.t.Helper()
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.sees("Services", "Domains", "Invoices", "Tickets", "Contact information")
	b.press("Hello, Ada!")
	b.has("link: Profile, Security Settings", "button: Sign out")
	b.press("Security Settings")
	b.loads("/security", "Security Settings")
	b.has("heading: Two-Factor Authentication Off")
	b.press("Click here to enable")
	b.steps("/security/two-factor", "Two-Factor Authentication")
	b.press("Get started")
	b.steps("/security/methods/new", "Choose a method")
	b.sees("Authenticator app (time-based token)")
	b.press("Continue")
	b.steps("/security/two-factor/scan", "Connect your authenticator app")
	b.has("image: QR code", "textbox: 6-digit code", "button: Verify")
	b.sees("Secret key")
	app = b.photograph()
	if shown := strings.ReplaceAll(eval[string](b, `document.getElementById("secret").innerText`), " ", ""); shown != app.secret {
		b.t.Fatalf("the secret key is %q, the QR code says %q", shown, app.secret)
	}
	if app.issuer != "Fjordlight Hosting" || app.account != hosttest.Ada {
		b.t.Errorf("the app would call it %q, %q", app.issuer, app.account)
	}
	b.enter(b.code(app))
	b.steps("/security/backup-codes?of=set-up", "Backup codes")
	codes = b.savesCodes()
	b.press("Done")
	b.steps("/security?done=on", "Security Settings")
	b.announces("status", "Two-factor authentication is on.")
	b.has("link: Disable, Make new backup codes")
	b.s.Clock.Advance(30 * time.Second) // the code that turned it on is spent
	return app, codes
}

// savesCodes keeps the backup codes in every way there is.
func (b *tab) savesCodes() []string {
	b.t.Helper()
	codes := eval[[]string](b, `[...document.querySelectorAll("#codes li")].map(li => li.innerText)`)
	if len(codes) != 10 {
		b.t.Fatalf("there are %d backup codes", len(codes))
	}
	b.sees("If you lose your phone, each one signs you in once.")
	text := b.downloads("Download", "backup-codes.txt")
	for _, part := range append([]string{"Fjordlight Hosting", hosttest.Ada}, codes...) {
		if !strings.Contains(text, part) {
			b.t.Errorf("the downloaded file lacks %q:\n%s", part, text)
		}
	}
	if b.scripts {
		b.module()
		if copied := b.copies("Copy"); copied != strings.Join(codes, "\n") {
			b.t.Errorf("the clipboard holds %q", copied)
		}
		b.announces("status", "Copied")
		b.prints("Print")
		if done := eval[bool](b, `document.querySelector("[data-needs]").disabled`); !done {
			b.t.Error("Done can be pressed before the box is ticked")
		}
	} else {
		b.seesNot("Copy", "Print")
		b.press("Done")
		b.loads("/security/backup-codes/saved", "Backup codes")
		b.refuses("saved", "Save your codes, then tick the box.")
		b.sees(codes...)
	}
	b.press("I have saved my backup codes")
	return codes
}

func (b *tab) signsOut() {
	b.t.Helper()
	b.open("/dashboard")
	b.returns("/dashboard", "Welcome, Ada Hartwell")
	b.press("Hello, Ada!")
	b.press("Sign out")
	b.loads("/sign-in?said=out", "Sign in")
	b.announces("status", "You’re signed out.")
	b.back()
	b.returns("/sign-in?next=%2Fdashboard", "Sign in")
}

func (b *tab) signsInWithTheCode(app phone) {
	b.t.Helper()
	b.signsIn()
	b.steps("/sign-in/code", "Enter your code")
	b.has("textbox: 6-digit code", "button: Verify", "link: Use a backup code, Try another way, I can’t get a code")
	b.enter(b.code(app))
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.s.Clock.Advance(30 * time.Second)
}

func (b *tab) signsInWithABackupCode(code string) {
	b.t.Helper()
	b.signsIn()
	b.steps("/sign-in/code", "Enter your code")
	b.press("Use a backup code")
	b.steps("/sign-in/backup-code", "Use a backup code")
	b.has("textbox: Backup code", "button: Verify")
	b.fill("Backup code", strings.ToUpper(strings.ReplaceAll(code, "-", "")))
	if shown := eval[string](b, `document.getElementById("backup_code").value`); b.scripts && shown != code {
		b.t.Errorf("the field shows %q, want %q", shown, code)
	}
	b.press("Verify")
	b.loads("/security?said=backup-code", "Security Settings")
	b.announces("status", "You signed in with a backup code. You have 9 left.")
	b.sees("9 of 10 left.")
}

func (b *tab) turnsOff(app phone) {
	b.t.Helper()
	b.open("/security")
	b.returns("/security", "Security Settings")
	b.press("Disable")
	b.steps("/security/two-factor/disable", "Disable two-factor authentication")
	b.fill("6-digit code or backup code", b.code(app))
	b.press("Disable")
	b.steps("/security/two-factor/disable/confirm", "Disable two-factor authentication?")
	b.press("Confirm")
	b.steps("/security?done=off", "Security Settings")
	b.has("heading: Two-Factor Authentication Off", "link: Click here to enable")
}

// downloads presses a button and returns the text of the file that comes.
func (b *tab) downloads(button, name string) string {
	b.t.Helper()
	dir, err := b.engine.Downloads()
	b.must(err)
	b.press(button)
	var text []byte
	b.until("the file "+name, func() (err error) {
		if text, err = os.ReadFile(filepath.Join(dir, name)); err == nil && len(text) == 0 {
			err = errors.New("nothing is in it yet") // it is made before it is written
		}
		return err
	})
	return string(text)
}

// A browser has one clipboard for all its tabs.
var clipboard sync.Mutex

// copies presses a button and returns what is on the clipboard then.
func (b *tab) copies(button string) string {
	b.t.Helper()
	clipboard.Lock()
	defer clipboard.Unlock()
	b.must(b.engine.AllowClipboard())
	b.press(button)
	b.announces("status", "Copied")
	return eval[string](b, `navigator.clipboard.readText()`)
}

// prints presses a button and fails the test unless the page is printed.
func (b *tab) prints(button string) {
	b.t.Helper()
	eval[chromedp.Void](b, `window.printed = 0, window.print = () => window.printed++, null`)
	b.press(button)
	b.until("printing", func() error {
		times, err := try[int](b, `window.printed`)
		if err != nil {
			return err
		}
		return unlessTrue(times == 1, "it is not printed")
	})
}
