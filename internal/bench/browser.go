package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// measureBrowser opens the sign-in page in the system's Chromium, twice: what moves when the WebAssembly arrives, and
// what is asked of the network again.
func (b *bench) measureBrowser(ctx context.Context) (err error) {
	b.section("The sign-in page in a browser")
	path := chromium()
	if path == "" {
		b.skip("layout shift and the repeat visit: there is no Chromium on this machine (Debian: apt-get install chromium)")
		return nil
	}
	p, err := b.real.serve()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path),
		chromedp.DisableGPU, chromedp.WSURLReadTimeout(time.Minute))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	return b.visitTwice(ctx, "http://"+p.address+"/sign-in")
}

func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// What a page did until the WebAssembly had come, and had had time to move something.
const watch = `(async () => {
	let shift = 0;
	new PerformanceObserver(list => list.getEntries().forEach(e => shift += e.value)).observe({type: "layout-shift", buffered: true});
	const pause = ms => new Promise(done => setTimeout(done, ms));
	const loaded = () => performance.getEntriesByType("resource").filter(e => e.name.startsWith("http") && e.responseEnd > 0);
	const arrived = () => loaded().some(e => e.name.endsWith(".wasm"));
	for (let i = 0; i < 400 && !arrived(); i++) await pause(50);
	if (!arrived()) throw new Error("the WebAssembly did not arrive");
	await pause(1500);
	const bare = e => e.name.slice(e.name.lastIndexOf("/") + 1);
	return {shift, files: loaded().filter(e => e.transferSize > 0).map(bare)};
})()`

// visit is one look at a page; Files are the files that came over the network and not from the cache.
type visit struct {
	Shift float64  `json:"shift"`
	Files []string `json:"files"`
}

func (b *bench) visitTwice(ctx context.Context, url string) error {
	// A phone's width: there a page has the least room and moves the most.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844)); err != nil {
		return err
	}
	first, err := visitOnce(ctx, url)
	if err != nil {
		return err
	}
	if len(first.Files) == 0 {
		return errors.New("the first visit asked the network for nothing: this measures nothing")
	}
	again, err := visitOnce(ctx, url)
	if err != nil {
		return err
	}
	b.hold("layout shift until the WebAssembly has come", "", first.Shift+again.Shift, "two visits")
	b.hold("files asked for on a repeat visit, beside the HTML", "", float64(len(again.Files)), strings.Join(again.Files, " "))
	return nil
}

func visitOnce(ctx context.Context, url string) (visit, error) {
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank"), chromedp.Navigate(url)); err != nil {
		return visit{}, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[visit](watch, chromedp.EvalAwaitPromise))
}
