package main

import "syscall/js"

// revealPassword shows what stands in a password field, or hides it again. The button says what it will do next, so its words
// change places with those that it keeps.
func revealPassword(button js.Value) {
	field := byID(attribute(button, "data-reveal"))
	if !field.Truthy() {
		return
	}
	kind := "text"
	if field.Get("type").String() == kind {
		kind = "password"
	}
	field.Set("type", kind)
	next, label := attribute(button, "data-next"), attribute(button, "data-next-label")
	button.Call("setAttribute", "data-next", button.Get("textContent"))
	button.Call("setAttribute", "data-next-label", attribute(button, "aria-label"))
	button.Set("textContent", next)
	button.Call("setAttribute", "aria-label", label)
}

// concealPasswords hides what a form shows before it is sent: a browser keeps for other forms what it sees in a field of text.
func concealPasswords(event js.Value) {
	each("[data-reveal]", func(button js.Value) {
		field := byID(attribute(button, "data-reveal"))
		if field.Truthy() && field.Get("type").String() == "text" && field.Get("form").Equal(event.Get("target")) {
			revealPassword(button)
		}
	})
}

// forgetError takes away what was wrong with a field once it is changed.
func forgetError(field js.Value) {
	name := field.Get("name")
	if !name.Truthy() {
		return
	}
	wrong := byID(name.String() + "-error")
	if !wrong.Truthy() {
		return
	}
	wrong.Call("remove")
	field.Call("removeAttribute", "aria-invalid")
	if byID(name.String() + "-help").Truthy() {
		field.Call("setAttribute", "aria-describedby", name.String()+"-help")
	} else {
		field.Call("removeAttribute", "aria-describedby")
	}
}
