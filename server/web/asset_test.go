package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"latchkey/static"
)

// built is a dist as the pack step leaves it. Each form says what it is, so a test can tell which one was served.
func built() fstest.MapFS {
	files := fstest.MapFS{
		"css/first/10.css":   {Data: []byte("source")},
		"dist/.keep":         {},
		"dist/breach.bloom":  {Data: []byte("filter")},
		"dist/manifest.json": {Data: []byte(`{"first.css":"first.1.css","area.css":"area.3.css","latchkey.wasm":"latchkey.2.wasm"}`)},
	}
	for _, name := range []string{"first.1.css", "area.3.css", "latchkey.2.wasm"} {
		files["dist/"+name+".br"] = &fstest.MapFile{Data: []byte("br " + name)}
		files["dist/"+name+".gz"] = &fstest.MapFile{Data: gzipped("identity " + name)}
	}
	return files
}

func gzipped(text string) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return packed.Bytes()
}

func serveAssets(t *testing.T, files fstest.MapFS) (*Assets, func(method, url, accept string) (*http.Response, string)) {
	t.Helper()
	assets, err := NewAssets(files)
	if err != nil {
		t.Fatal(err)
	}
	app := fiber.New()
	app.Get("/static/*", assets.Handler())
	return assets, func(method, url, accept string) (*http.Response, string) {
		t.Helper()
		request := httptest.NewRequest(method, url, nil)
		if accept != "" {
			request.Header.Set("Accept-Encoding", accept)
		}
		response, err := app.Test(request, -1)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response, string(body)
	}
}

func TestAssetCoding(t *testing.T) {
	_, get := serveAssets(t, built())
	for _, c := range []struct{ accept, coding string }{
		{"", ""},
		{"gzip, deflate, br, zstd", "br"},
		{"gzip", "gzip"},
		{"GZIP", "gzip"},
		{"br;q=0, gzip", "gzip"},
		{"gzip;q=0", ""},
		{"gzip;q=0, br;q=0.000", ""},
		{"gzip;q=1.0, br;q=0.5", "gzip"},
		{"identity, gzip;q=0.5", ""},
		{"identity;q=0.5, gzip;q=0.5", "gzip"},
		{"*", "br"},
		{"br;q=0, *;q=0.1", "gzip"},
		{"identity;q=0", ""},
		{"*;q=0", ""},
		{"zstd", ""},
		{"br;q=x", ""},
		{"br;q=2", ""},
		{"brotli, xgzip", ""},
		{" , br ; q=0.2,", "br"},
	} {
		response, body := get(http.MethodGet, "/static/first.1.css", c.accept)
		if response.StatusCode != http.StatusOK || response.Header.Get("Content-Encoding") != c.coding {
			t.Errorf("Accept-Encoding %q: %d, coding %q, want %q", c.accept, response.StatusCode,
				response.Header.Get("Content-Encoding"), c.coding)
		}
		begins := map[string]string{"": "identity ", "br": "br ", "gzip": "\x1f\x8b"}
		if !strings.HasPrefix(body, begins[c.coding]) {
			t.Errorf("Accept-Encoding %q is answered with %q", c.accept, body)
		}
	}
}

// A large file is kept as brotli alone; the other forms are made of it.
func TestALargeAssetIsKeptOnce(t *testing.T) {
	files := built()
	delete(files, "dist/latchkey.2.wasm.gz")
	files["dist/latchkey.2.wasm.br"] = &fstest.MapFile{Data: fasthttp.AppendBrotliBytes(nil, []byte("identity module"))}
	_, get := serveAssets(t, files)
	for range 2 {
		_, packed := get(http.MethodGet, "/static/latchkey.2.wasm", "br")
		if plain, err := fasthttp.AppendUnbrotliBytes(nil, []byte(packed)); err != nil || string(plain) != "identity module" {
			t.Errorf("as brotli: %q, %v", plain, err)
		}
		response, zipped := get(http.MethodGet, "/static/latchkey.2.wasm", "gzip")
		plain, err := fasthttp.AppendGunzipBytes(nil, []byte(zipped))
		if err != nil || string(plain) != "identity module" || response.ContentLength != int64(len(zipped)) {
			t.Errorf("as gzip: %q, %d of %d bytes, %v", plain, response.ContentLength, len(zipped), err)
		}
		if _, plain := get(http.MethodGet, "/static/latchkey.2.wasm", ""); plain != "identity module" {
			t.Errorf("as it is: %q", plain)
		}
	}
	files["dist/latchkey.2.wasm.br"] = &fstest.MapFile{Data: []byte("no brotli")}
	_, get = serveAssets(t, files)
	if response, _ := get(http.MethodGet, "/static/latchkey.2.wasm", "gzip"); response.StatusCode != http.StatusInternalServerError {
		t.Errorf("a broken file is answered with %d", response.StatusCode)
	}
}

