package browsertest

import (
	"encoding/json"
	"strings"
	"testing"

	"latchkey/components/canned"
	"latchkey/components/canned/all"
	"latchkey/internal/locale"
	"latchkey/server/gallery"
	"latchkey/server/host"
	"latchkey/server/hosttest"

	"github.com/chromedp/cdproto/network"
)

// longer are values that people and hosts may really have, without a place where a line could break, in place of those of
// the made-up states.
var longer = map[string]string{
	canned.Ada.Name:           strings.Repeat("Wolfeschlegelstein", 5),
	canned.Sven.Name:          strings.Repeat("Ångströmsbergsson", 5),
	"Ada":                     strings.Repeat("Wolfeschlegelstein", 4),
	canned.Ada.Email:          strings.Repeat("very-long-name.", 4) + "0123@" + strings.Repeat("subdomain.", 12) + "example.test",
	canned.Sven.Email:         strings.Repeat("x", 64) + "@" + strings.Repeat("y", 60) + ".example",
	"ada@new.example":         strings.Repeat("n", 64) + "@" + strings.Repeat("w", 60) + ".example",
	canned.Brand.Name:         strings.Repeat("Donaudampfschifffahrts", 4),
	canned.Brand.SupportEmail: strings.Repeat("h", 60) + "@example.test",
	canned.Brand.SupportURL:   "https://example.test/" + strings.Repeat("0123456789abcdef", 16),
	"Analytical Engines":      strings.Repeat("Gesellschaft", 8),
	"Hartwell Studio":         strings.Repeat("Gesellschaft", 8),
	"analytical.example":      strings.Repeat("a", 63) + "." + strings.Repeat("b", 63) + ".example",
	"Managed WordPress":       strings.Repeat("ManagedWordPress", 6),
	"INV-2041":                "INV-" + strings.Repeat("2041", 20),
	"Work phone":              strings.Repeat("Arbeitstelefon", 3),
	"MacBook":                 strings.Repeat("MacBook", 6),
	"Firefox":                 strings.Repeat("Firefox", 12),
}

// replaceWords puts the longer values into the page, the longest names first, and says how many it put there.
const replaceWords = `(longer => {
	const words = Object.keys(longer).sort((a, b) => b.length - a.length);
	const any = new RegExp(words.map(w => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	let n = 0;
	for (let node; node = walk.nextNode();) {
		if (node.parentElement.closest("svg, script, option")) continue;
		node.data = node.data.replace(any, w => (n++, longer[w]));
	}
	return n;
})`

// Nobody's name, address or domain breaks a page: on a phone nothing scrolls sideways and nothing is cut off.
func TestLongValuesBreakNoPage(t *testing.T) {
	t.Parallel()
	values, err := json.Marshal(longer)
	if err != nil {
		t.Fatal(err)
	}
	for dir, language := range map[string]string{"ltr": "en", "rtl": "ar"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			b := openTab(t, hosttest.Boot(t, func(o *host.Options) { o.Pages = gallery.Mount }), true)
			call(b, network.SetBlockedURLs, network.SetBlockedURLsParams{
				URLPatterns: []*network.BlockPattern{{URLPattern: "*://*:*/*.wasm", Block: true}},
			})
			b.emulate("light", 360, 740)
			replaced := 0
			for i, state := range all.States(locale.Of(language)) {
				path := "/gallery/" + state.Name + "?dir=" + dir
				if i == 0 || !b.swap(path) {
					b.open(path)
				}
				replaced += eval[int](b, replaceWords+"("+string(values)+")")
				b.hasNone(state.Name+" with long values", overflows)
				b.emulate("light", 1280, 740)
				b.hasNone(state.Name+" with long values on a desktop", overflows)
				b.emulate("light", 360, 740)
			}
			if replaced < 500 {
				t.Errorf("only %d values were replaced: are these the made-up ones?", replaced)
			}
		})
	}
}
