// Package browser opens the system's Chromium or Firefox, without windows, for tests. Without one, a test that needs it is
// skipped with a message; with LATCHKEY_BROWSER=required in the environment, as in `task test`, it fails instead.
package browser

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// timeout bounds everything that a test does in one browser.
const timeout = 8 * time.Minute

// names are the programs to look for. The shell is the same engine without the windows and profiles of a desktop's
// browser, and takes half the time.
var names = []string{
	"chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
}

// New starts a browser with an empty profile and opens a tab in it, watched by [Watch]. It ends with the test.
// Contexts that chromedp.NewContext makes from it are further tabs of the same browser.
func New(t testing.TB, options ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(flags(Need(t)), options...)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, Watch(t))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting the browser: %v", err)
	}
	return ctx
}

// Need returns the browser's path. Without a browser it skips the test, or fails it if browsers are required.
func Need(t testing.TB) string {
	t.Helper()
	return need(t, "Chromium", "chromium", names...)
}

// need returns the path of the first of these programs, or skips or fails the test: see [Need].
func need(t testing.TB, browser, debian string, programs ...string) string {
	t.Helper()
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	sentence := "this test needs " + browser + ", and there is none on this machine (Debian: apt-get install " + debian + ")"
	if os.Getenv("LATCHKEY_BROWSER") == "required" {
		t.Fatal(sentence)
	}
	t.Skip(sentence)
	return ""
}

// flags are chromedp's, and what keeps Chromium from calling home and lets it run as root.
func flags(path string) []chromedp.ExecAllocatorOption {
	all := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	all = append(all,
		chromedp.ExecPath(path),
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true),
		// Every page starts the module anew: it is not worth compiling it well, or what is not called.
		chromedp.Flag("js-flags", "--wasm-lazy-compilation --liftoff-only"),
		chromedp.WSURLReadTimeout(time.Minute),
	)
	if os.Geteuid() == 0 {
		all = append(all, chromedp.NoSandbox)
	}
	return all
}

// Watch makes a new tab fail the test if a script throws, the console shows an error other than a lost
// connection, or a page violates its Content-Security-Policy.
func Watch(t testing.TB) chromedp.ContextOption {
	report := untilEnd(t)
	return chromedp.WithListener(func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			details := e.ExceptionDetails
			report("script error at %s:%d: %s %s", details.URL, details.LineNumber+1, details.Text, description(details.Exception))
		case *runtime.EventConsoleAPICalled:
			if text := consoleText(e); e.Type == "error" && !strings.Contains(text, "Failed to fetch") {
				report("console: %s", text)
			}
		case *cdplog.EventEntryAdded:
			if e.Entry.Source == cdplog.EntrySourceSecurity {
				report("browser: %s (%s)", e.Entry.Text, e.Entry.URL)
			}
		}
	})
}

func description(exception *runtime.RemoteObject) string {
	if exception == nil {
		return ""
	}
	return exception.Description
}

func consoleText(e *runtime.EventConsoleAPICalled) string {
	var parts []string
	for _, arg := range e.Args {
		parts = append(parts, string(arg.Value)+description(arg))
	}
	return strings.Join(parts, " ")
}

// untilEnd fails a test until it has ended: what comes later belongs to nobody.
func untilEnd(t testing.TB) func(format string, args ...any) {
	var mu sync.Mutex
	ended := false
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		ended = true
	})
	return func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		if !ended {
			t.Errorf(format, args...)
		}
	}
}
