package web

import (
	"bytes"
	"context"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
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

// withHeaders sets the headers of every answer before anything else may answer: Fiber refuses methods that it does not
// know by itself.
func (s *Site) withHeaders(handle fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(c *fasthttp.RequestCtx) {
		defer s.arrivals.leave(&c.Request.Header)
		s.setHeaders(&c.Response.Header)
		handle(c)
	}
}

func (s *Site) setHeaders(header *fasthttp.ResponseHeader) {
	for _, h := range s.headers() {
		header.Set(h[0], h[1])
	}
}

func (s *Site) headers() [][2]string {
	if !s.secure() {
		return pageHeaders
	}
	strict := "max-age=31536000"
	if s.Settings.Choices(context.Background()).HSTSSubdomains {
		strict += "; includeSubDomains"
	}
	return append(slices.Clone(pageHeaders), [2]string{fiber.HeaderStrictTransportSecurity, strict})
}

// Busy is what is said to whoever can't be served at all: an answer as it goes over the wire.
func (s *Site) Busy() []byte {
	const words = "busy, try again in a moment\n"
	answer := []byte("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nCache-Control: no-store\r\n" +
		"Content-Type: text/plain; charset=utf-8\r\nContent-Length: " + strconv.Itoa(len(words)) + "\r\n")
	for _, h := range s.headers() {
		answer = append(answer, h[0]+": "+h[1]+"\r\n"...)
	}
	return append(answer, "\r\n"+words...)
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
	if host := string(c.Request().Host()); !s.serves(host) || !isPlain(c.Request()) {
		return ErrWrongHost
	}
	return c.Next()
}

// isPlain reports whether a request names its host as it is: what stands around a host, such as somebody's name before an
// @, is gone where the host is read.
func isPlain(r *fasthttp.Request) bool {
	_, target, _ := strings.Cut(string(r.Header.RequestURI()), "://")
	if strings.HasPrefix(string(r.Header.RequestURI()), "/") {
		target = ""
	}
	if end := strings.IndexAny(target, "/?#"); end >= 0 {
		target = target[:end]
	}
	return !strings.ContainsAny(target+string(r.Header.Host()), "@%/?#\\ \t")
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
		return s.crossSite(c)
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" || s.ownOrigin(origin) {
		return c.Next()
	}
	return s.crossSite(c)
}

func (s *Site) ownOrigin(origin string) bool {
	host, found := strings.CutPrefix(origin, s.Base.Scheme+"://")
	return found && s.serves(host)
}

// inTheClear reports whether a form comes from a page of this site that was reached over http, where it is served over https.
func (s *Site) inTheClear(origin string) bool {
	host, found := strings.CutPrefix(origin, "http://")
	return found && s.secure() && s.serves(PlainHost("http", host))
}

func (s *Site) logPanic(c *fiber.Ctx, cause any) {
	s.Log.Error("panic", "method", c.Method(), "route", notes(c.Context()).route, "cause", cause, "stack", string(debug.Stack()))
}
