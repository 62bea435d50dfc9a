package main

import "syscall/js"

const triedColour = "tried-colour" // the id of the style sheet that draws the page in a colour that is being chosen

// tryColour draws the page in the colour that is typed into a field, as soon as it is one; otherwise as it was.
func tryColour(field js.Value) {
	if !matches(field, "[data-colour]") {
		return
	}
	path := previewOf(field.Get("value").String())
	sheet := byID(triedColour)
	if path == "" {
		forgetColour()
		return
	}
	if !sheet.Truthy() {
		sheet = document.Call("createElement", "link")
		sheet.Set("id", triedColour)
		sheet.Set("rel", "stylesheet")
		document.Get("head").Call("append", sheet)
	}
	if attribute(sheet, "href") != path {
		sheet.Call("setAttribute", "href", path)
	}
}

// forgetColour draws the page as it was, once the field has gone or holds no colour.
func forgetColour() {
	if sheet := byID(triedColour); sheet.Truthy() {
		sheet.Call("remove")
	}
}

// previewOf is the style sheet of a colour written as #rrggbb; "" for anything else.
func previewOf(colour string) string {
	if len(colour) != 7 || colour[0] != '#' {
		return ""
	}
	digits := []byte(colour[1:])
	for i, c := range digits {
		switch {
		case 'A' <= c && c <= 'F':
			digits[i] = c - 'A' + 'a'
		case !('0' <= c && c <= '9') && !('a' <= c && c <= 'f'):
			return ""
		}
	}
	return "/brand/preview-" + string(digits) + ".css"
}
