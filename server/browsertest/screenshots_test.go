package browsertest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"latchkey/server/hosttest"

	"github.com/chromedp/chromedp"
)

var screenshots = flag.String("screenshots", "", "write pictures of all pages into this folder")

// TestScreenshots takes pictures of every page for people to look at, and for the README:
// go test ./server/browsertest -run TestScreenshots -screenshots DIR.
func TestScreenshots(t *testing.T) {
	t.Parallel()
	if *screenshots == "" {
		t.Skip("takes pictures only when told where to: -screenshots DIR")
	}
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, language := range languages {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			tour(t, inStep(hosttest.Boot(t)), language, func(b *tab, name string) {
				for _, scheme := range []string{"light", "dark"} {
					for _, width := range []int64{360, 1280} {
						picture := b.wholePicture(scheme, width)
						file := fmt.Sprintf("%s-%s-%d-%s.png", name, language, width, scheme)
						if err := os.WriteFile(filepath.Join(*screenshots, file), picture, 0o644); err != nil {
							t.Fatal(err)
						}
					}
				}
			})
		})
	}
}

// wholePicture makes the screen as high as the page, so that nothing of it is scrolled away.
func (b *tab) wholePicture(scheme string, width int64) []byte {
	b.t.Helper()
	b.emulate(scheme, width, 740)
	b.emulate(scheme, width, eval[int64](b, `document.documentElement.scrollHeight`))
	eval[chromedp.Void](b, `(scrollTo(0, 0), new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(null)))))`)
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	return picture
}
