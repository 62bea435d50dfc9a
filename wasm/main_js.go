package main

import "syscall/js"

func main() {
	clock := newServerClock()
	ring := newCountdown(clock)
	screen := newFocusKeeper()
	resend := newAgain(clock)
	keys := newPasskeys()

	arrive := func() {
		openModals()
		reveal()
		showKeys()
		keys.arrive()
		applyNeeds()
		clock.readPage()
		ring.restart()
		resend.draw()
	}
	arrive()
	formatAll()

	listen("input", func(event js.Value) {
		forgetError(event.Get("target"))
		tryColour(event.Get("target"))
		weighWarning(event.Get("target"))
		if !event.Get("isComposing").Truthy() {
			formatField(event.Get("target"), event.Get("inputType"))
		}
	})
	listen("compositionend", func(event js.Value) { formatField(event.Get("target"), js.Null()) })
	listen("change", func(event js.Value) {
		forgetError(event.Get("target"))
		chooseKeys(event.Get("target"))
		weighFiles(event.Get("target"))
		applyNeeds()
	})
	listen("click", click)
	listen("keydown", key)
	listen("keydown", useKey)
	listenFirst("click", openKeys)
	listenFirst("cancel", leaveModal)
	listenFirst("close", leaveModal)
	listenFirst("submit", holdEmpty)
	listenFirst("submit", keys.submit)
	listenFirst("submit", concealPasswords)
	listen("visibilitychange", func(js.Value) {
		ring.restart()
		keys.autofill()
	})
	listen("htmx:config:request", sayZone)
	listen("htmx:config:request", sendFiles)
	listen("htmx:before:request", func(event js.Value) { sayReached(event, false) })
	listen("htmx:error", func(event js.Value) { sayReached(event, true) })
	listen("htmx:before:response", func(js.Value) { clock.answered() })
	listen("htmx:after:swap", func(js.Value) {
		forgetColour()
		arrive()
		screen.follow()
	})
	select {}
}

// holdEmpty keeps a form whose code was refused a moment ago from being sent again
// empty, by an Enter on top: the reason of the refusal would be gone from the page.
func holdEmpty(event js.Value) {
	form := event.Get("target")
	if !matches(form, "[data-autosubmit]") {
		return
	}
	if field := form.Call("querySelector", "[data-code][aria-invalid]"); field.Truthy() && field.Get("value").String() == "" {
		event.Call("preventDefault")
		event.Call("stopImmediatePropagation")
	}
}

// key is what the keyboard does beside typing: it goes to and through the search, Escape closes the menu, and Enter says
// what is still missing where the button that it would press waits for a tick.
func key(event js.Value) {
	target := event.Get("target")
	name := event.Get("key").String()
	if searchKey(event, name) {
		event.Call("preventDefault")
		return
	}
	switch name {
	case "Escape":
		if menu := document.Call("querySelector", openMenu); menu.Truthy() {
			menu.Set("open", false)
			menu.Call("querySelector", "summary").Call("focus")
		}
	case "Enter":
		if form := target.Get("form"); form.Truthy() && matches(target, "input") {
			if button := form.Call("querySelector", "[data-needed]:disabled"); button.Truthy() {
				sayNeeded(button)
			}
		}
	}
}

const openMenu = "details.menu[open]"

func click(event js.Value) {
	if menu := document.Call("querySelector", openMenu); menu.Truthy() && !closest(event.Get("target"), openMenu).Truthy() {
		menu.Set("open", false)
	}
	if button := closest(event.Get("target"), "[data-copy]"); button.Truthy() {
		copyText(button)
	} else if button := closest(event.Get("target"), "[data-reveal]"); button.Truthy() {
		revealPassword(button)
	} else if closest(event.Get("target"), "[data-print]").Truthy() {
		window.Call("print")
	}
}
