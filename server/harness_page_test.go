package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// answersAlike compares two refusals byte by byte, but for the address that was typed.
func answersAlike(t *testing.T, what string, a, b page) {
	t.Helper()
	if a.status != b.status || a.location != b.location || typedAddress.ReplaceAllString(a.body, "") != typedAddress.ReplaceAllString(b.body, "") {
		t.Errorf("%s: %d and %d differ:\n%s\n%s", what, a.status, b.status, a.body, b.body)
	}
	for _, h := range []http.Header{a.header, b.header} {
		h.Del("Date")
		h.Del("Content-Length") // the address stands on the page
	}
	if fmt.Sprint(a.header) != fmt.Sprint(b.header) {
		t.Errorf("%s: headers differ:\n%v\n%v", what, a.header, b.header)
	}
}

// page is an answer as a person sees it.
type page struct {
	status   int
	location string
	body     string
	header   http.Header
}

// withoutForm is the address of "Confirm it's you" without the id of the form that it carries on with.
func withoutForm(path string) string {
	path, _, _ = strings.Cut(path, "&then=")
	return path
}

// leads fails the test unless the answer leads to path.
func (p page) leads(t *testing.T, path string) {
	t.Helper()
	if p.status != http.StatusSeeOther || withoutForm(p.location) != path {
		t.Fatalf("got %d to %q, want 303 to %q", p.status, p.location, path)
	}
}

// says fails the test unless the page has this status and these words.
func (p page) says(t *testing.T, status int, words string) {
	t.Helper()
	if p.status != status || !strings.Contains(p.body, words) {
		t.Fatalf("got %d, want %d with %q in:\n%s", p.status, status, words, p.body)
	}
}

// between is the text after one mark and before another.
func between(t *testing.T, text, before, after string) string {
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

// codes are the backup codes that stand on a page, in a row as they are copied.
func (p page) codes(t *testing.T) []string {
	t.Helper()
	list := between(t, p.body, `id="codes"`, `</ol>`)
	codes := strings.Split(between(t, list, `data-text="`, `"`), "\n")
	if len(codes) != 10 {
		t.Fatalf("%d backup codes stand there", len(codes))
	}
	return codes
}
