package browsertest

import (
	"fmt"
	"testing"

	"latchkey/server/hosttest"
)

// menuOutside opens a menu and lists what of it can't be pressed: what is outside the window, or under something else. A menu
// that is longer than the window scrolls.
const menuOutside = `((selector, must) => {
	const menu = document.querySelector(selector), faults = [];
	menu.open = true;
	const entries = [...menu.querySelectorAll(".menu-panel a, .menu-panel button")];
	for (const e of entries) {
		e.scrollIntoView({block: "nearest"});
		const box = e.getBoundingClientRect();
		const at = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
		if (box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth || !e.contains(at))
			faults.push(e.innerText + " is at " + [box.left, box.top, box.right, box.bottom].map(Math.round) + ", under " + (at && at.tagName));
	}
	for (const path of must) if (!entries.some(e => e.getAttribute("href") === path)) faults.push(path + " is not in it");
	menu.open = false;
	return faults;
})(%q, %s)`

// On a phone all that a menu offers stands in the window and can be pressed, whichever way the page reads.
func TestMenusOpenWithinThePhone(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.Boot(t))
	ada := s.Browser()
	ada.SignIn()
	for who, has := range map[*hosttest.Browser]struct{ path, more string }{
		ada:      {"/dashboard", `["/domains", "/account", "/profile", "/security"]`},
		s.Sven(): {"/desk", `["/desk/accounts", "/desk/policy", "/desk/settings", "/desk/audit"]`},
	} {
		t.Run(has.path, func(t *testing.T) {
			b := openTab(t, s, true)
			b.becomes(who)
			for _, language := range languages {
				b.accepts(language)
				b.open(has.path)
				for _, size := range [][2]int64{{360, 780}, {700, 780}, {740, 360}} {
					b.emulate("light", size[0], size[1])
					name := fmt.Sprintf("%s at %dx%d in %s", has.path, size[0], size[1], language)
					b.hasNone("More on "+name, fmt.Sprintf(menuOutside, ".more", has.more))
					b.hasNone("the person's menu on "+name, fmt.Sprintf(menuOutside, ".bar .menu", `["/security"]`))
				}
			}
		})
	}
}
