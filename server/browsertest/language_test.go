package browsertest

import (
	"testing"

	"latchkey/server/hosttest"

	"github.com/chromedp/cdproto/network"
)

// The browser's language, then the switch, then the person's own choice, which outlives both.
func TestLanguagesInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := openTab(t, inStep(hosttest.Boot(t)), scripts)
			b.accepts("ar-EG,ar;q=0.9,en;q=0.5")
			b.open("/sign-in")
			b.returns("/sign-in", "تسجيل الدخول")
			b.speaks("the way in", "ar")
			b.press("English")
			b.loads("/sign-in", "Sign in")
			b.speaks("the way in", "en")
			b.reload()
			b.loads("/sign-in", "Sign in")
			b.press("العربية")
			b.loads("/sign-in", "تسجيل الدخول")
			b.press("English")
			b.loads("/sign-in", "Sign in")

			b.fill("Email address", "layla@example.test")
			b.fill("Password", "quiet-orchard-58")
			b.press("Sign in")
			b.shows("her own language", `location.pathname + document.documentElement.lang === "/dashboardar"`)
			b.speaks("Layla's dashboard", "ar")
		})
	}
}

// A choice made in the profile is kept on another machine that speaks another language.
func TestAChosenLanguageIsKept(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/profile")
	b.returns("/profile", "Profile")
	eval[bool](b, `document.getElementById("language").value = "ar", true`)
	b.press("Save")
	b.shows("the new language",
		`document.documentElement.lang === "ar" && document.documentElement.dir === "rtl" &&
			document.querySelector("h1").innerText === "الملف الشخصي"`)

	other := b.another()
	other.accepts("en-GB,en")
	other.signsIn()
	other.shows("her choice", `location.pathname + document.documentElement.lang === "/dashboardar"`)
}

// accepts sets the languages that the browser asks for.
func (b *tab) accepts(languages string) {
	b.t.Helper()
	call(b, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": languages}})
}
