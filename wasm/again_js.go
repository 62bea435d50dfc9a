package main

import "syscall/js"

// again lets a button be pressed once its time has come by the server's clock, and writes how long that takes.
type again struct {
	clock *serverClock
	tick  js.Func
	timer js.Value
}

func newAgain(clock *serverClock) *again {
	a := &again{clock: clock}
	a.tick = js.FuncOf(func(js.Value, []js.Value) any {
		a.draw()
		return nil
	})
	return a
}

func (a *again) draw() {
	if a.timer.Truthy() {
		window.Call("clearTimeout", a.timer)
	}
	a.timer = js.Undefined()
	each("button[data-from]", func(button js.Value) {
		left := int(window.Call("Number", attribute(button, "data-from")).Float()) - int(a.clock.now())
		button.Set("disabled", left > 0)
		words := button.Get("nextElementSibling")
		if !words.Truthy() {
			return
		}
		setHidden(words, left <= 0)
		if left > 0 {
			words.Call("querySelector", "bdi").Set("textContent", minutes((left+999)/1000, attribute(words, "data-left")))
			a.timer = window.Call("setTimeout", a.tick, (left-1)%1000+1)
		}
	})
}

// minutes writes seconds as 0:28, in a language's digits.
func minutes(seconds int, digits string) string {
	seconds = min(seconds, 99*60+59)
	rest := written(seconds%60, digits)
	if seconds%60 < 10 {
		rest = written(0, digits) + rest
	}
	return written(seconds/60, digits) + ":" + rest
}
