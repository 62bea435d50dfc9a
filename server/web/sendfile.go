package web

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"time"
	"unicode"

	"latchkey/internal/attachment"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// served are the types that a download says of itself. What runs somewhere is none: HTML, SVG, XML, scripts.
var served = map[string]bool{
	"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "application/pdf": true, "text/plain": true,
	"application/zip": true, "application/gzip": true, "audio/mpeg": true, "video/mp4": true,
}

// filePolicy is for what others have sent: should a browser show it all the same, it runs, loads and submits nothing, and
// belongs to no site.
const filePolicy = "sandbox; default-src 'none'"

// SendFile answers with the content of an attachment, which the browser saves and does not show. The caller has asked whether
// this person may read it. A part of it can be asked for (RFC 9110, section 14).
func (r *Request) SendFile(files *attachment.Files, a attachment.Attachment) error {
	file, err := files.Open(a)
	if err != nil {
		return fmt.Errorf("opening attachment %s: %v", a.ID, err) // it has a row: that it is gone is no "not found"
	}
	kind := fiber.MIMEOctetStream
	if served[a.Type] {
		kind = a.Type
	}
	r.c.Set(fiber.HeaderContentType, kind)
	r.c.Set(fiber.HeaderContentDisposition, disposition(a.Name))
	r.c.Set(fiber.HeaderContentSecurityPolicy, filePolicy)
	r.c.Set(fiber.HeaderCacheControl, "no-store")
	r.c.Set(fiber.HeaderAcceptRanges, "bytes")
	r.c.Set(fiber.HeaderETag, `"`+a.Hash+`"`)
	from, to := 0, int(a.Size)-1
	if wanted := r.c.Get(fiber.HeaderRange); wanted != "" && r.sameFile(a) {
		// The last no bytes of it are no error to that library, and no part of a file.
		if from, to, err = fasthttp.ParseByteRange([]byte(wanted), int(a.Size)); err != nil || from > to {
			_ = file.Close()
			r.c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes */%d", a.Size))
			return r.c.SendStatus(fiber.StatusRequestedRangeNotSatisfiable)
		}
		r.c.Status(fiber.StatusPartialContent)
		r.c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", from, to, a.Size))
	}
	part := io.NewSectionReader(file, int64(from), int64(to-from+1))
	return r.c.SendStream(&outgoing{part: part, file: file, conn: r.c.Context().Conn()}, to-from+1)
}

// sameFile reports whether the part that is asked for is one of this content.
func (r *Request) sameFile(a attachment.Attachment) bool {
	of := r.c.Get(fiber.HeaderIfRange)
	return of == "" || of == `"`+a.Hash+`"`
}

// outgoing is a file that is being sent. Each piece has the time of an answer.
type outgoing struct {
	part io.Reader
	file *os.File
	conn net.Conn
}

func (o *outgoing) Read(p []byte) (int, error) {
	if err := o.conn.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return 0, err
	}
	return o.part.Read(p)
}

func (o *outgoing) Close() error { return o.file.Close() }

// disposition has a browser save a file under a name (RFC 6266): in ASCII for old ones, in all letters for the others.
func disposition(name string) string {
	ascii := strings.Map(func(c rune) rune {
		if c > unicode.MaxASCII || c < ' ' || strings.ContainsRune(`"\%;`, c) {
			return '_'
		}
		return c
	}, name)
	return `attachment; filename="` + ascii + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}
