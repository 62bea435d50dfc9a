package main

import (
	"syscall/js"

	"latchkey/internal/code"
)

// weighWarning takes the warning that a message looks like a code away as soon as nothing in its form does, and brings it back. The
// server asks again for what it has not asked about.
func weighWarning(field js.Value) {
	form := field.Get("form")
	if !form.Truthy() || !document.Call("querySelector", "[data-code-warning]").Truthy() {
		return
	}
	written := form.Call("querySelectorAll", "textarea, [name=subject]")
	found := written.Length() == 0
	for i := range written.Length() {
		found = found || code.In(written.Index(i).Get("value").String())
	}
	each("[data-code-warning]", func(warning js.Value) { setHidden(warning, !found) })
}
