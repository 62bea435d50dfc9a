package browsertest

import (
	"fmt"
	"os"
	"testing"

	"latchkey/components/canned/all"
	"latchkey/internal/locale"
	"latchkey/server/gallery"
	"latchkey/server/host"
	"latchkey/server/hosttest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

var languages = []string{"en", "ar"}

// Every page as people meet it: fit for assistive technology in both schemes, and for any width of screen.
func TestEveryPageInABrowser(t *testing.T) {
	t.Parallel()
	for _, language := range languages {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			tour(t, inStep(hosttest.Boot(t)), language, func(b *tab, name string) {
				b.speaks(name, language)
				b.isAccessible(name)
				b.fits(name)
			})
		})
	}
}

// Every state of every component, as the gallery shows them: without the module, whose work the live pages show.
func TestEveryStateInABrowser(t *testing.T) {
	t.Parallel()
	for dir, language := range map[string]string{"ltr": "en", "rtl": "ar"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			b := openTab(t, hosttest.Boot(t, func(o *host.Options) { o.Pages = gallery.Mount }), true)
			call(b, network.SetBlockedURLs, network.SetBlockedURLsParams{
				URLPatterns: []*network.BlockPattern{{URLPattern: "*://*:*/*.wasm", Block: true}},
			})
			for i, state := range all.States(locale.Of(language)) {
				path := "/gallery/" + state.Name + "?dir=" + dir
				if i == 0 || !b.swap(path) {
					b.open(path)
				}
				b.isAccessible(state.Name)
				b.fits(state.Name)
			}
		})
	}
}

// swap puts another page's title and body into the page that is open, if both have the same style sheets. Most states share one
// head, and without loading it anew they take half the time; the tour loads each live page as people do.
func (b *tab) swap(path string) bool {
	b.t.Helper()
	return eval[bool](b, fmt.Sprintf(`(async () => {
		const answer = await fetch(%q);
		if (!answer.ok) throw new Error(answer.url + " answers " + answer.status);
		const next = new DOMParser().parseFromString(await answer.text(), "text/html");
		const sheets = page => [...page.querySelectorAll("link[rel=stylesheet]")].map(link => link.getAttribute("href")).join();
		if (sheets(next) !== sheets(document)) return false;
		document.title = next.title;
		document.body.replaceWith(next.body);
		htmx.process(document.body);
		return true;
	})()`, path))
}

// Checks that find nothing would pass unnoticed.
func TestTheChecksFindFaults(t *testing.T) {
	t.Parallel()
	b := openTab(t, hosttest.Boot(t), true)
	b.open("/contact")
	b.returns("/contact", "Contact support")
	eval[chromedp.Void](b, `document.querySelector("#screen").append(Object.assign(new Image(2000, 10), {id: "fault"})), null`)
	b.loadAxe()
	for name, script := range map[string]string{"axe-core": fmt.Sprintf(axeRun, ""), "the screen's width": overflows} {
		if len(eval[[]string](b, script)) == 0 {
			t.Errorf("%s finds no fault in a wide picture without words", name)
		}
	}
}

// digitsOf are how each language writes the seconds of the countdown.
var digitsOf = map[string]string{"en": `^[0-9]+$`, "ar": `^[\u0660-\u0669]+$`}

func (b *tab) speaks(name, language string) {
	b.t.Helper()
	want := language + " " + locale.Of(language).Dir()
	if got := eval[string](b, `document.documentElement.lang + " " + document.documentElement.dir`); got != want {
		b.t.Errorf("%s is in %q, want %q", name, got, want)
	}
	b.hasNone(name+": seconds",
		`[...document.querySelectorAll("[data-seconds]")].map(e => e.textContent).filter(text => text && !/`+digitsOf[language]+`/.test(text))`)
}

// What a menu that is open lies over can't be pressed as long as it is: the page without it is a state of its own.
const axeRun = `axe.run({exclude: document.querySelector(".menu[open]") ? [["#screen"]] : []},
	{preload: false, iframes: false, resultTypes: ["violations"], %s}).then(result =>
	result.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " "))))`

// isAccessible has axe-core look at the page: all rules in the light on a desktop, colours and targets once more in the
// dark on a phone.
func (b *tab) isAccessible(name string) {
	b.t.Helper()
	b.emulate("light", 1280, 900)
	b.loadAxe()
	b.hasNone(name+" in the light", fmt.Sprintf(axeRun, ""))
	b.emulate("dark", 360, 740)
	b.emulate("dark", 360, eval[int64](b, `document.documentElement.scrollHeight`)) // so that the bar at the bottom lies over nothing
	b.hasNone(name+" in the dark",
		fmt.Sprintf(axeRun, `runOnly: ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]`))
}

// loadAxe runs axe-core's source in the page, past its policy, which allows no script but our own, and in every page that
// the tab loads from then on.
func (b *tab) loadAxe() {
	b.t.Helper()
	if eval[bool](b, `typeof axe === "object"`) {
		return
	}
	axe, err := os.ReadFile("../../static/node_modules/axe-core/axe.min.js")
	if err != nil {
		b.t.Fatalf("this test needs axe-core, which `task setup` installs: %v", err)
	}
	eval[chromedp.Void](b, string(axe)+"\n;null")
	if !b.axe {
		call(b, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: string(axe)})
		b.axe = true
	}
}

// hasNone fails the test for each fault that a script lists.
func (b *tab) hasNone(what, script string) {
	b.t.Helper()
	for _, fault := range eval[[]string](b, script) {
		b.t.Errorf("%s: %s", what, fault)
	}
}

// emulate changes the colour scheme and the screen; a width is in CSS pixels, so a zoom of 200 % halves it.
func (b *tab) emulate(scheme string, width, height int64) {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	b.do(chromedp.EmulateViewport(width, height))
}

// overflows lists what makes a page scroll sideways, or is cut off. The field for a code is wider than its six boxes, so
// that its caret has room behind the last digit.
const overflows = `(() => {
	const wide = innerWidth, faults = [];
	if (document.documentElement.scrollWidth > wide) faults.push("it is " + document.documentElement.scrollWidth + " wide");
	for (const e of document.querySelectorAll("body *")) {
		if (!e.checkVisibility() || e.closest(".unseen, .skip, .code, svg")) continue;
		const box = e.getBoundingClientRect(), style = getComputedStyle(e);
		if (box.width > 0 && (box.right > wide + 1 || box.left < -1)) faults.push("outside: " + e.outerHTML.slice(0, 120));
		if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && /hidden|clip/.test(style.overflowX) && e.tagName !== "INPUT")
			faults.push("cut off: " + e.outerHTML.slice(0, 120));
	}
	return faults.slice(0, 3);
})()`

// fits looks at the narrowest phone, and at a desktop zoomed to 200 % with its text at 200 % besides.
func (b *tab) fits(name string) {
	b.t.Helper()
	b.emulate("light", 320, 740)
	b.hasNone(name+" at 320 px", overflows)
	b.emulate("light", 640, 740)
	b.textSize(32)
	b.hasNone(name+" at 640 px with text twice as large", overflows)
	b.textSize(16)
}

func (b *tab) textSize(pixels int64) {
	b.t.Helper()
	call(b, cdppage.SetFontSizes, cdppage.SetFontSizesParams{FontSizes: &cdppage.FontSizes{Standard: pixels, Fixed: pixels * 13 / 16}})
}
