package web

import (
	"bytes"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Header is a header of the request, for what other servers send.
func (r *Request) Header(name string) string { return strings.Clone(r.c.Get(name)) }

// Body is what was posted, byte by byte as it came.
func (r *Request) Body() []byte { return bytes.Clone(r.c.Request().Body()) }

// Text answers another server with plain text.
func (r *Request) Text(text string) error {
	r.c.Set(fiber.HeaderCacheControl, "no-store")
	r.c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return r.c.SendString(text)
}
