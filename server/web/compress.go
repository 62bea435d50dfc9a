package web

import (
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// At this level a page takes a tenth of a millisecond and more would save next to nothing. Brotli would make it some 200
// bytes smaller, and the program a megabyte larger.
const gzipLevel = 4

var pageCodings = forms{"gzip": {}, "": {}}

// compress makes the first page that a visitor waits for smaller. Only pages for people who are not signed in are
// compressed: they hold no secret, so their length tells nothing of one beside what a visitor typed (BREACH).
func (r *Request) compress() {
	if r.Session.ID != "" {
		return
	}
	response := r.c.Response()
	r.c.Append(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if preferredCoding(r.c.Get(fiber.HeaderAcceptEncoding), pageCodings) != "gzip" {
		return
	}
	response.SetBodyRaw(fasthttp.AppendGzipBytesLevel(nil, response.Body(), gzipLevel))
	r.c.Set(fiber.HeaderContentEncoding, "gzip")
}
