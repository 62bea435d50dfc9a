package browser

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// preferences make a new profile quiet: no welcome, no calls home, files saved without a question, pictures as sharp
// as a phone sees them.
const preferences = `user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.download.folderList", 2);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("signon.rememberSignons", false);
user_pref("dom.events.testing.asyncClipboard", true);
user_pref("layout.css.devPixelsPerPx", "2.0");
`

// Firefox is one page in a Firefox of its own, driven by WebDriver BiDi (w3.org/TR/webdriver-bidi). Its methods are those
// of a person with a mouse and keys; they may be called from one goroutine at a time.
type Firefox struct {
	*bidi
	context string // the tab
	sandbox string // where scripts of a test run when a page may run none
	report  func(format string, args ...any)

	downloads string
}

// NewFirefox starts Firefox with an empty profile and opens a tab in it; it ends with the test. A script error, a page's
// console error and a request to any other origin than own fail the test. Without Firefox the test is skipped, or fails
// where [Need] would fail it.
func NewFirefox(t testing.TB, own string, scripts bool) *Firefox {
	t.Helper()
	path := need(t, "Firefox", "firefox-esr", "firefox-esr", "firefox")
	profile := t.TempDir()
	f := &Firefox{report: untilEnd(t), downloads: t.TempDir()}
	prefs := preferences + fmt.Sprintf("user_pref(\"browser.download.dir\", %q);\n", f.downloads)
	if !scripts {
		prefs += "user_pref(\"javascript.enabled\", false);\n"
		f.sandbox = "test"
	}
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(prefs), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	t.Cleanup(cancel)
	var err error
	f.bidi, err = speak(ctx, launchFirefox(ctx, t, path, profile)+"/session", func(name string, event json.RawMessage) {
		if name == "log.entryAdded" {
			f.hear(event)
		} else {
			f.see(event, own)
		}
	})
	if err != nil {
		t.Fatalf("speaking to Firefox: %v", err)
	}
	for _, begin := range []func() error{
		func() error { _, err := f.call("session.new", params{"capabilities": params{}}); return err },
		f.openTab,
		func() error {
			_, err := f.call("session.subscribe", params{"events": []string{"log.entryAdded", "network.beforeRequestSent"}})
			return err
		},
	} {
		if err := begin(); err != nil {
			t.Fatalf("starting Firefox: %v", err)
		}
	}
	return f
}

var listening = regexp.MustCompile(`WebDriver BiDi listening on (ws://\S+)`)

func launchFirefox(ctx context.Context, t testing.TB, path, profile string) (url string) {
	t.Helper()
	cmd := exec.CommandContext(ctx, path, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0")
	cmd.Env = append(os.Environ(), "HOME="+profile, "MOZ_CRASHREPORTER_DISABLE=1")
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting Firefox: %v", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	var all strings.Builder
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			go func() { _, _ = io.Copy(io.Discard, said) }()
			return found[1]
		}
		all.WriteString(lines.Text() + "\n")
	}
	t.Fatalf("Firefox does not listen:\n%s", all.String())
	return ""
}

func (f *Firefox) hear(entry json.RawMessage) {
	var e struct{ Level, Text string }
	// A page that is left while it fetches something loses the answer.
	if json.Unmarshal(entry, &e) == nil && e.Level == "error" && !strings.Contains(e.Text, "NetworkError") {
		f.report("console: %s", e.Text)
	}
}

func (f *Firefox) see(event json.RawMessage, own string) {
	var e struct {
		Context string
		Request struct{ URL string }
	}
	if json.Unmarshal(event, &e) != nil || e.Context != f.context {
		return
	}
	if url := e.Request.URL; !strings.HasPrefix(url, own+"/") && !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "about:") {
		f.report("a page asks elsewhere: %s", url)
	}
}

func (f *Firefox) openTab() error {
	result, err := f.call("browsingContext.create", params{"type": "tab"})
	if err != nil {
		return err
	}
	var tab struct{ Context string }
	if err := json.Unmarshal(result, &tab); err != nil {
		return err
	}
	f.context = tab.Context
	_, err = f.call("browsingContext.setViewport", params{"context": f.context, "viewport": params{"width": 1280, "height": 800}})
	return err
}

