package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/attachment"
	"latchkey/internal/db"
)

// sends is a server with a route that sends attached files, by their names.
func sends(t *testing.T, files map[string]string) *wire {
	t.Helper()
	all := map[string]attachment.Attachment{}
	var kept *attachment.Files
	w := plug(t, nil, Route{Method: "GET", Path: "/files/:name", Access: Anyone, Handle: func(r *Request) error {
		a, found := all[r.Param("name")]
		if !found {
			return ErrNotFound
		}
		return r.SendFile(kept, a)
	}})
	kept = attachment.New(w.site.DB, w.site.Clock, w.site.Settings)
	for name, content := range files {
		s, err := kept.Stage(t.Context(), name, strings.NewReader(content), 10<<20)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Discard()
		to := attachment.Owner{Kind: attachment.TicketMessage, ID: name}
		err = w.site.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return kept.Attach(ctx, tx, to, s) })
		if err != nil {
			t.Fatal(err)
		}
		of, err := kept.Of(t.Context(), w.site.DB.Read(), attachment.TicketMessage, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = of[name][0]
	}
	return w
}

// Whatever somebody has sent is saved by the browser, and neither shown nor run.
func TestAFileIsSentAsADownload(t *testing.T) {
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	svg := `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
	for name, c := range map[string]struct{ content, kind string }{
		"a.png":     {png, "image/png"},
		"a.pdf":     {"%PDF-1.7\n<script>app.alert(1)</script>", "application/pdf"},
		"a.txt":     {"just text", "text/plain"},
		"a.html":    {"<html><script>alert(1)</script>", "application/octet-stream"},
		"html.png":  {"<!doctype html><script>alert(1)</script>", "application/octet-stream"},
		"a.svg":     {svg, "application/octet-stream"},
		"svg.jpg":   {svg, "application/octet-stream"},
		"a.xml":     {`<?xml version="1.0"?><x/>`, "application/octet-stream"},
		"a.js":      {"#!/usr/bin/env node\nalert(1)", "application/octet-stream"},
		"gif.html":  {"GIF89a/*<script>alert(1)</script>*/", "image/gif"},
		"a.csv":     {"a,b\n=1+1,2\n", "application/octet-stream"},
		"a.exe":     {"MZ\x90\x00", "application/octet-stream"},
		"swf":       {"CWS\x09abcd", "application/octet-stream"},
		"pdf.html":  {"<script>alert(1)</script>\n%PDF-1.7", "application/pdf"},
		"a.xhtml":   {`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>1</script></html>`, "application/octet-stream"},
		"nosuch.js": {"import x from 'y'", "text/plain"},
	} {
		a := sends(t, map[string]string{name: c.content}).one(fetch("/files/" + name))
		if a.status != http.StatusOK || a.body != c.content {
			t.Errorf("%s: %d %q", name, a.status, a.body)
		}
		for header, want := range map[string]string{
			"Content-Type": c.kind, "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
			"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
			"Content-Disposition": `attachment; filename="` + name + `"; filename*=UTF-8''` + name,
		} {
			if got := a.header[header]; len(got) != 1 || got[0] != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
	}
}

func TestPartsOfAFileAreSent(t *testing.T) {
	w := sends(t, map[string]string{"a": "0123456789"})
	etag := w.one(fetch("/files/a")).header.Get("Etag")
	for asked, want := range map[string]string{
		"Range: bytes=2-4":                        "206 234 bytes 2-4/10",
		"Range: bytes=7-":                         "206 789 bytes 7-9/10",
		"Range: bytes=-2":                         "206 89 bytes 8-9/10",
		"Range: bytes=-0":                         "416  bytes */10",
		"Range: bytes=5-100":                      "206 56789 bytes 5-9/10",
		"Range: bytes=10-":                        "416  bytes */10",
		"Range: bytes=4-2":                        "416  bytes */10",
		"Range: lines=1-2":                        "416  bytes */10",
		"Range: bytes=2-4\nIf-Range: " + etag:     "206 234 bytes 2-4/10",
		"Range: bytes=2-4\nIf-Range: \"another\"": "200 0123456789 ",
		"X: x": "200 0123456789 ",
	} {
		a := w.one(fetch("/files/a", asked))
		body := a.body
		if a.status == http.StatusRequestedRangeNotSatisfiable {
			body = ""
		}
		if got := itoa(a.status) + " " + body + " " + a.header.Get("Content-Range"); got != want {
			t.Errorf("%s: %q, want %q", asked, got, want)
		}
	}
	head := w.one(strings.Replace(fetch("/files/a"), "GET", "HEAD", 1))
	if head.status != http.StatusOK || head.body != "" || head.header.Get("Content-Length") != "10" {
		t.Errorf("HEAD: %+v", head)
	}
}

func TestNamesOfDownloads(t *testing.T) {
	for name, want := range map[string]string{
		"a b.txt":   `attachment; filename="a b.txt"; filename*=UTF-8''a%20b.txt`,
		"فاتورة.md": `attachment; filename="______.md"; filename*=UTF-8''%D9%81%D8%A7%D8%AA%D9%88%D8%B1%D8%A9.md`,
		"a\"\r\nX:": `attachment; filename="a___X:"; filename*=UTF-8''a%22%0D%0AX%3A`,
		"a+b'c.txt": `attachment; filename="a+b'c.txt"; filename*=UTF-8''a%2Bb%27c.txt`,
	} {
		if got := disposition(name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
