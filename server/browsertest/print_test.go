package browsertest

import (
	"strings"
	"testing"

	"latchkey/server/hosttest"

	"github.com/chromedp/cdproto/emulation"
)

// On paper the dialog's backup codes stand alone: the QR code and the secret key are not for a drawer.
func TestTheDialogIsPrintedWithoutItsSecret(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("two-factor.set-up", "dialog")
	b := openTab(t, s, true)
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/security/two-factor")
	b.returns("/security/two-factor", "Two-Factor Authentication")
	b.press("Enable 2FA")
	b.steps("/security/two-factor/scan", "Connect your authenticator app")
	b.module()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	seen := eval[[]string](b, `[...document.querySelectorAll("body *")].filter(e =>
		!e.closest(".sheet") && !e.contains(document.querySelector(".sheet")) && e.checkVisibility({visibilityProperty: true})
	).map(e => e.outerHTML.slice(0, 80))`)
	if len(seen) > 0 {
		t.Errorf("beside the codes one prints:\n%s", strings.Join(seen, "\n"))
	}
	if text := eval[string](b, `document.querySelector(".sheet").innerText`); !strings.Contains(text, "made on 22 November 2026") {
		t.Errorf("the sheet lacks its date:\n%s", text)
	}
}
