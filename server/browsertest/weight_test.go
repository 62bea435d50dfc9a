package browsertest

import (
	"io"
	"net/http"
	"net/http/httputil"
	"regexp"
	"testing"

	"latchkey/server/hosttest"
	"latchkey/server/web"
	"latchkey/static"
)

// What a browser with an empty cache waits for, in bytes as they are on the wire.
const (
	firstPage = 24_000 // the page for signing in, with its stylesheet, htmx and its icons
	areaSheet = 20_000 // the stylesheet that only signed-in pages need
)

var linkedFiles = regexp.MustCompile(`(?:src|href)="(/(?:static|brand)/[^"#]+)`)

func TestTheFirstPageIsLight(t *testing.T) {
	t.Parallel()
	needScripts(t)
	s := hosttest.Boot(t)
	page := onTheWire(t, s, "/sign-in")
	total, seen := page, map[string]bool{}
	plain := s.Browser().Get("/sign-in")
	for _, m := range linkedFiles.FindAllStringSubmatch(plain.Body, -1) {
		if path := m[1]; !seen[path] && !regexp.MustCompile(`/loader\.`).MatchString(path) { // a module, which the page doesn't wait for
			seen[path] = true
			total += onTheWire(t, s, path)
		}
	}
	if total > firstPage || len(seen) != 3 {
		t.Errorf("the first page takes %d bytes with %d files, want at most %d with 3", total, len(seen), firstPage)
	}
	assets, err := web.NewAssets(static.FS)
	if err != nil {
		t.Fatal(err)
	}
	area := assets.URL(web.AssetArea)
	if n := onTheWire(t, s, area); n > areaSheet {
		t.Errorf("the stylesheet of the client area takes %d bytes, want at most %d", n, areaSheet)
	}
	if seen[area] {
		t.Error("the first page loads the stylesheet of the client area")
	}
}

// onTheWire is how many bytes an answer has, its head included.
func onTheWire(t *testing.T, s *hosttest.Server, path string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "gzip, deflate, br")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	head, err := httputil.DumpResponse(response, false)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || response.Header.Get("Content-Encoding") == "" {
		t.Fatalf("%s: status %d, coded %q, %v", path, response.StatusCode, response.Header.Get("Content-Encoding"), err)
	}
	return len(head) + len(body)
}
