package security

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// The light border that ISO/IEC 18004 asks for, in modules; without it cameras miss
// the code on a dark page.
const quietZone = 4

// widest is how wide the picture may be, in CSS pixels. Each module takes a whole number of them: cameras misread uneven ones.
const widest = 264

// qrCode draws a text as one SVG path, a unit a module, dark on white in either
// colour scheme.
func qrCode(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("drawing QR code: %w", err)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			if r, _, _, _ := code.At(x, y).RGBA(); r != 0 {
				continue
			}
			run := x
			for run < size {
				if r, _, _, _ := code.At(run, y).RGBA(); r != 0 {
					break
				}
				run++
			}
			fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quietZone, y+quietZone, run-x, run-x)
			x = run
		}
	}
	modules := size + 2*quietZone
	side, drawn := strconv.Itoa(modules), strconv.Itoa(modules*max(3, widest/modules))
	return `<svg xmlns="http://www.w3.org/2000/svg" width="` + drawn + `" height="` + drawn + `" viewBox="0 0 ` + side + ` ` + side +
		`" shape-rendering="crispEdges">` +
		`<path fill="#fff" d="M0 0h` + side + `v` + side + `H0z"/><path fill="#000" d="` + path.String() + `"/></svg>`, nil
}
