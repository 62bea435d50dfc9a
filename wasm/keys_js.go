package main

import "syscall/js"

// The keys of the desk. They work where the page has a list of them, while nobody types, and unless this browser has
// turned them off.
const (
	keyList    = "dialog[data-keys]"
	keysStored = "keys"
	typingIn   = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"
)

// useKey does what a key is for: it opens the list, walks along the rows, or presses or reaches what names it.
func useKey(event js.Value) {
	list := document.Call("querySelector", keyList)
	for _, held := range []string{"ctrlKey", "metaKey", "altKey", "isComposing", "defaultPrevented"} {
		if event.Get(held).Bool() {
			return
		}
	}
	if !list.Truthy() || keysAreOff() || closest(event.Get("target"), typingIn+", dialog").Truthy() {
		return
	}
	key := event.Get("key").String()
	switch {
	case len(key) != 1:
		return
	case key == "?":
		list.Call("showModal")
	case !walk(key) && !press(key): // "/" is the search's own
		return
	}
	event.Call("preventDefault")
}

// walk moves the focus along the rows, and opens the one that has it.
func walk(key string) bool {
	step, known := map[string]int{"j": 1, "k": -1, "o": 0}[key]
	rows := document.Call("querySelectorAll", "[data-row]")
	if !known || rows.Length() == 0 {
		return false
	}
	here := -1
	for i := range rows.Length() {
		if row := rows.Index(i); row.Equal(document.Get("activeElement")) || row.Call("contains", document.Get("activeElement")).Bool() {
			here = i
		}
	}
	if step == 0 {
		if here >= 0 {
			rows.Index(here).Call("click")
		}
		return here >= 0
	}
	to := min(max(here+step, 0), rows.Length()-1)
	rows.Index(to).Call("focus")
	rows.Index(to).Call("scrollIntoView", map[string]any{"block": "nearest"})
	return true
}

// press clicks what names the key. A choice of a form leads on to the text that it is a choice for.
func press(key string) bool {
	var element js.Value
	each("[data-key]", func(e js.Value) {
		if attribute(e, "data-key") == key {
			element = e
		}
	})
	if !element.Truthy() {
		return false
	}
	element.Call("click")
	if matches(element, "[type=radio]") {
		closest(element, "form").Call("querySelector", "textarea").Call("focus")
	}
	return true
}

func keysAreOff() bool {
	stored := window.Get("localStorage").Call("getItem", keysStored)
	return stored.Type() == js.TypeString && stored.String() == "off"
}

// openKeys opens the list where its link would lead to a page of its own.
func openKeys(event js.Value) {
	if list := document.Call("querySelector", keyList); list.Truthy() && closest(event.Get("target"), "[data-keys-open]").Truthy() {
		event.Call("preventDefault")
		event.Call("stopImmediatePropagation")
		list.Call("showModal")
	}
}

// showKeys ticks the box that turns the keys off as it was left.
func showKeys() {
	each("[data-keys-off]", func(box js.Value) { box.Set("checked", keysAreOff()) })
}

// chooseKeys keeps whether the keys are off, in this browser.
func chooseKeys(box js.Value) {
	if !matches(box, "[data-keys-off]") {
		return
	}
	if box.Get("checked").Bool() {
		window.Get("localStorage").Call("setItem", keysStored, "off")
	} else {
		window.Get("localStorage").Call("removeItem", keysStored)
	}
}
