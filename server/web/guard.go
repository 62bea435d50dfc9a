package web

import (
	"bytes"
	"context"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Nothing inline and nothing from elsewhere; wasm-unsafe-eval is what compiling a
// WebAssembly module needs, and does not allow eval.
const contentPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

var pageHeaders = [][2]string{
	{fiber.HeaderContentSecurityPolicy, contentPolicy},
	{fiber.HeaderXContentTypeOptions, "nosniff"},
	{fiber.HeaderReferrerPolicy, "same-origin"},
	{fiber.HeaderXFrameOptions, "DENY"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
}

func (s *Site) headers(c *fiber.Ctx) error {
	s.setHeaders(c)
	return c.Next()
}

func (s *Site) setHeaders(c *fiber.Ctx) {
	for _, h := range pageHeaders {
		c.Set(h[0], h[1])
	}
	if s.secure() {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
}

func (s *Site) deadline(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), requestTime)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// refuseAmbiguous refuses what two servers in a row could read differently: a length
// together with a transfer encoding, or more than one host (RFC 9112, sections 6.1 and 3.2).
func (s *Site) refuseAmbiguous(c *fiber.Ctx) error {
	raw := bytes.ToLower(append([]byte("\n"), c.Request().Header.RawHeaders()...))
	count := func(name string) int { return bytes.Count(raw, []byte("\n"+name+":")) }
	if count("transfer-encoding") > 0 && count("content-length") > 0 || count("content-length") > 1 || count("host") > 1 {
		c.Context().SetConnectionClose()
		return ErrBadRequest
	}
	return c.Next()
}

func (s *Site) refuseForeignHosts(c *fiber.Ctx) error {
	if host := string(c.Request().Host()); !s.serves(host) {
		return ErrWrongHost
	}
	return c.Next()
}

// refuseCrossSite lets unsafe methods through only from this site's own pages. Links
// from elsewhere work: they are GET. A client that sends neither header is no
// browser and has no cookies of somebody else's to misuse.
func (s *Site) refuseCrossSite(c *fiber.Ctx) error {
	if method := c.Method(); method == fiber.MethodGet || method == fiber.MethodHead {
		return c.Next()
	}
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		if site == "same-origin" || site == "none" {
			return c.Next()
		}
		return ErrCrossSite
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" || s.ownOrigin(origin) {
		return c.Next()
	}
	return ErrCrossSite
}

func (s *Site) ownOrigin(origin string) bool {
	if origin == s.Base.Scheme+"://"+s.Base.Host {
		return true
	}
	host, found := strings.CutPrefix(origin, s.Base.Scheme+"://")
	return found && slices.Contains(s.Hosts, host)
}

func (s *Site) logPanic(c *fiber.Ctx, cause any) {
	s.Log.Error("panic", "method", c.Method(), "path", c.Path(), "cause", cause, "stack", string(debug.Stack()))
}
