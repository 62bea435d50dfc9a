package ui

import (
	"fmt"
	"testing"
)

// Whatever colour a host picks stays itself, and what is written on it can be read: amber with black, and no brown instead.
func TestWhatIsWrittenOnAnyColourCanBeRead(t *testing.T) {
	t.Parallel()
	for r := 0; r < 256; r += 5 {
		for g := 0; g < 256; g += 5 {
			for b := 0; b < 256; b += 5 {
				rgb := uint32(r<<16 | g<<8 | b)
				on := 1.0
				if OnColour(fmt.Sprintf("#%06x", rgb)) == "#000" {
					on = 0
				}
				light, dark := max(luminance(rgb), on)+0.05, min(luminance(rgb), on)+0.05
				if light/dark < 4.5 {
					t.Fatalf("#%06x: %.2f", rgb, light/dark)
				}
			}
		}
	}
	for colour, want := range map[string]string{
		"#d97706": "#000", "#FFBF00": "#000", "#0f766e": white, "#1d4ed8": white,
		"": white, "amber": white, "#12345x": white,
	} {
		if got := OnColour(colour); got != want {
			t.Errorf("%q: %s, want %s", colour, got, want)
		}
	}
}
