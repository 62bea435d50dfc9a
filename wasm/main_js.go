package main

import "syscall/js"

func main() {
	clock := newServerClock()
	ring := newCountdown(clock)
	screen := newFocusKeeper()

	arrive := func() {
		reveal()
		applyNeeds()
		clock.readPage()
		ring.restart()
	}
	arrive()
	formatAll()

	listen("input", func(event js.Value) {
		if !event.Get("isComposing").Truthy() {
			formatField(event.Get("target"), event.Get("inputType"))
		}
	})
	listen("compositionend", func(event js.Value) { formatField(event.Get("target"), js.Null()) })
	listen("change", func(js.Value) { applyNeeds() })
	listen("click", click)
	listen("visibilitychange", func(js.Value) { ring.restart() })
	listen("htmx:before:request", func(js.Value) { sayUnreachable(false) })
	listen("htmx:error", func(js.Value) { sayUnreachable(true) })
	listen("htmx:before:response", func(js.Value) { clock.answered() })
	listen("htmx:after:swap", func(js.Value) {
		arrive()
		screen.follow()
	})
	select {}
}

func click(event js.Value) {
	if button := closest(event.Get("target"), "[data-copy]"); button.Truthy() {
		copyText(button)
	} else if closest(event.Get("target"), "[data-print]").Truthy() {
		window.Call("print")
	}
}
