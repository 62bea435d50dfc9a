package main

import "syscall/js"

// sayZone names the browser's time zone with a request of htmx. The server guesses the person's zone from it, once; no cookie is
// needed for that.
func sayZone(event js.Value) {
	intl := window.Get("Intl")
	if !intl.Truthy() {
		return
	}
	zone := intl.Call("DateTimeFormat").Call("resolvedOptions").Get("timeZone")
	if headers := event.Get("detail").Get("ctx").Get("request").Get("headers"); zone.Truthy() && headers.Truthy() {
		headers.Set("Time-Zone", zone)
	}
}
