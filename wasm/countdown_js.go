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
	drawn := false
	each("[data-countdown]", func(box js.Value) {
		drawn = true
		if ring := box.Call("querySelector", "[data-ring]"); ring.Truthy() {
			ring.Get("style").Call("setProperty", "stroke-dashoffset", code.Period-seconds)
		}
		if text := box.Call("querySelector", "[data-seconds]"); text.Truthy() {
			text.Set("textContent", written(seconds, attribute(box, "data-digits")))
		}
		setHidden(box, false)
	})
	if drawn && !document.Get("hidden").Bool() {
		c.timer = window.Call("setTimeout", c.tick, (remaining-1)%1000+1)
	}
}

// written is a number of one or two places in a language's ten digits, in Latin ones where those are not known.
func written(n int, digits string) string {
	ten := []rune(digits)
	if len(ten) != 10 {
		ten = []rune("0123456789")
	}
	if n < 10 {
		return string(ten[n])
	}
	return string([]rune{ten[n/10], ten[n%10]})
}
