package main

import (
	"syscall/js"

	"latchkey/internal/code"
)

// kind is what the two sorts of code fields differ in.
type kind struct {
	selector string
	parse    func(string) (string, code.Problem)
	format   func(string) string
	group    int // symbols between two separators
}

var kinds = []kind{
	{"[data-code]", code.ParseOneTime, code.FormatOneTime, code.Digits / 2},
	{"[data-backup-code]", code.ParseBackup, code.FormatBackup, code.Symbols / 3},
}

// formatAll writes what was typed before the module came. It submits nothing: whoever typed it may be about to.
func formatAll() {
	for _, k := range kinds {
		each(k.selector, func(field js.Value) { k.write(field, js.Null()) })
	}
}

// formatField writes a field anew after it was typed in, says what is amiss, and submits a complete one-time code.
func formatField(field, inputType js.Value) {
	for _, k := range kinds {
		if !matches(field, k.selector) {
			continue
		}
		input, problem := k.write(field, inputType)
		sayProblem(field, problem)
		if problem == code.None {
			submitOnce(field, input)
		} else {
			field.Delete(submittedCode)
		}
	}
}

// write puts the separators where they belong and leaves the caret beside the symbol it stood at. What is no beginning
// of a code stays as it was typed.
func (k kind) write(field, inputType js.Value) (string, code.Problem) {
	value := field.Get("value").String()
	input, problem := k.parse(value)
	if problem != code.None && problem != code.TooShort {
		return "", problem
	}
	shown := k.format(input)
	if shown == value {
		return input, problem
	}
	before, _ := k.parse(upTo(value, field.Get("selectionStart").Int()))
	caret := len(before)
	if inputType.Equal(js.ValueOf("deleteContentForward")) {
		caret += len(before) / k.group // past the separator, else the key would delete it for ever
	} else if caret > 0 {
		caret += (len(before) - 1) / k.group
	}
	field.Set("value", shown)
	if document.Get("activeElement").Equal(field) {
		field.Call("setSelectionRange", caret, caret)
	}
	return input, problem
}

// upTo is the beginning of s, as long as the browser counts: in UTF-16 units.
func upTo(s string, units int) string {
	for i, r := range s {
		if units <= 0 {
			return s[:i]
		}
		units--
		if r > 0xFFFF {
			units--
		}
	}
	return s
}

var problemWords = map[code.Problem]string{
	code.NotDigits:    "data-not-digits",
	code.BadCharacter: "data-bad-character",
	code.TooLong:      "data-too-long",
}

// sayProblem writes the page's words for a problem into the field's hint, or takes them away.
func sayProblem(field js.Value, problem code.Problem) {
	hint := byID(attribute(field, "data-hint"))
	if !hint.Truthy() {
		return
	}
	words := ""
	if name, known := problemWords[problem]; known {
		words = attribute(field, name)
	}
	if hint.Get("textContent").String() != words {
		hint.Set("textContent", words)
	}
}

// submittedCode is the property of a field that holds the code it was submitted with.
const submittedCode = "latchkeySubmitted"

// submitOnce submits a form that wants it as soon as its code is complete, and not again before the code changes.
func submitOnce(field js.Value, input string) {
	form := field.Get("form")
	if !form.Truthy() || !matches(form, "[data-autosubmit]") || field.Get(submittedCode).Equal(js.ValueOf(input)) {
		return
	}
	if form.Call("querySelector", "[data-needs]:disabled").Truthy() {
		return
	}
	field.Set(submittedCode, input)
	form.Call("requestSubmit")
}
