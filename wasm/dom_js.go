package main

import "syscall/js"

var (
	window   = js.Global()
	document = window.Get("document")
)

// listen handles an event wherever on the page it happens, for as long as the page lives.
func listen(event string, handle func(event js.Value)) { listenAt(event, handle, false) }

// listenFirst is listen, before any element's own handlers: it can stop the event.
func listenFirst(event string, handle func(event js.Value)) { listenAt(event, handle, true) }

func listenAt(event string, handle func(event js.Value), capture bool) {
	document.Call("addEventListener", event, js.FuncOf(func(_ js.Value, args []js.Value) any {
		handle(args[0])
		return nil
	}), capture)
}

// each visits all elements of the page that fit a selector.
func each(selector string, visit func(element js.Value)) {
	list := document.Call("querySelectorAll", selector)
	for i := range list.Length() {
		visit(list.Index(i))
	}
}

// closest is the element itself or the nearest around it that fits; null for none, and for a node that is no element.
func closest(node js.Value, selector string) js.Value {
	if !node.Get("closest").Truthy() {
		return js.Null()
	}
	return node.Call("closest", selector)
}

func matches(node js.Value, selector string) bool {
	return node.Get("matches").Truthy() && node.Call("matches", selector).Bool()
}

func byID(id string) js.Value {
	return document.Call("getElementById", id)
}

// attribute is "" when the element has none of that name.
func attribute(element js.Value, name string) string {
	if value := element.Call("getAttribute", name); value.Type() == js.TypeString {
		return value.String()
	}
	return ""
}

func setHidden(element js.Value, hidden bool) {
	element.Set("hidden", hidden)
}
