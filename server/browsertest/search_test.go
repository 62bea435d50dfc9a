package browsertest

import (
	"testing"

	"latchkey/server/hosttest"

	"github.com/chromedp/chromedp/kb"
)

// slash presses the key as a keyboard does: DevTools would type the sign although the key was taken.
const slash = `!document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, cancelable: true }))`

// One goes to the search by its key, sees what is found as one types, and goes on by the arrows, without a mouse.
func TestTheSearchAsOneTypes(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.module()
	b.shows("that the key is taken", slash)
	b.shows("the focus in the search", `document.activeElement.matches(".bar [data-search]")`)
	b.types("inv-20")
	b.sees("All results")
	b.shows("invoices below the box", `document.querySelectorAll("#found .found li a").length > 0`)
	b.types(kb.ArrowDown)
	b.shows("the focus on the first result", `document.activeElement === document.querySelector("#found a")`)
	b.types(kb.ArrowUp)
	b.shows("the focus in the box again", `document.activeElement.matches(".bar [data-search]")`)
	b.types(kb.Escape)
	b.shows("nothing below the box", `document.querySelector("#found").childElementCount === 0`)
	b.types("\r")
	b.loads("/search?q=inv-20", "Search")
	b.module()
	b.isAccessible("search")
	b.shows("that the key is taken there", `document.activeElement.blur() || `+slash)
	b.types("zzz")
	b.sees("Nothing found")
}
