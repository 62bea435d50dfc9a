package browsertest

import (
	"testing"

	"latchkey/server/hosttest"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// covered is what stays in place while the page scrolls and lies over what has the focus; "" if nothing does. A pixel may be
// lost to rounding.
const covered = `(() => {
	const at = document.activeElement;
	if (at === document.body || getComputedStyle(at).position === "fixed") return ""; // the link that skips lies over all
	const r = at.getBoundingClientRect(), name = e => e.tagName + "." + e.className;
	if (at.matches("textarea")) r.height = Math.min(r.height, 64); // higher than what is left of a phone: one types at its top
	if (r.bottom <= 1 || r.top >= innerHeight - 1) return "the edge of the window lies over " + at.outerHTML.slice(0, 120);
	for (const e of document.querySelectorAll("body *")) {
		const how = getComputedStyle(e).position;
		if (how !== "sticky" && how !== "fixed" || e.contains(at) || !e.checkVisibility({visibilityProperty: true})) continue;
		const o = e.getBoundingClientRect();
		if (o.width === 0 || getComputedStyle(e).clipPath !== "none") continue;
		if (Math.min(r.right, o.right) - Math.max(r.left, o.left) > 1 && Math.min(r.bottom, o.bottom) - Math.max(r.top, o.top) > 1)
			return name(e) + " lies over " + at.outerHTML.slice(0, 120);
	}
	return "";
})()`

// What stays in place while the page scrolls never covers what somebody who has no mouse is at: forth with Tab, and back.
func TestNothingCoversWhatHasTheFocus(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.Boot(t))
	s.Browser().TurnOn()
	s.PhoneOf(hosttest.Ada, "+442079460123")
	s.LetSettle()
	lost := s.Browser()
	lost.OpensCase()
	boss := s.Sven()
	b := openTab(t, s, true)
	b.becomes(boss)
	for _, path := range []string{
		boss.CaseAt(), "/desk/people/" + s.IDOf(hosttest.Ada), "/desk/settings/sessions", "/desk/policy", "/desk/audit", "/security",
		"/desk/queue", "/desk/tickets/T-3014", "/desk/accounts/" + s.AccountID("C-10001"),
	} {
		for _, size := range [][2]int64{{1280, 800}, {360, 640}} {
			b.emulate("light", size[0], size[1])
			b.open(path)
			b.until("the page", func() error {
				return unlessTrue(eval[bool](b, `document.readyState === "complete"`), "it is not there yet")
			})
			n := eval[int](b, reachable)
			for _, held := range []chromedp.Modifier{0, chromedp.ModifierShift} {
				for range n + 2 {
					b.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(held)))
					if what := eval[string](b, covered); what != "" {
						t.Errorf("%s at %dx%d: %s", path, size[0], size[1], what)
						break
					}
				}
			}
		}
	}
}
