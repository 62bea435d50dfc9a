package host_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"latchkey/server/host"
	"latchkey/server/hosttest"
	"latchkey/server/web"

	"github.com/gofiber/fiber/v2"
)

// What nobody waits for any more costs nobody anything: a page's queries end when the browser closes the connection. What a form
// does goes on, because whoever sent it wants it done.
func TestAPageThatNobodyWaitsForIsNotMade(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]struct {
		request string
		ends    bool
	}{
		"a page":                    {"GET /long", true},
		"a page, asked for briefly": {"HEAD /long", true},
		"a form":                    {"POST /long", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked, ended := make(chan *host.Host), make(chan error, 1)
			s := hosttest.Boot(t, func(o *host.Options) {
				o.Pages = func(app fiber.Router, _ *web.Assets) {
					app.All("/long", func(c *fiber.Ctx) error {
						var n int
						h := <-asked
						err := h.DB.Read().Row(c.UserContext(), `SELECT count(*) FROM (WITH RECURSIVE n (i) AS
							(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000) SELECT i FROM n)`).Scan(&n)
						ended <- err
						return err
					})
				}
			})
			c := from(t, s, "127.0.0.1")
			if _, err := io.WriteString(c, at.request+" HTTP/1.1\r\nHost: "+c.RemoteAddr().String()+
				"\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 0\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			asked <- s.Host
			_ = c.Close()
			if err := <-ended; errors.Is(err, context.Canceled) != at.ends {
				t.Errorf("the query ended with %v", err)
			}
		})
	}
}
