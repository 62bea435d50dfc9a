package components_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"latchkey/components/canned/all"
	"latchkey/components/canned/golden"
	"latchkey/internal/locale"

	"golang.org/x/net/html"
)

// turns finds what changes its order in a line from right to left: addresses, numbers in parts, codes and identifiers in Latin
// letters and Western digits.
var turns = regexp.MustCompile(strings.Join([]string{
	`[\w.•+-]+@[\w.-]*\w`,                                   // an e-mail address, masked too
	`https?://\S+`,                                          // the address of a page
	`\+\d[\d •().-]{4,}\d`,                                  // a phone number
	`\b\d{1,3}(\.\d{1,3}){3}\b`,                             // a network address
	`\b[0-9a-f]{1,4}:[0-9a-f:]*:[0-9a-f/:]*`,                // another one
	`\b[A-Za-z]+-\d+\b`,                                     // an invoice, a ticket
	`\b\d[\d]*([-–/.:]\d+)+\b`,                              // a date or a number in parts
	`\b[0-9A-Z]{4,}(-[0-9A-Z]{4,})+\b`,                      // a backup code
	`\b[a-z0-9-]+(\.[a-z0-9-]+)*\.(test|example|com|org)\b`, // a domain
	`#[0-9a-f]{6}\b`,                                        // a colour
}, "|"))

// An address, a number, a code or an identifier stands apart from the Arabic around it, in an element that isolates it or between
// the marks that do.
func TestWhatRunsTheOtherWayIsIsolated(t *testing.T) {
	l := locale.Of("ar")
	seen := 0
	for _, s := range all.States(l) {
		page, err := html.Parse(bytes.NewReader(drawn(t, s, l, golden.Everything)))
		if err != nil {
			t.Fatal(err)
		}
		for text := range texts(page) {
			bare := isolated.ReplaceAllString(text.Data, "")
			seen += len(turns.FindAllString(text.Data, -1))
			if found := turns.FindString(bare); found != "" && !apart(text) {
				t.Errorf("%s: %q stands in %q, not isolated: put it in <bdi dir=\"ltr\">, or through the sentence's arguments", s.Name, found,
					strings.TrimSpace(text.Data))
			} else if apart(text) {
				seen += len(turns.FindAllString(text.Data, -1))
			}
		}
	}
	if seen < 200 {
		t.Errorf("only %d of them were found: the test has gone blind", seen)
	}
}

// isolated is what stands between the marks of Unicode for it.
var isolated = regexp.MustCompile("[\u2066\u2067\u2068][^\u2069]*\u2069")

// texts yields the texts of a page that are drawn with what is around them.
func texts(page *html.Node) func(func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for n := range page.Descendants() {
			if n.Type == html.TextNode && !slices.Contains([]string{"title", "script", "style", "option"}, n.Parent.Data) && !yield(n) {
				return
			}
		}
	}
}

// apart reports whether a text is in an element with a direction of its own, below the page.
func apart(n *html.Node) bool {
	for n = n.Parent; n != nil && n.Data != "html"; n = n.Parent {
		if n.Data == "bdi" || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "dir" }) {
			return true
		}
	}
	return false
}