func TestAssetHeaders(t *testing.T) {
	_, get := serveAssets(t, built())
	for url, kind := range map[string]string{
		"/static/first.1.css":     "text/css; charset=utf-8",
		"/static/latchkey.2.wasm": "application/wasm",
	} {
		response, body := get(http.MethodGet, url, "br")
		for name, want := range map[string]string{
			"Content-Type":           kind,
			"Content-Length":         strconv.Itoa(len(body)),
			"Cache-Control":          "public, max-age=31536000, immutable",
			"Vary":                   "Accept-Encoding",
			"X-Content-Type-Options": "nosniff",
		} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", url, name, got, want)
			}
		}
		head, nothing := get(http.MethodHead, url, "br")
		if nothing != "" || head.Header.Get("Content-Length") != strconv.Itoa(len(body)) || head.StatusCode != http.StatusOK {
			t.Errorf("HEAD %s: %d, length %s, body %q", url, head.StatusCode, head.Header.Get("Content-Length"), nothing)
		}
	}
}

func TestOnlyTheManifestsFilesAreServed(t *testing.T) {
	_, get := serveAssets(t, built())
	for _, url := range []string{
		"/static/", "/static/first.css", "/static/first.1.css.br", "/static/first.1.css.gz", "/static/manifest.json",
		"/static/.keep", "/static/breach.bloom", "/static/css/first/10.css", "/static/dist/first.1.css",
		"/static/../dist/breach.bloom", "/static/%2e%2e/css/first/10.css", "/static/..%2fcss%2f10.css", "/static//first.1.css",
	} {
		if response, body := get(http.MethodGet, url, "br"); response.StatusCode != http.StatusNotFound {
			t.Errorf("GET %s: %d %q", url, response.StatusCode, body)
		}
	}
}

func TestUnbuiltAssets(t *testing.T) {
	files := fstest.MapFS{
		"css/first/20-b.css": {Data: []byte("b{}")}, "css/first/10-a.css": {Data: []byte("a{}")}, "css/area/10-c.css": {Data: []byte("c{}")},
		"dist/.keep": {},
	}
	assets, get := serveAssets(t, files)
	if assets.Complete() || assets.URL(AssetHTMX)+assets.URL(AssetLoader)+assets.URL(AssetIcons) != "" {
		t.Error("an unbuilt dist has scripts or icons")
	}
	url := assets.URL(AssetCSS)
	for name, want := range map[string]string{AssetCSS: "a{}\nb{}\n", AssetArea: "c{}\n"} {
		at, stem := assets.URL(name), strings.TrimSuffix(name, "css")
		if !strings.HasPrefix(at, "/static/"+stem) || !strings.HasSuffix(at, ".css") {
			t.Fatalf("%s is at %q", name, at)
		}
		response, body := get(http.MethodGet, at, "gzip, br")
		if body != want || response.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s is %q, encoded %q", name, body, response.Header.Get("Content-Encoding"))
		}
	}
	files["css/first/20-b.css"].Data = []byte("b{c:d}")
	if changed, _ := serveAssets(t, files); changed.URL(AssetCSS) == url {
		t.Error("another stylesheet has the same URL")
	}
}

func TestBrokenDistIsRefusedAtStart(t *testing.T) {
	files := built()
	delete(files, "dist/first.1.css.br")
	if _, err := NewAssets(files); err == nil {
		t.Error("a missing file went unnoticed")
	}
	files["dist/manifest.json"].Data = []byte("{}")
	if _, err := NewAssets(files); err == nil {
		t.Error("a manifest without a stylesheet went unnoticed")
	}
	files["dist/manifest.json"].Data = []byte("{")
	if _, err := NewAssets(files); err == nil {
		t.Error("a broken manifest went unnoticed")
	}
}

// The files in the binary, built or not, make a table, and starting costs next to nothing.
func TestEmbeddedAssets(t *testing.T) {
	assets, err := NewAssets(static.FS)
	if err != nil {
		t.Fatal(err)
	}
	if assets.URL(AssetCSS) == "" {
		t.Error("there is no stylesheet")
	}
	if allocations := testing.AllocsPerRun(5, func() { _, _ = NewAssets(static.FS) }); allocations > 200 {
		t.Errorf("making the table takes %.0f allocations", allocations)
	}
}
