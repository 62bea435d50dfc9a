package ui

import (
	"math"
	"strconv"
)

// Brand is the host's name, colour and support addresses.
type Brand struct {
	Name         string
	LogoURL      string // "" draws a monogram of the name's first letter
	Accent       string // the host's colour as #rrggbb; "" for the house's own
	SupportEmail string
	SupportMail  string // the link that begins a mail to SupportEmail
	SupportPhone string
	SupportURL   string
}

// OnColour returns what is written on a colour, given as #rrggbb: black or white, whichever has the greater contrast (WCAG
// 2.2), which is 4.58 or more. It returns white for anything else.
func OnColour(hex string) string {
	const middle = 0.179 // of the luminance: here black and white stand out alike
	if len(hex) != 7 {
		return white
	}
	n, err := strconv.ParseUint(hex[1:], 16, 24)
	if err != nil || luminance(uint32(n)) < middle {
		return white
	}
	return "#000"
}

const white = "#fff"

// luminance is the relative luminance of a colour in sRGB.
func luminance(rgb uint32) float64 {
	linear := func(channel uint32) float64 {
		v := float64(channel&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(rgb>>16) + 0.7152*linear(rgb>>8) + 0.0722*linear(rgb)
}
