package main

import "syscall/js"

// suspicious is how far off this device's clock is when the page says so, in milliseconds: a code of an authenticator
// on it would be refused soon.
const suspicious = 20_000

// serverClock tells the server's time: the time that a page carries, set against the moment its answer began to arrive.
type serverClock struct {
	offset   float64 // milliseconds from this device's clock to the server's
	received float64 // this device's clock when the latest answer began to arrive; 0 when that is unknown
	pageTime string  // the data-now that the offset is from
}

func newServerClock() *serverClock {
	return &serverClock{received: navigationReceived()}
}

// navigationReceived is when the answer with this page began to arrive. It counts back from now, as performance's
// timeOrigin may be hours off on a machine that slept. A page out of the browser's cache tells no time.
func navigationReceived() float64 {
	performance := window.Get("performance")
	entry := performance.Call("getEntriesByType", "navigation").Index(0)
	if !entry.Truthy() {
		return 0
	}
	start := entry.Get("responseStart").Float()
	fromCache := entry.Get("transferSize").Equal(js.ValueOf(0))
	if start == 0 || fromCache {
		return 0
	}
	return deviceNow() - (performance.Call("now").Float() - start)
}

func deviceNow() float64 { return window.Get("Date").Call("now").Float() }

// answered notes that an answer to htmx began to arrive.
func (c *serverClock) answered() { c.received = deviceNow() }

// readPage takes the time from a newly arrived page or part of one, and shows the warning when the device's own clock
// is off.
func (c *serverClock) readPage() {
	carrier := document.Call("querySelector", "[data-now]")
	if !carrier.Truthy() {
		return
	}
	now := attribute(carrier, "data-now")
	if now != c.pageTime && c.received != 0 {
		c.offset = window.Call("Number", now).Float() - c.received
	}
	c.pageTime = now
	off := c.offset > suspicious || c.offset < -suspicious
	each("[data-clock-warning]", func(warning js.Value) { setHidden(warning, !off) })
}

// now is the server's time in milliseconds since 1970-01-01 UTC.
func (c *serverClock) now() int64 { return int64(deviceNow() + c.offset) }
