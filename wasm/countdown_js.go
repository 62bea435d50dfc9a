package main

import (
	"syscall/js"

	"latchkey/internal/code"
)

// countdown draws how long the current code lasts, once a second, on the second of the server's clock. It rests while
// the page shows none or is not seen.
type countdown struct {
	clock *serverClock
	tick  js.Func
	timer js.Value
}

func newCountdown(clock *serverClock) *countdown {
	c := &countdown{clock: clock}
	c.tick = js.FuncOf(func(js.Value, []js.Value) any {
		c.draw()
		return nil
	})
	return c
}

// restart draws at once what is on the page now.
func (c *countdown) restart() {
	if c.timer.Truthy() {
		window.Call("clearTimeout", c.timer)
	}
	c.draw()
}

func (c *countdown) draw() {
	c.timer = js.Undefined()
	remaining := int(code.Remaining(c.clock.now()))
	seconds := (remaining + 999) / 1000
	numbers := window.Get("Intl").Get("NumberFormat").New(document.Get("documentElement").Get("lang"))
	shown := numbers.Call("format", seconds)
	drawn := false
	each("[data-countdown]", func(box js.Value) {
		drawn = true
		if ring := box.Call("querySelector", "[data-ring]"); ring.Truthy() {
			ring.Get("style").Call("setProperty", "stroke-dashoffset", code.Period-seconds)
		}
		if text := box.Call("querySelector", "[data-seconds]"); text.Truthy() {
			text.Set("textContent", shown)
		}
		setHidden(box, false)
	})
	if drawn && !document.Get("hidden").Bool() {
		c.timer = window.Call("setTimeout", c.tick, (remaining-1)%1000+1)
	}
}
