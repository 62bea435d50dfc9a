package main

import "syscall/js"

// copyText puts the text that a button is for on the clipboard and says so.
func copyText(button js.Value) {
	source := byID(attribute(button, "data-copy"))
	if !source.Truthy() {
		return
	}
	text := attribute(source, "data-text")
	if text == "" {
		text = source.Get("innerText").String()
	}
	clipboard := window.Get("navigator").Get("clipboard")
	if !clipboard.Truthy() { // a page that is not served securely
		selectAndCopy(source, button)
		return
	}
	then(clipboard.Call("writeText", text),
		func() { announce(button) },
		func() { selectAndCopy(source, button) })
}

// selectAndCopy copies the old way. Where that is refused too, the text stays selected, ready for the keyboard.
func selectAndCopy(source, button js.Value) {
	window.Call("getSelection").Call("selectAllChildren", source)
	if document.Call("execCommand", "copy").Truthy() {
		announce(button)
	}
}

// announce writes the button's word for success into the nearest status.
func announce(button js.Value) {
	for around := button.Get("parentElement"); around.Truthy(); around = around.Get("parentElement") {
		if status := around.Call("querySelector", "[role=status]"); status.Truthy() {
			status.Set("textContent", attribute(button, "data-copied"))
			return
		}
	}
}

// then calls one of two functions when a promise is settled, and forgets both.
func then(promise js.Value, kept, broken func()) {
	var onKept, onBroken js.Func
	settle := func(handle func()) js.Func {
		return js.FuncOf(func(js.Value, []js.Value) any {
			onKept.Release()
			onBroken.Release()
			handle()
			return nil
		})
	}
	onKept, onBroken = settle(kept), settle(broken)
	promise.Call("then", onKept, onBroken)
}