// Open loads an address whole.
func (f *Firefox) Open(url string) error {
	_, err := f.call("browsingContext.navigate", params{"context": f.context, "url": url, "wait": "complete"})
	return err
}

// Downloads is the folder where files that pages give are saved.
func (f *Firefox) Downloads() (folder string, err error) { return f.downloads, nil }

// AllowClipboard has nothing to do: the profile allows it.
func (f *Firefox) AllowClipboard() error { return nil }

// Back goes back in the page's history, and does not wait for what comes.
func (f *Firefox) Back() error {
	_, err := f.call("browsingContext.traverseHistory", params{"context": f.context, "delta": -1})
	return err
}

// Reload loads the page anew.
func (f *Firefox) Reload() error {
	_, err := f.call("browsingContext.reload", params{"context": f.context, "wait": "complete"})
	return err
}

func (f *Firefox) target() params {
	t := params{"context": f.context}
	if f.sandbox != "" {
		t["sandbox"] = f.sandbox
	}
	return t
}

// Evaluate gives the value of an expression as JSON. It waits for a promise where pages may run
// scripts, and works without one where they may not.
func (f *Firefox) Evaluate(expression string) (json.RawMessage, error) {
	script := "(async () => JSON.stringify(await (" + expression + ")) ?? \"null\")()"
	if f.sandbox != "" { // where pages run no scripts, no promise is ever kept
		script = "JSON.stringify((" + expression + ")) ?? \"null\""
	}
	return f.value("script.evaluate", params{"expression": script, "target": f.target(), "awaitPromise": true, "userActivation": true})
}

// value is what a script gives, which is a text that is JSON.
func (f *Firefox) value(method string, p params) (json.RawMessage, error) {
	result, err := f.call(method, p)
	if err != nil {
		return nil, err
	}
	var ran struct {
		Type             string
		Result           struct{ Value json.RawMessage }
		ExceptionDetails struct{ Text string }
	}
	if err := json.Unmarshal(result, &ran); err != nil {
		return nil, err
	}
	if ran.Type == "exception" {
		return nil, errors.New(ran.ExceptionDetails.Text)
	}
	var text string
	err = json.Unmarshal(ran.Result.Value, &text)
	return json.RawMessage(text), err
}

// middleScript scrolls an element into view and gives the point of it that a finger aims at.
const middleScript = `element => {
	element.scrollIntoView({block: "nearest", inline: "nearest", behavior: "instant"});
	const box = element.getClientRects()[0];
	return JSON.stringify(box ? [box.x + box.width / 2, box.y + box.height / 2] : null);
}`

// node is an element of the page, as commands name it.
type node struct {
	SharedID string
	Value    struct{ LocalName string }
}

func (f *Firefox) locate(locator params) ([]node, error) {
	result, err := f.call("browsingContext.locateNodes", params{"context": f.context, "locator": locator})
	if err != nil {
		return nil, err
	}
	var found struct{ Nodes []node }
	err = json.Unmarshal(result, &found)
	return found.Nodes, err
}

