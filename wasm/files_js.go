package main

import "syscall/js"

// weighFiles says of chosen files at once that they are too large or too many, before minutes pass in which they are sent.
// The server says so again.
func weighFiles(input js.Value) {
	if !matches(input, "[data-most-size]") {
		return
	}
	files, total, problem := input.Get("files"), 0.0, ""
	for i := range files.Length() {
		size := files.Index(i).Get("size").Float()
		if total += size; size > most(input, "data-most-size") {
			problem = attribute(input, "data-most")
		}
	}
	if files.Length() > int(most(input, "data-most-count")) || total > most(input, "data-most-total") {
		problem = attribute(input, "data-most")
	}
	input.Call("setCustomValidity", problem)
	input.Call("reportValidity")
}

func most(input js.Value, name string) float64 {
	return window.Call("Number", attribute(input, name)).Float()
}
