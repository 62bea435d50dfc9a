package browsertest

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// worker is the tab of an administrator at work, whose app is at hand.
type worker struct {
	*tab
	app phone
}

// A day at the desk: from the first sign-in, which leads through the set-up, to everything that an administrator looks after.
func TestTheDeskInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			w := &worker{tab: openTab(t, s, scripts)}
			w.comesToTheDesk()
			w.looksAfterSomebody()
			w.changesASetting()
			w.uploadsALogo()
			w.requiresASecondStep()
			w.readsTheLog()
			w.sendsAStuckMessageAgain()
		})
	}
}

// goesTo presses one of the sections; each is a page of its own.
func (w *worker) goesTo(section, path string) {
	w.t.Helper()
	w.press(section)
	w.loads(path, section)
}

// looks checks a page as everybody meets it. axe-core waits for timers, which need scripts; the page is the same without.
func (w *worker) looks(name string) {
	w.t.Helper()
	if w.scripts {
		w.isAccessible(name)
	}
	w.fits(name)
	w.emulate("light", 1280, 800)
	w.picture("desk-"+name, w.scripts)
}

func (w *worker) comesToTheDesk() {
	w.t.Helper()
	w.open("/")
	w.returns("/sign-in", "Sign in")
	w.fill("Email address", hosttest.Sven)
	w.fill("Password", hosttest.SvenPassword)
	w.press("Sign in")
	w.loads("/security/two-factor", "Two-Factor Authentication")
	w.sees("Staff always need a second step.")
	w.seesNot("People", "Audit log")
	w.press("Get started")
	w.steps("/security/two-factor/scan", "Connect your authenticator app") // nothing weaker suffices for staff
	w.app = w.photograph()
	w.enter(w.code(w.app))
	w.loads("/security/backup-codes?of=set-up", "Backup codes")
	w.press("I have saved my backup codes")
	w.press("Done")
	w.loads("/desk?done=on", "Hello, Sven Lindqvist")
	w.announces("status", "Two-factor authentication is on.")
	w.has("link: Overview, People, Recovery, Messages, Audit log, Policy, Settings, Security Settings")
	w.looks("overview")
}

func (w *worker) looksAfterSomebody() {
	w.t.Helper()
	mina := w.s.Browser()
	signIn := func() hosttest.Page {
		return mina.Post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93")
	}
	signIn().Leads(w.t, "/dashboard")
	w.goesTo("People", "/desk/people")
	w.looks("people")
	w.fill("Name or email address", "okafor")
	w.press("Search")
	w.steps("/desk/people?q=okafor", "People")
	w.seesNot("bruno@example.test")
	w.press("Mina Okafor")
	at := "/desk/people/" + w.s.IDOf("mina@example.test")
	w.steps(at, "Mina Okafor")
	w.sees("mina@example.test", "1 session", "No second step is set up")
	w.seesNot("takes a recovery case") // there is nothing to remove
	w.looks("person")

	w.press("Disable")
	w.steps(at+"/disable", "Disable sign-in for Mina Okafor?")
	w.looks("disable")
	w.press("Disable")
	w.steps(at+"?done=disabled", "Mina Okafor")
	w.announces("status", "Sign-in disabled and all sessions ended.")
	mina.IsOut("disabled")
	w.press("Enable")
	w.steps(at+"?done=enabled", "Mina Okafor")
	w.announces("status", "They can sign in again.")
	signIn().Leads(w.t, "/dashboard")
	w.reload()
	w.returns(at+"?done=enabled", "Mina Okafor")
	w.press("Sign out everywhere")
	w.steps(at+"/end-sessions", "Sign Mina Okafor out everywhere?")
	w.press("Sign out everywhere")
	w.steps(at+"?done=sessions", "Mina Okafor")
	w.sees("Not signed in anywhere.")
	mina.IsOut("ended by staff")
}

// changesASetting takes longer than a proof counts, and types something wrong.
func (w *worker) changesASetting() {
	w.t.Helper()
	w.goesTo("Settings", "/desk/settings/brand")
	w.looks("settings")
	w.press("Sessions and log")
	w.steps("/desk/settings/sessions", "Settings")
	w.fill("Sign out after inactivity", "2 hours")
	w.press("Save")
	w.shows("what was typed, marked, with its reason", `(() => {
		const field = document.getElementById("session.idle");
		return field.value === "2 hours" && field.getAttribute("aria-invalid") === "true" && document.activeElement === field &&
			field.getAttribute("aria-describedby").split(" ").some(id => document.getElementById(id).innerText.includes("such as 90m or 12h"));
	})()`)
	w.looks("setting-refused")
	w.fill("Sign out after inactivity", "2h")
	w.s.Clock.Advance(11 * time.Minute)
	w.press("Save")
	w.steps("/confirm?next=%2Fdesk%2Fsettings%2Fsessions&need=3", "Confirm it’s you")
	w.confirms(w.app)
	w.loads("/desk/settings/sessions?done=saved", "Settings")
	w.announces("status", "Saved.")
	w.shows("what was saved", `document.getElementById("session.idle").value === "2h"`)
}

