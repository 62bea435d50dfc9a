package web

import (
	"bytes"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Header returns a header of the request; "" if there is none.
func (r *Request) Header(name string) string { return strings.Clone(r.c.Get(name)) }

// Body returns the posted body unchanged.
func (r *Request) Body() []byte { return bytes.Clone(r.c.Request().Body()) }

// Text answers with plain text, for another server.
func (r *Request) Text(text string) error {
	r.c.Set(fiber.HeaderCacheControl, "no-store")
	r.c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return r.c.SendString(text)
}
