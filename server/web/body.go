package web

import (
	"io"
	"mime"
	"slices"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// withBody takes the body of a request in before anybody looks at it, all but those that a route reads itself. What goes wrong
// is said as the server says it of headers.
func (s *Site) withBody(handle fasthttp.RequestHandler, failed func(*fasthttp.RequestCtx, error)) fasthttp.RequestHandler {
	return func(c *fasthttp.RequestCtx) {
		s.announced.take(&c.Request.Header)
		if !c.Request.IsBodyStream() {
			handle(c)
			return
		}
		if s.streams(c) {
			s.handStream(c, handle)
			return
		}
		most, leave := s.roomFor(&c.Request.Header)
		defer leave()
		if err := takeBody(c, most); err != nil {
			failed(c, err)
			c.SetConnectionClose() // what is left of it would be read as the next request
			return
		}
		s.arrivals.leave(&c.Request.Header)
		handle(c)
	}
}

// takeBody reads the body of a request, of at most so many bytes. One that breaks off is an error.
func takeBody(c *fasthttp.RequestCtx, most int) error {
	length := c.Request.Header.ContentLength()
	if length > most {
		return fasthttp.ErrBodyTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(c.RequestBodyStream(), int64(most)+1))
	switch {
	case err != nil:
		return err
	case len(body) > most:
		return fasthttp.ErrBodyTooLarge
	case len(body) < length:
		return io.ErrUnexpectedEOF
	}
	c.Request.SetBodyRaw(body)
	return nil
}

// streams reports whether a request goes to a route that reads its body itself. Such a body is a form with files: any other
// has the usual limit there, too.
func (s *Site) streams(c *fasthttp.RequestCtx) bool {
	if !c.IsPost() || !isMultipart(c.Request.Header.ContentType()) {
		return false
	}
	path := string(c.URI().PathOriginal())
	return slices.ContainsFunc(s.routes, func(r Route) bool { return r.Streams && fits(path, r.Path) })
}

func isMultipart(kind []byte) bool {
	name, _, err := mime.ParseMediaType(string(kind))
	return err == nil && name == fiber.MIMEMultipartForm
}

// bodyKey is under which a request keeps its body while that comes in.
type bodyKey struct{}

// arrivingBody is a body that its route reads. It knows whether it has ended.
type arrivingBody struct {
	from  io.Reader
	ended bool
	left  int // bytes of it that were announced and have not come; negative: it comes in chunks
}

// Read returns [io.ErrUnexpectedEOF] if the body breaks off.
func (b *arrivingBody) Read(p []byte) (n int, err error) {
	n, err = b.from.Read(p)
	if b.left >= 0 {
		b.left -= n
	}
	if err == io.EOF {
		if b.left > 0 {
			return n, io.ErrUnexpectedEOF
		}
		b.ended = true
	}
	return n, err
}

// handStream has a route read the body. What it leaves unread must not be taken for the next request of the connection.
func (s *Site) handStream(c *fasthttp.RequestCtx, handle fasthttp.RequestHandler) {
	body := &arrivingBody{from: c.RequestBodyStream(), left: c.Request.Header.ContentLength()}
	c.SetUserValue(bodyKey{}, body)
	handle(c)
	if !body.ended {
		c.SetConnectionClose()
		if connection, ok := c.Conn().(Lingerer); ok {
			connection.Linger()
		}
	}
}

// afterwards reads what stands behind the last part of a form, so that the connection can go on.
func (b *arrivingBody) afterwards() {
	const most = 4 << 10
	_, _ = io.CopyN(io.Discard, b, most)
}
