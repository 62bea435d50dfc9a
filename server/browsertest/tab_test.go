package browsertest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	chromium "latchkey/internal/browser"
	"latchkey/server/hosttest"
	"latchkey/server/web"
	"latchkey/static"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// tab is a tab of a real browser, used as a person uses it: by the names that a screen reader would say.
type tab struct {
	t       *testing.T
	s       *hosttest.Server
	ctx     context.Context // of Chromium's protocol; nil in Firefox
	engine  engine
	scripts bool
	touch   bool
	began   float64 // when the document at hand began
	axe     bool    // axe-core comes with every page
}

// openTab opens a tab with cookies of its own, as in a browser that nobody used before. With scripts it needs the built assets.
func openTab(t *testing.T, s *hosttest.Server, scripts bool) *tab {
	t.Helper()
	if scripts {
		needScripts(t)
	}
	b := &tab{t: t, s: s, ctx: chromium.Shared(t), scripts: scripts}
	b.engine = chromiumTab{b}
	b.prepare()
	return b
}

func (b *tab) prepare() {
	b.t.Helper()
	b.watchRequests()
	if !b.scripts {
		call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
}

// another is a browser with cookies of its own, as on another machine.
func (b *tab) another() *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromium.Watch(b.t))
	b.t.Cleanup(cancel)
	other := &tab{t: b.t, s: b.s, ctx: ctx, scripts: b.scripts}
	other.engine = chromiumTab{other}
	if err := chromedp.Do(ctx); err != nil { // opens the tab, which lives as long as this context
		b.t.Fatal(err)
	}
	other.prepare()
	return other
}

// needScripts skips a test, or fails it where nothing may be skipped, in a build without scripts.
func needScripts(t *testing.T) {
	t.Helper()
	assets, err := web.NewAssets(static.FS)
	if err != nil {
		t.Fatal(err)
	}
	if assets.Complete() {
		return
	}
	const sentence = "this test needs the scripts of static/dist, which `task assets` builds"
	if os.Getenv("LATCHKEY_BROWSER") == "required" {
		t.Fatal(sentence)
	}
	t.Skip(sentence)
}

// watchRequests fails the test when a page asks anybody else for anything.
func (b *tab) watchRequests() {
	own := b.s.URL
	err := chromedp.Listen(b.ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			if url := e.Request.URL; !strings.HasPrefix(url, own+"/") && !strings.HasPrefix(url, "data:") {
				b.t.Errorf("a page asks elsewhere: %s", url)
			}
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// call sends one command to the tab.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}

// eval is what a script gives; it waits for promises.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	value, err := try[T](b, script)
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return value
}

// try is what a script gives, or why it gives nothing, as while a page loads.
func try[T any](b *tab, script string) (value T, err error) {
	text, err := b.engine.Evaluate(script)
	if err == nil {
		err = json.Unmarshal(text, &value)
	}
	return value, err
}

// until waits for something that takes its time; what goes wrong meanwhile, as while a page loads, is tried again.
func (b *tab) until(what string, holds func() error) {
	b.t.Helper()
	for end := time.Now().Add(15 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		err := holds()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			text, _ := try[string](b, `document.title + " at " + location + "\n" + document.body.innerText`)
			b.t.Fatalf("%s: %v\nthe page: %s", what, err, text)
		}
	}
}

// open loads a page by its address.
func (b *tab) open(path string) {
	b.t.Helper()
	b.must(b.engine.Open(b.s.URL + path))
}

// pressable are the roles of what people press; a summary has no better one in Chromium.
var pressable = []string{"link", "button", "checkbox", "DisclosureTriangle"}

// press clicks, or taps, what has this name.
func (b *tab) press(name string) {
	b.t.Helper()
	b.pressTimes(name, 1)
}

func (b *tab) pressTimes(name string, times int) {
	b.t.Helper()
	var x, y float64
	b.until("pressing "+name, func() (err error) {
		x, y, err = b.engine.Middle(name, pressable...)
		return err
	})
	b.clickAt(x, y, times)
}

func (b *tab) clickAt(x, y float64, times int) {
	b.t.Helper()
	if b.touch {
		for range times {
			b.do(chromedp.TapXY(x, y))
		}
		return
	}
	b.must(b.engine.Click(x, y, times))
}

// fill types into the field with this label, over what stands there.
func (b *tab) fill(label, text string) {
	b.t.Helper()
	b.until("filling "+label, func() error { // whoever clicks beside a field that has just moved clicks once more
		x, y, err := b.engine.Middle(label, "textbox", "searchbox")
		if err != nil {
			return err
		}
		b.clickAt(x, y, 1)
		took, err := try[bool](b, `document.activeElement.matches("input, textarea") && (document.activeElement.select(), true)`)
		return cmp.Or(err, unlessTrue(took, "it does not take the focus"))
	})
	b.must(b.engine.Type(text))
}

func (b *tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func unlessTrue(holds bool, problem string) error {
	if holds {
		return nil
	}
	return fmt.Errorf("%s", problem)
}