// named are the elements that have one of these roles and this name, for whoever reads with a screen reader.
func (f *Firefox) named(name string, roles []string) (all []node, err error) {
	for _, role := range roles {
		for _, look := range f.ways(name, role) {
			found, err := f.locate(look.locator)
			if err != nil {
				return nil, err
			}
			for _, n := range found {
				if look.holds(n) {
					all = append(all, n)
				}
			}
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no %s is called %q", strings.Join(roles, " or "), name)
	}
	return all, nil
}

type way struct {
	locator params
	holds   func(node) bool
}

// ways are how to find what has a role and a name: by both, and where Firefox names or sorts otherwise than Chromium.
func (f *Firefox) ways(name, role string) []way {
	every := func(node) bool { return true }
	says := func(n node) bool { return f.text(n) == name }
	switch both := (way{params{"type": "accessibility", "value": params{"role": role, "name": name}}, every}); role {
	case "DisclosureTriangle": // Chromium's word for a summary, which has no role of its own
		return []way{{params{"type": "css", "value": "summary"}, says}}
	case "heading": // with what stands in it beside its words
		return []way{both, {params{"type": "css", "value": "h1, h2, h3, h4"}, says}}
	case "textbox": // a field for a password has no role, here and in the standard
		field := func(n node) bool { return n.Value.LocalName == "input" }
		return []way{both, {params{"type": "accessibility", "value": params{"name": name}}, field}}
	default:
		return []way{both}
	}
}

// text is what a person reads in an element.
func (f *Firefox) text(n node) (text string) {
	value, err := f.ask(n, `element => JSON.stringify(element.innerText.replace(/\s+/g, " ").trim())`)
	if err == nil {
		_ = json.Unmarshal(value, &text)
	}
	return text
}

// ask is what a function of an element gives, which is a text that is JSON.
func (f *Firefox) ask(n node, function string) (json.RawMessage, error) {
	return f.value("script.callFunction", params{
		"functionDeclaration": function, "target": f.target(), "awaitPromise": false, "arguments": []params{{"sharedId": n.SharedID}},
	})
}

// Has says why no element of these roles with this name is there for everybody, a screen reader's listener included.
func (f *Firefox) Has(name string, roles ...string) error {
	_, err := f.named(name, roles)
	return err
}

// Middle is where one clicks on the first element that has one of these roles and this name, in pixels of the view.
func (f *Firefox) Middle(name string, roles ...string) (x, y float64, err error) {
	found, err := f.named(name, roles)
	if err != nil {
		return 0, 0, err
	}
	for _, n := range found {
		value, err := f.ask(n, middleScript)
		if err != nil {
			return 0, 0, err
		}
		var at []float64
		if err := json.Unmarshal(value, &at); err != nil {
			return 0, 0, err
		}
		if at != nil {
			return at[0], at[1], nil
		}
	}
	return 0, 0, fmt.Errorf("%q is not to be seen", name)
}

// Click presses the mouse's button at a point of the view, so many times.
func (f *Firefox) Click(x, y float64, times int) error {
	acts := []params{{"type": "pointerMove", "x": int(x), "y": int(y)}}
	for range times {
		acts = append(acts, params{"type": "pointerDown", "button": 0}, params{"type": "pointerUp", "button": 0})
	}
	return f.perform(params{"type": "pointer", "id": "mouse", "actions": acts})
}

// keys are WebDriver's for those that print nothing.
var keys = map[rune]string{'\r': "\uE007", '\n': "\uE007", '\t': "\uE004", '\b': "\uE003", '\x1b': "\uE00C"}

// Type types on the keyboard.
func (f *Firefox) Type(text string) error {
	acts := []params{}
	for _, r := range text {
		key, special := keys[r]
		if !special {
			key = string(r)
		}
		acts = append(acts, params{"type": "keyDown", "value": key}, params{"type": "keyUp", "value": key})
	}
	return f.perform(params{"type": "key", "id": "keyboard", "actions": acts})
}

func (f *Firefox) perform(source params) error {
	_, err := f.call("input.performActions", params{"context": f.context, "actions": []params{source}})
	return err
}

// Picture is the first element that a CSS selector finds, as a PNG.
func (f *Firefox) Picture(css string) ([]byte, error) {
	found, err := f.locate(params{"type": "css", "value": css})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("nothing is %s", css)
	}
	result, err := f.call("browsingContext.captureScreenshot", params{
		"context": f.context, "origin": "document",
		"clip": params{"type": "element", "element": params{"sharedId": found[0].SharedID}},
	})
	if err != nil {
		return nil, err
	}
	var shot struct{ Data string }
	if err := json.Unmarshal(result, &shot); err != nil {
		return nil, err
	}
	return io.ReadAll(base64.NewDecoder(base64.StdEncoding, bytes.NewReader([]byte(shot.Data))))
}
