//go:build !js

package main

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"latchkey/internal/code"
)

// The cases of package code, played in the fields of a page.
func TestFieldsReadTheTableOfCases(t *testing.T) {
	data, err := os.ReadFile("../internal/code/testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	type parseCase struct{ Name, Input, Code, Problem string }
	var cases struct{ OneTime, Backup []parseCase }
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	p := openPage(t, 0)
	p.script(`document.forms[0].removeAttribute("data-autosubmit")`)
	words := map[string]string{"not digits": "only digits", "bad character": "bad character", "too long": "too many"}
	play := func(id string, list []parseCase, format func(string) string) {
		for _, c := range list {
			got, err := chromedp.Run(p.ctx, chromedp.Evaluate[struct{ Put, Shown, Hint string }](`(() => {
				const field = document.getElementById("`+id+`");
				field.value = `+quoted(c.Input)+`;
				const put = field.value;
				field.dispatchEvent(new InputEvent("input", {bubbles: true}));
				return {Put: put, Shown: field.value, Hint: document.getElementById(field.dataset.hint).textContent};
			})()`))
			if err != nil {
				t.Fatal(err)
			}
			want := got.Put
			if c.Code != "" {
				want = format(c.Code)
			}
			if got.Shown != want || got.Hint != words[c.Problem] {
				t.Errorf("%s: %q stands as %q with hint %q, want %q and %q", c.Name, c.Input, got.Shown, got.Hint, want, words[c.Problem])
			}
		}
	}
	play("code", cases.OneTime, code.FormatOneTime)
	play("backup", cases.Backup, code.FormatBackup)
}

func TestTypingACodeSubmitsItOnce(t *testing.T) {
	p := openPage(t, 0)
	p.do(chromedp.SendKeys(chromedp.CSS("#code"), "12345"))
	p.want("five digits", `code.value`, "123 45")
	time.Sleep(100 * time.Millisecond)
	if n := p.submitted.Load(); n != 0 {
		t.Fatalf("five digits were submitted %d times", n)
	}
	p.do(chromedp.SendKeys(chromedp.CSS("#code"), "6"))
	p.want("six digits", `code.value`, "123 456")
	p.eventually("the code is submitted", func() bool { return p.submitted.Load() == 1 })

	p.script(`code.dispatchEvent(new InputEvent("input", {bubbles: true}))`)
	time.Sleep(100 * time.Millisecond)
	if n := p.submitted.Load(); n != 1 {
		t.Fatalf("the same code was submitted %d times", n)
	}
	p.do(chromedp.SendKeys(chromedp.CSS("#code"), kb.Backspace), chromedp.SendKeys(chromedp.CSS("#code"), "7"))
	p.want("another code", `code.value`, "123 457")
	p.eventually("the other code is submitted", func() bool { return p.submitted.Load() == 2 })
}

func TestCaretStaysBesideItsDigit(t *testing.T) {
	p := openPage(t, 0)
	p.script(`document.forms[0].removeAttribute("data-autosubmit")`)
	caret := func(at string) {
		p.script(`code.focus(); code.setSelectionRange(` + at + `, ` + at + `)`)
	}
	const state = `code.value.slice(0, code.selectionStart) + "|" + code.value.slice(code.selectionStart)`
	for _, c := range []struct{ name, before, caret, key, after string }{
		{"a digit at the end", "123", "3", "4", "123 4|"},
		{"a digit in the first group", "123 45", "1", "9", "19|2 345"},
		{"a digit before the space", "124 5", "2", "3", "123| 45"},
		{"backspace after the space", "123 45", "4", kb.Backspace, "123| 45"},
		{"backspace in the first group", "123 45", "2", kb.Backspace, "1|34 5"},
		{"delete before the space", "123 45", "3", kb.Delete, "123 |45"},
		{"delete after the space", "123 45", "4", kb.Delete, "123 |5"},
		{"a letter stays, to be seen", "123 45", "6", "x", "123 45x|"},
	} {
		p.script(`code.value = "` + c.before + `"`)
		caret(c.caret)
		p.do(chromedp.KeyEvent(c.key))
		p.want(c.name, state, c.after)
	}
}

func TestCompositionIsLeftAlone(t *testing.T) {
	p := openPage(t, 0)
	p.script(`code.focus(); code.value = "１２３４５";
		code.dispatchEvent(new InputEvent("input", {bubbles: true, isComposing: true}))`)
	p.want("while composing", `code.value`, "１２３４５")
	p.script(`code.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}))`)
	p.want("once composed", `code.value`, "123 45")
}
