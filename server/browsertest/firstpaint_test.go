package browsertest

import (
	"testing"

	"latchkey/server/hosttest"
)

// shifts has every page keep what moved on it that nobody touched.
const shifts = `window.moved = []; new PerformanceObserver(list => {
	for (const e of list.getEntries()) if (!e.hadRecentInput)
		moved.push(e.value.toFixed(4) + " " + e.sources.map(s => s.node && (s.node.outerHTML || s.node.data || "").slice(0, 90)).join(" | "));
}).observe({type: "layout-shift", buffered: true});`

// nothingMoved fails the test if something has moved since the page was painted first. Two frames later what was shown is counted.
func (b *tab) nothingMoved(where string) {
	b.t.Helper()
	b.hasNone(where+" moves",
		`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(moved), 100))))`)
}

// The passkey button has its place from the first paint on, and so has everything below it: when the module shows it nothing
// moves, nor after a refusal.
func TestNothingMovesOnTheWayIn(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.BootForPasskeys(t))
	b := openTab(t, s, true)
	b.authenticator(true)
	b.withoutAutofill()
	addScript(b, shifts)
	b.open("/sign-in")
	b.returns("/sign-in", "Sign in")
	b.module()
	b.shows("the passkey button", `document.querySelector("[data-passkey]").checkVisibility({visibilityProperty: true})`)
	b.nothingMoved("the sign-in page")
	b.fill("Email address", hosttest.Ada)
	b.fill("Password", "not this one")
	b.press("Sign in")
	b.shows("the refusal", `document.querySelector(".alert.error:not([hidden])") !== null`)
	b.nothingMoved("the sign-in page after a refusal")

	b.makesAPasskey()
	for _, page := range []string{"/security/methods/new", "/security/passkeys/new"} {
		b.open(page)
		b.module()
		b.nothingMoved(page)
	}
	b.signsOutOnly()
	b.signsIn()
	b.asksForPasskey("Use your passkey")
	b.reload()
	b.module()
	b.nothingMoved("the page that asks for a passkey")
}

// A browser without passkeys is told what to do instead, and has nothing left that needs one.
func TestABrowserWithoutPasskeysIsToldSo(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.BootForPasskeys(t))
	b := openTab(t, s, true)
	addScript(b, `delete window.PublicKeyCredential`)
	b.open("/sign-in")
	b.returns("/sign-in", "Sign in")
	b.module()
	b.shows("no passkey button", `document.querySelector("[data-passkey]") === null`)
}

// What was typed into any password field can be looked at, with scripts; it is hidden again before the form is sent.
func TestAPasswordCanBeSeen(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.Boot(t))
	b := openTab(t, s, true)
	b.open("/sign-in")
	b.returns("/sign-in", "Sign in")
	b.module()
	b.fill("Email address", hosttest.Ada)
	b.fill("Password", "not this one")
	b.press("Show password")
	b.shows("the password", `document.getElementById("password").type === "text"`)
	b.press("Hide password")
	b.shows("dots", `document.getElementById("password").type === "password"`)
	b.press("Show password")
	eval[bool](b, `(document.querySelector("form[action='/sign-in']").addEventListener("submit", e => {
		window.sentAs = document.getElementById("password").type; }), true)`)
	b.press("Sign in")
	b.shows("the refusal", `document.querySelector(".alert.error:not([hidden])") !== null`)
	b.shows("what the form was sent with", `window.sentAs === "password"`)
	b.fill("Password", hosttest.AdaPassword)
	b.press("Sign in")
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/security/password")
	b.module()
	b.shows("a button at each field", `document.querySelectorAll("input[type=password]").length === 2 &&
		document.querySelectorAll("[data-reveal]:not([hidden])").length === 2`)

	plain := openTab(t, s, false)
	plain.open("/sign-in")
	plain.returns("/sign-in", "Sign in")
	plain.seesNot("Show")
}

// What was wrong with a field is gone once the field is another.
func TestAStaleErrorGoes(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.open("/sign-in")
	b.returns("/sign-in", "Sign in")
	b.module()
	b.press("Sign in")
	b.shows("both errors", `document.querySelectorAll("#screen [aria-invalid]").length === 2 &&
		document.querySelectorAll("#screen .error[id]").length === 2`)
	b.fill("Email address", hosttest.Ada)
	b.shows("one error", `!document.getElementById("email-error") && !document.getElementById("email").hasAttribute("aria-invalid") &&
		!document.getElementById("email").hasAttribute("aria-describedby") && document.getElementById("password-error") !== null`)
}
