package main

import "syscall/js"

// reveal shows what is of use only with scripts.
func reveal() {
	each("[data-script], [data-copy], [data-print], [data-reveal]", func(element js.Value) { setHidden(element, false) })
}

// applyNeeds lets a button be pressed only once its box is ticked. The server asks for the tick again.
func applyNeeds() {
	each("button[data-needs]", func(button js.Value) {
		if box := byID(attribute(button, "data-needs")); box.Truthy() {
			button.Set("disabled", !box.Get("checked").Bool())
			if hint := byID(attribute(button, "data-needs") + "-hint"); hint.Truthy() && box.Get("checked").Bool() {
				hint.Set("textContent", "")
			}
		}
	})
}

// sayNeeded says what a button waits for, and goes to the box.
func sayNeeded(button js.Value) {
	name := attribute(button, "data-needs")
	if hint := byID(name + "-hint"); hint.Truthy() {
		hint.Set("textContent", attribute(button, "data-needed"))
	}
	byID(name).Call("focus")
}

// sayReached says whether a request of the person's came to nothing. What the page asks for by itself says nothing: it asks
// again, and moves nothing that is being typed.
func sayReached(event js.Value, failed bool) {
	if target := event.Get("target"); target.Truthy() && matches(target, "[data-quiet]") {
		return
	}
	sayUnreachable(failed)
}

// sayUnreachable shows or hides that a request came to nothing.
func sayUnreachable(failed bool) {
	each("[data-unreachable]", func(notice js.Value) {
		setHidden(notice, !failed)
		if failed {
			notice.Call("scrollIntoView", map[string]any{"block": "nearest"})
		}
	})
}

// focusKeeper moves the focus when a swap brought another screen. A field that asks for the focus has it already: htmx
// honours autofocus.
type focusKeeper struct{ heading js.Value }

func newFocusKeeper() *focusKeeper {
	return &focusKeeper{heading: screenHeading()}
}

func screenHeading() js.Value {
	return document.Call("querySelector", "#screen h1")
}

func (k *focusKeeper) follow() {
	before, now := k.heading, screenHeading()
	if k.heading = now; !now.Truthy() || now.Equal(before) {
		return // only a part of the screen was swapped
	}
	if document.Call("querySelector", "#screen [autofocus]").Truthy() {
		return
	}
	if wrong := document.Call("querySelector", "#screen [aria-invalid=true]"); wrong.Truthy() {
		wrong.Call("focus")
		return
	}
	sameScreen := before.Truthy() && before.Get("textContent").Equal(now.Get("textContent"))
	if sameScreen && closest(document.Get("activeElement"), "#screen :is(input, button, a)").Truthy() {
		return
	}
	now.Call("focus")
}
