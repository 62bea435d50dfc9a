package main

import "syscall/js"

// toSearch puts the keyboard into the search, the page's own before the one in the top bar. It reports whether there is one.
func toSearch() bool {
	for _, field := range []string{"#screen [data-search]", "[data-search]"} {
		if box := document.Call("querySelector", field); box.Truthy() && box.Get("offsetParent").Truthy() {
			box.Call("focus")
			box.Call("select")
			return true
		}
	}
	return false
}

// typesInto reports whether what is typed goes into an element.
func typesInto(element js.Value) bool {
	return matches(element, "input, textarea, select, [contenteditable]")
}

// searchKey goes through what was found by the arrow keys, from the box and back, and closes it by Escape. It reports whether
// the key was one of these.
func searchKey(event js.Value, name string) bool {
	target := event.Get("target")
	if name == "/" {
		modified := event.Get("ctrlKey").Bool() || event.Get("metaKey").Bool() || event.Get("altKey").Bool()
		return !modified && !typesInto(target) && toSearch()
	}
	box := boxOf(target)
	if !box.Truthy() {
		return false
	}
	found := byID(attribute(box, "data-search"))
	switch name {
	case "ArrowDown":
		return stepThrough(box, found, target, 1)
	case "ArrowUp":
		return stepThrough(box, found, target, -1)
	case "Escape":
		if attribute(box, "data-search") == "found" && found.Truthy() && found.Get("firstElementChild").Truthy() {
			found.Call("replaceChildren")
			box.Call("focus")
			return true
		}
	}
	return false
}

// boxOf is the box that an element is, or whose results it is among.
func boxOf(element js.Value) js.Value {
	if matches(element, "[data-search]") {
		return element
	}
	if around := closest(element, "#found, #results"); around.Truthy() {
		return document.Call("querySelector", `[data-search="`+attribute(around, "id")+`"]`)
	}
	return js.Null()
}

// stepThrough moves the focus by one result; before the first is the box.
func stepThrough(box, found, from js.Value, step int) bool {
	if !found.Truthy() {
		return false
	}
	links := found.Call("querySelectorAll", "a")
	at := -1
	for i := range links.Length() {
		if links.Call("item", i).Equal(from) {
			at = i
		}
	}
	switch at += step; {
	case at < -1 || at >= links.Length():
		return true
	case at == -1:
		box.Call("focus")
	default:
		links.Call("item", at).Call("focus")
	}
	return true
}
