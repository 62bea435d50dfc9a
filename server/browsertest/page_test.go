package browsertest

import (
	"cmp"
	"fmt"
	"strings"

	"latchkey/server/hosttest"
)

// view is what a tab shows, in a few words.
type view struct {
	Path    string  // with its query
	Heading string  // of the screen
	Title   string  // of the document
	Focus   string  // "heading", "field", or the name of another element
	Began   float64 // when the document began: a swap leaves it as it is
	Ready   bool
}

const viewScript = `(() => {
	const at = document.activeElement, heading = document.querySelector("#screen h1");
	const field = at && at.matches("#screen input, #screen select, #screen textarea");
	return {
		path: location.pathname + location.search, heading: heading ? heading.innerText : "", title: document.title,
		focus: !at ? "" : at === heading ? "heading" : field ? "field" : at.tagName,
		began: performance.timeOrigin, ready: document.readyState === "complete",
	};
})()`

// loads waits until a page has been loaded whole, with this address and this heading.
func (b *tab) loads(path, heading string) {
	b.t.Helper()
	b.arrives(path, heading, func(v view) error { return unlessTrue(v.Began != b.began, "it was not loaded") })
}

// steps waits for the next step of the same frame. With scripts it comes without a load, and the focus comes along.
func (b *tab) steps(path, heading string) {
	b.t.Helper()
	if !b.scripts {
		b.loads(path, heading)
		return
	}
	b.arrives(path, heading, func(v view) error {
		return cmp.Or(
			unlessTrue(v.Began == b.began, "the page was loaded whole instead of in part"),
			unlessTrue(v.Focus == "heading" || v.Focus == "field", "the focus is on "+v.Focus),
		)
	})
}

// returns waits for a page, however it comes, as after Back.
func (b *tab) returns(path, heading string) {
	b.t.Helper()
	b.arrives(path, heading, func(view) error { return nil })
}

func (b *tab) arrives(path, heading string, and func(view) error) {
	b.t.Helper()
	b.until("coming to "+path, func() error {
		v, err := try[view](b, viewScript)
		if err != nil {
			return err
		}
		err = cmp.Or(
			unlessTrue(v.Ready, "it loads"),
			unlessTrue(hosttest.WithoutForm(v.Path) == path, "the address is "+v.Path),
			unlessTrue(v.Heading == heading, "the heading is "+v.Heading),
			unlessTrue(strings.Contains(v.Title, " · Fjordlight Hosting"), "the title is "+v.Title),
			and(v),
		)
		if err == nil {
			b.began = v.Began
		}
		return err
	})
}

// sees waits for words to stand on the page.
func (b *tab) sees(words ...string) {
	b.t.Helper()
	for _, w := range words {
		b.until("seeing "+w, func() error {
			text, err := try[string](b, `document.body.innerText.replace(/\s+/g, " ")`)
			return cmp.Or(err, unlessTrue(strings.Contains(text, w), "it is not there"))
		})
	}
}

// seesNot fails the test if words stand on the page.
func (b *tab) seesNot(words ...string) {
	b.t.Helper()
	text := eval[string](b, `document.body.innerText.replace(/\s+/g, " ")`)
	for _, w := range words {
		if strings.Contains(text, w) {
			b.t.Fatalf("%q stands on the page: %s", w, text)
		}
	}
}

// has waits for elements, given as "role: name, name", to be there for everybody, a screen reader's listener included.
func (b *tab) has(list ...string) {
	b.t.Helper()
	for _, entry := range list {
		role, names, _ := strings.Cut(entry, ": ")
		for name := range strings.SplitSeq(names, ", ") {
			b.until("looking", func() error { return b.engine.Has(name, role) })
		}
	}
}

// announces waits until words are said aloud: in an element with this role, alert or status.
func (b *tab) announces(role, words string) {
	b.t.Helper()
	script := fmt.Sprintf(`[...document.querySelectorAll("[role=%s]")].some(e => e.checkVisibility() && e.innerText.includes(%q))`,
		role, words)
	b.until("announcing "+words, func() error {
		said, err := try[bool](b, script)
		return cmp.Or(err, unlessTrue(said, "it is not said"))
	})
}

// refuses waits for words beside a field: tied to it, and the field marked and, with the screen, in focus.
func (b *tab) refuses(field, words string) {
	b.t.Helper()
	script := fmt.Sprintf(`(() => {
		const field = document.getElementById(%q);
		const notes = (field.getAttribute("aria-describedby") || "").split(" ").filter(Boolean)
			.map(id => document.getElementById(id).innerText).join(" ");
		return field.getAttribute("aria-invalid") !== "true" ? "the field is not marked" : !notes.includes(%q) ? "beside it stands: " + notes :
			document.activeElement !== field ? "the focus is on " + document.activeElement.outerHTML :
			field.type !== "checkbox" && field.value ? "it keeps " + field.value : "";
	})()`, field, words)
	b.until("refusing with "+words, func() error {
		problem, err := try[string](b, script)
		return cmp.Or(err, unlessTrue(problem == "", problem))
	})
}

// shows waits until a script says that something is so.
func (b *tab) shows(what, script string) {
	b.t.Helper()
	b.until(what, func() error {
		so, err := try[bool](b, script)
		return cmp.Or(err, unlessTrue(so, "it is not so"))
	})
}

// moduleProbe makes the module show and hide the notice that it keeps for requests that fail.
const moduleProbe = `(() => {
	document.dispatchEvent(new Event("htmx:error"));
	const works = !document.querySelector("[data-unreachable]").hidden;
	document.dispatchEvent(new Event("htmx:before:request"));
	return works;
})()`

// module waits for the WebAssembly to be at work.
func (b *tab) module() {
	b.t.Helper()
	b.shows("the module", moduleProbe)
}

// back presses the browser's button; what comes is for the caller to wait for.
func (b *tab) back() {
	b.t.Helper()
	b.must(b.engine.Back())
}

func (b *tab) reload() {
	b.t.Helper()
	b.must(b.engine.Reload())
}