func (w *worker) uploadsALogo() {
	w.t.Helper()
	w.press("Brand and contact")
	w.steps("/desk/settings/brand", "Settings")
	w.fill("Support page", "https://example.com/typed")
	w.fill("Accent colour", "#d97706")
	w.press("Preview")
	w.shows("the colour that is tried, and what else was typed", `document.body.innerText.includes("It isn’t saved yet") &&
		document.getElementById("support.url").value === "https://example.com/typed" &&
		document.getElementById("brand.accent").value === "#d97706"`)
	w.fill("Support page", "")
	w.fill("Accent colour", "")
	text := filepath.Join(w.t.TempDir(), "logo.txt")
	if err := os.WriteFile(text, []byte("our logo"), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.chooses(text)
	w.press("Save")
	w.loads("/desk/settings/brand", "Settings")
	w.sees("Choose another file.")
	w.looks("logo")
	w.chooses(pictureFile(w.t))
	w.press("Save")
	w.loads("/desk/settings/brand?done=saved", "Settings")
	w.shows("the logo, beside the name and in its row",
		`[...document.images].filter(i => i.src.includes("/brand/") && i.complete && i.naturalWidth === 32).length === 2`)
	w.looks("logo-set")
}

// chooses puts a file into the page's field for one.
func (w *worker) chooses(file string) {
	w.t.Helper()
	field, err := chromedp.Run(w.ctx, chromedp.Evaluate[*runtime.RemoteObject](`document.getElementById("brand.logo")`))
	if err != nil {
		w.t.Fatal(err)
	}
	call(w.tab, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{file}, ObjectID: field.ObjectID})
}

func pictureFile(t *testing.T) string {
	t.Helper()
	logo := image.NewRGBA(image.Rect(0, 0, 32, 32))
	draw.Draw(logo, logo.Bounds(), image.NewUniform(color.RGBA{0x0f, 0x76, 0x6e, 0xff}), image.Point{}, draw.Src)
	path := filepath.Join(t.TempDir(), "logo.png")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(file, logo); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func (w *worker) requiresASecondStep() {
	w.t.Helper()
	w.goesTo("Policy", "/desk/policy")
	w.sees("Optional. People can turn it on")
	w.fill("Grace period (days)", "200")
	w.press("Require")
	w.shows("the refusal",
		`document.getElementById("grace").value === "200" && document.getElementById("grace").getAttribute("aria-invalid") === "true"`)
	w.looks("policy-refused")
	w.fill("Grace period (days)", "7")
	w.press("Require")
	w.steps("/desk/policy?done=required", "Policy")
	w.announces("status", "Saved. A second step is required from the date shown under “Current rules”.")
	w.looks("policy")
	w.press("Change: Everyone")
	w.steps("/desk/policy?change=everyone", "Policy")
	w.shows("the form with the date, ready to be changed",
		`document.activeElement.id === "from" && document.getElementById("grace").value === "7"`)
	w.fill("Grace period (days)", "9 days")
	w.press("Save")
	w.shows("the refusal",
		`document.getElementById("grace").value === "9 days" && document.getElementById("grace").getAttribute("aria-invalid") === "true"`)
	w.looks("policy-change-refused")
	w.fill("Grace period (days)", "9")
	w.press("Save")
	w.steps("/desk/policy?done=changed", "Policy")
	w.announces("status", "The dates are saved")

	ada := w.another()
	ada.signsIn()
	ada.loads("/dashboard", "Welcome, Ada Hartwell")
	ada.sees("Set up a second step before", "You have 8 days left.")
	ada.press("Set it up now")
	ada.returns("/security/two-factor", "Two-Factor Authentication")
}

func (w *worker) readsTheLog() {
	w.t.Helper()
	w.goesTo("Audit log", "/desk/audit")
	w.looks("audit")
	w.fill("Email address or account number", "mina@example.test")
	eval[bool](w.tab, `(document.getElementById("kind").value = "user.disabled", true)`)
	w.press("Show")
	w.steps("/desk/audit?person=mina%40example.test&kind=user.disabled&from=&to=", "Audit log")
	w.shows("the one row", `document.querySelectorAll("#screen tbody tr").length === 1`)
	w.sees(hosttest.Sven)
	w.fill("Email address or account number", "nobody@example.test")
	w.press("Show")
	w.announces("alert", "No one has this email address, and no client account has this number.")
	w.shows("what was typed", `document.getElementById("person").value === "nobody@example.test"`)
	w.press("Check for tampering")
	w.steps("/desk/audit/verify", "Audit log")
	w.announces("status", "in one unbroken chain")
	w.reload()
	w.returns("/desk/audit/verify", "Audit log")
	w.announces("status", "in one unbroken chain")
	w.looks("audit-verified")
}

func (w *worker) sendsAStuckMessageAgain() {
	w.t.Helper()
	w.s.DeliveryBecomes(message.Email, message.Failed)
	w.goesTo("Messages", "/desk/messages")
	w.seesNot("Waiting to be sent.")
	w.looks("messages")
	if text := eval[string](w.tab, `document.body.innerText`); strings.Contains(text, "/not-me/") {
		w.t.Errorf("a link stands on the page:\n%s", text)
	}
	w.press("Try again")
	w.steps("/desk/messages?done=retried", "Messages")
	w.announces("status", "We’re sending it again.")
	w.sees("Waiting to be sent.") // the demo has no mail server
}
