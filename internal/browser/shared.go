package browser

import (
	"context"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// shared is the one browser of this process, started when a test first asks for it.
var shared struct {
	once sync.Once
	ctx  context.Context
	end  func()
	err  error
}

// Shared opens a tab in the browser that all tests of this process share, with its own cookies and cache,
// watched by [Watch]. The tab closes with the test; [Main] closes the browser.
func Shared(t testing.TB) context.Context {
	t.Helper()
	path := Need(t)
	shared.once.Do(func() {
		ctx, endProgram := chromedp.NewExecAllocator(context.Background(), flags(path)...)
		ctx, endBrowser := chromedp.NewContext(ctx)
		shared.ctx, shared.err = ctx, chromedp.Do(ctx)
		shared.end = func() {
			endBrowser()
			endProgram()
		}
	})
	if shared.err != nil {
		t.Fatalf("starting the browser: %v", shared.err)
	}
	ctx, cancel := context.WithTimeout(shared.ctx, timeout)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithNewBrowserContext(), Watch(t))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	return ctx
}

// Main runs a package's tests, for its TestMain, and closes the browser that they share. It returns the exit
// status.
func Main(m *testing.M) int {
	status := m.Run()
	if shared.end != nil {
		shared.end()
	}
	return status
}
