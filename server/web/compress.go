package web

import (
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// At these levels a page takes a tenth of a millisecond and more would save next to nothing.
const (
	brotliLevel = 5
	gzipLevel   = 4
)

var pageCodings = forms{"br": {}, "gzip": {}, "": {}}

// compress makes the first page that a visitor waits for smaller. Only pages for people who are not signed in are
// compressed: they hold no secret, so their length tells nothing of one beside what a visitor typed (BREACH).
func (r *Request) compress() {
	if r.Session.ID != "" {
		return
	}
	response := r.c.Response()
	r.c.Append(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	coding := preferredCoding(r.c.Get(fiber.HeaderAcceptEncoding), pageCodings)
	switch coding {
	case "br":
		response.SetBodyRaw(fasthttp.AppendBrotliBytesLevel(nil, response.Body(), brotliLevel))
	case "gzip":
		response.SetBodyRaw(fasthttp.AppendGzipBytesLevel(nil, response.Body(), gzipLevel))
	default:
		return
	}
	r.c.Set(fiber.HeaderContentEncoding, coding)
}
