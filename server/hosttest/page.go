package hosttest

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// keptAddress is the cookie in which that address is sealed.
var keptAddress = regexp.MustCompile(`\[asked=[0-9A-Za-z_.-]+;`)

// AnswersAlike fails the test unless two pages are equal byte by byte, apart from the address that was typed.
func AnswersAlike(t *testing.T, what string, a, b Page) {
	t.Helper()
	bodyA, bodyB := typedAddress.ReplaceAllString(a.Body, ""), typedAddress.ReplaceAllString(b.Body, "")
	if a.Status != b.Status || a.Location != b.Location || bodyA != bodyB {
		t.Errorf("%s: %d and %d differ:\n%s\n%s", what, a.Status, b.Status, a.Body, b.Body)
	}
	for _, h := range []http.Header{a.Header, b.Header} {
		h.Del("Date")
		h.Del("Content-Length") // the address stands on the page
	}
	if keptAddress.ReplaceAllString(fmt.Sprint(a.Header), "") != keptAddress.ReplaceAllString(fmt.Sprint(b.Header), "") {
		t.Errorf("%s: headers differ:\n%v\n%v", what, a.Header, b.Header)
	}
}

// Page is an HTTP answer.
type Page struct {
	Status   int
	Location string
	Body     string
	Header   http.Header
}

// WithoutForm returns an address of "Confirm it’s you" without the id of the kept form.
func WithoutForm(path string) string {
	path, _, _ = strings.Cut(path, "&then=")
	return path
}

// Leads fails the test unless the answer redirects to path.
func (p Page) Leads(t *testing.T, path string) {
	t.Helper()
	if p.Status != http.StatusSeeOther || WithoutForm(p.Location) != path {
		t.Fatalf("got %d to %q, want 303 to %q", p.Status, p.Location, path)
	}
}

// Says fails the test unless the page has this status and these words.
func (p Page) Says(t *testing.T, status int, words string) {
	t.Helper()
	if p.Status != status || !strings.Contains(p.Body, words) {
		t.Fatalf("got %d, want %d with %q in:\n%s", p.Status, status, words, p.Body)
	}
}

// Between returns the text between two marks. It fails the test if they are not there.
func Between(t *testing.T, text, before, after string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, before)
	found2 := false
	if found {
		rest, _, found2 = strings.Cut(rest, after)
	}
	if !found2 {
		t.Fatalf("no text between %q and %q in:\n%s", before, after, text)
	}
	return rest
}

var typedAddress = regexp.MustCompile(`name="email"[^>]*>`)

// Codes returns the backup codes on a page.
func (p Page) Codes(t *testing.T) []string {
	t.Helper()
	list := Between(t, p.Body, `id="codes"`, `</ol>`)
	codes := strings.Split(Between(t, list, `data-text="`, `"`), "\n")
	if len(codes) != 10 {
		t.Fatalf("%d backup codes stand there", len(codes))
	}
	return codes
}

// Becomes asks for a page until it is answered with a status, for ten seconds at most, and returns the last answer: what is known of
// the disk is good for a second.
func (b *Browser) Becomes(path string, status int) Page {
	b.T.Helper()
	p := b.Get(path)
	for began := time.Now(); p.Status != status && time.Since(began) < 10*time.Second; time.Sleep(50 * time.Millisecond) {
		p = b.Get(path)
	}
	return p
}
