//go:build !js

package main

import (
	"math"
	"strconv"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"latchkey/internal/code"
)

func TestCountdownRunsOnTheServersClock(t *testing.T) {
	const skew = 7 * time.Second
	p := openPage(t, skew)
	p.want("the warning, of 7 seconds", `document.querySelector("[data-clock-warning]").hidden`, "true")
	for range 3 {
		expected := code.Remaining(time.Now().Add(skew).UnixMilli()) / 1000
		shown, err := strconv.Atoi(p.eval(`document.querySelector("[data-seconds]").textContent`))
		if err != nil {
			t.Fatal(err)
		}
		if off := math.Abs(float64(shown) - float64(expected)); off > 1 && off < code.Period-2 {
			t.Errorf("%d seconds are shown, want about %d", shown, expected)
		}
		p.want("the ring", `document.querySelector("[data-ring]").style.strokeDashoffset - 0 +
			+document.querySelector("[data-seconds]").textContent`, strconv.Itoa(code.Period))
		time.Sleep(1100 * time.Millisecond)
	}
}

func TestWrongClockIsSaid(t *testing.T) {
	for name, skew := range map[string]time.Duration{"slow": time.Minute, "fast": -25 * time.Second} {
		t.Run(name, func(t *testing.T) {
			p := openPage(t, skew)
			p.want("the warning", `document.querySelector("[data-clock-warning]").hidden`, "false")
		})
	}
}

func TestCopyIsAnnounced(t *testing.T) {
	p := openPage(t, 0)
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err := chromedp.CallBrowser(p.ctx, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
			Permission: &cdpbrowser.PermissionDescriptor{Name: name}, Setting: cdpbrowser.PermissionSettingGranted,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	p.do(chromedp.Click(chromedp.CSS("#copy")))
	p.eventually("the status", func() bool { return p.eval(`said.textContent`) == "Copied" })
	p.want("the clipboard", `await navigator.clipboard.readText()`, "ABCDEFGH")

	p.script(`said.textContent = ""; Object.defineProperty(navigator, "clipboard", {value: undefined})`)
	p.do(chromedp.Click(chromedp.CSS("#copy")))
	p.eventually("the status without a clipboard", func() bool { return p.eval(`said.textContent`) == "Copied" })
}

func TestButtonNeedsItsBox(t *testing.T) {
	p := openPage(t, 0)
	p.want("before", `done.disabled`, "true")
	p.do(chromedp.Click(chromedp.CSS("#saved")))
	p.want("ticked", `done.disabled`, "false")
	p.do(chromedp.Click(chromedp.CSS("#saved")))
	p.want("unticked", `done.disabled`, "true")
	p.want("print", `document.getElementById("print").hidden`, "false")
}

// swap does what htmx does to the screen.
func (p page) swap(html string) {
	p.t.Helper()
	p.script(`(() => {
		document.dispatchEvent(new CustomEvent("htmx:before:response"));
		document.getElementById("screen").innerHTML = ` + quoted(html) + `;
		document.getElementById("screen").dispatchEvent(new CustomEvent("htmx:after:swap", {bubbles: true}));
	})()`)
}

func TestFocusMovesWithTheScreen(t *testing.T) {
	const focused = `document.activeElement.id || document.activeElement.tagName`
	p := openPage(t, 0)
	p.swap(`<h1 tabindex="-1">Backup codes</h1><p id="new" data-script hidden>new</p>`)
	p.want("another screen", focused, "H1")
	p.want("new nodes", `document.getElementById("new").hidden`, "false")

	p.swap(`<h1 tabindex="-1">Confirm</h1><input id="first"><input id="second" aria-invalid="true">`)
	p.want("a field in error", focused, "second")

	p.script(`first.focus();
		document.querySelector("#screen").dispatchEvent(new CustomEvent("htmx:after:swap", {bubbles: true}))`)
	p.want("a swap of a part of the screen", focused, "first")

	p.swap(`<h1 tabindex="-1">Scan</h1><input id="asks" autofocus>`)
	if got := p.eval(focused); got == "H1" {
		t.Errorf("a field that asks for the focus lost it to %s", got)
	}
}

func TestSwappedCountdownTakesTheNewTime(t *testing.T) {
	p := openPage(t, 0)
	later := time.Now().Add(10 * time.Minute).UnixMilli()
	p.swap(`<h1 tabindex="-1">Enter your code</h1><p data-clock-warning data-now="` + strconv.FormatInt(later, 10) + `" hidden>clock</p>`)
	p.want("the warning", `document.querySelector("[data-clock-warning]").hidden`, "false")
}
