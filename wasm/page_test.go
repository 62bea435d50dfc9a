//go:build !js

package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"latchkey/internal/browser"
)

// page is a tab with the module running in it, under the policy that the product has.
type page struct {
	t         *testing.T
	ctx       context.Context
	submitted *atomic.Int32 // how often the form came
}

const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; form-action 'self'"

// pageTemplate has one of each thing that the module cares for; %[1]d is the server's time.
const pageTemplate = `<!DOCTYPE html><html lang="en"><title>Test</title>
<script type="module" src="/loader.js"></script>
<body><main id="screen" tabindex="-1"><h1 tabindex="-1">Enter your code</h1>
<form method="post" action="/verify" data-autosubmit>
 <input id="code" name="code" data-code data-hint="hint" data-not-digits="only digits" data-too-long="too many">
 <p id="hint" role="status"></p>
</form>
<input id="backup" data-backup-code data-hint="backup-hint" data-bad-character="bad character" data-too-long="too many">
<p id="backup-hint" role="status"></p>
<div data-countdown data-now="%[1]d" hidden><svg><circle data-ring pathLength="30"></circle></svg><span data-seconds></span></div>
<p data-clock-warning data-now="%[1]d" hidden>clock</p>
<div><code id="key" data-text="ABCDEFGH">ABCD EFGH</code><button id="copy" data-copy="key" data-copied="Copied" hidden>Copy</button>
<span id="said" role="status"></span></div>
<button id="print" data-print hidden>Print</button><p id="extra" data-script hidden>extra</p>
<input type="checkbox" id="saved"><button id="done" data-needs="saved">Done</button>
</main></body></html>`

// openPage serves the page with a server clock that is skew ahead of the browser's, and waits for the module.
func openPage(t *testing.T, skew time.Duration) page {
	t.Helper()
	ctx := browser.New(t)
	p := page{t: t, ctx: ctx, submitted: new(atomic.Int32)}
	module, err := compileModule()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, pageTemplate, time.Now().Add(skew).UnixMilli())
	})
	mux.HandleFunc("POST /verify", func(w http.ResponseWriter, _ *http.Request) {
		p.submitted.Add(1)
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /latchkey.wasm", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/wasm")
		w.Write(module)
	})
	mux.HandleFunc("GET /loader.js", serveLoader(t))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.do(chromedp.Navigate(server.URL), chromedp.WaitVisible(chromedp.CSS("#extra")))
	return p
}

// compileModule compiles the module as the asset step does.
var compileModule = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "latchkey-wasm-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	module := filepath.Join(dir, "latchkey.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-gcflags=all=-l", "-o", module, ".")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if output, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("compiling the module: %w\n%s", err, output)
	}
	return os.ReadFile(module)
})

// serveLoader puts together what the asset step bundles: Go's support script, the module's URL and the loader.
func serveLoader(t *testing.T) http.HandlerFunc {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	support, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		t.Fatal(err)
	}
	loader, err := os.ReadFile("../static/loader.js")
	if err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprintf(w, "%s\nconst MODULE = '/latchkey.wasm';\n%s", support, loader)
	}
}

func (p page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// script runs a script, and waits for it when it gives a promise.
func (p page) script(source string) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](source, chromedp.EvalAwaitPromise))
}

// eval gives what a script evaluates to, as text.
func (p page) eval(script string) string {
	p.t.Helper()
	result, err := chromedp.Run(p.ctx, chromedp.Evaluate[string]("(async () => String("+script+"))()", chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

func (p page) want(what, script, want string) {
	p.t.Helper()
	if got := p.eval(script); got != want {
		p.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// eventually waits for something that takes its time.
func (p page) eventually(what string, holds func() bool) {
	p.t.Helper()
	for end := time.Now().Add(5 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("%s: not within 5 seconds", what)
		}
	}
}

// quoted writes a text as a script's string.
func quoted(text string) string {
	return "decodeURIComponent('" + strings.ReplaceAll(percent(text), "'", "%27") + "')"
}

func percent(text string) string {
	var out strings.Builder
	for _, octet := range []byte(text) {
		fmt.Fprintf(&out, "%%%02X", octet)
	}
	return out.String()
}
