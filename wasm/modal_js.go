package main

import "syscall/js"

// openModals makes a dialog that came open with the page a modal one: nothing behind it can be reached, and the focus stays in it,
// where it is already for whoever types before the module is there.
func openModals() {
	each("dialog[data-modal]:not(:modal)", func(dialog js.Value) {
		active := document.Get("activeElement")
		dialog.Call("removeAttribute", "open")
		dialog.Call("showModal")
		if dialog.Call("contains", active).Bool() {
			active.Call("focus")
		}
	})
}

// leaveModal takes the dialog's own way out in place of closing it, by Escape or by the browser: what is under way is thrown
// away only after a question. Where there is no way out the dialog stays.
func leaveModal(event js.Value) {
	dialog := event.Get("target")
	if !matches(dialog, "dialog[data-modal]") {
		return
	}
	event.Call("preventDefault")
	if event.Get("type").String() == "close" { // a second Escape at once closes it past every handler
		openModals()
	}
	if out := dialog.Call("querySelector", "a.close, a.stay"); out.Truthy() {
		out.Call("click")
	}
}
