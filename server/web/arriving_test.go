package web

import (
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

// slowly sends a form for a client, its last byte after a wait. It returns the status of the answer.
func (w *wire) slowly(client string, wait time.Duration) int {
	w.t.Helper()
	connection, err := net.Dial("tcp", w.address)
	if err != nil {
		w.t.Fatal(err)
	}
	defer connection.Close()
	form := strings.ReplaceAll(submit("/form", "a=1", "X-Forwarded-For: "+client), "\n", "\r\n")
	rest := len(form)
	if wait > 0 {
		rest--
	}
	_, _ = io.WriteString(connection, form[:rest])
	go func() {
		time.Sleep(wait)
		_, _ = io.WriteString(connection, form[rest:])
	}()
	_ = connection.SetReadDeadline(time.Now().Add(10 * time.Second))
	if a := readAnswers(connection, "POST"); len(a) == 1 {
		return a[0].status
	}
	return 0
}

// Who has as many forms on the way as are still free is hurried, and nobody else is; what comes in one go is taken from
// them too. What has come in, was given up or broke off counts no more.
func TestWhoHasManyFormsOnTheWayIsHurried(t *testing.T) {
	w := plug(t, func(s *Site, _ *fiber.App) {
		s.Trusted, s.Connections = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, 4
	}, text("POST", "/form", func(*Request) string { return "in" }))
	onTheWay := func(want int) {
		t.Helper()
		for until := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			w.site.arrivals.mu.Lock()
			got := len(w.site.arrivals.set)
			w.site.arrivals.mu.Unlock()
			if got == want {
				return
			}
			if time.Now().After(until) {
				t.Fatalf("%d are on the way, want %d", got, want)
			}
		}
	}
	for range 6 {
		if got := w.slowly("2001:db8::6", 2*hurry); got != http.StatusOK {
			t.Fatalf("one after another: answered %d", got)
		}
	}
	onTheWay(0)
	var held []net.Conn
	for i := range 2 {
		c, err := net.Dial("tcp", w.address)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, c)
		_, _ = io.WriteString(c, "POST /form HTTP/1.1\r\nHost: latch.test\r\nX-Forwarded-For: 2001:db8::"+itoa(i+1)+
			"\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n")
		onTheWay(i + 1)
	}
	for _, c := range []struct {
		client string
		wait   time.Duration
		want   int
	}{
		{"2001:db8::6", 5 * hurry, http.StatusRequestTimeout},
		{"2001:db8::6", 0, http.StatusOK},
		{"2001:db8:1::6", 5 * hurry, http.StatusOK},
		{"203.0.113.9", 5 * hurry, http.StatusOK},
	} {
		if got := w.slowly(c.client, c.wait); got != c.want {
			t.Errorf("%s, after %v: answered %d, want %d", c.client, c.wait, got, c.want)
		}
	}
	for _, c := range held {
		_ = c.Close()
	}
	onTheWay(0)
	if got := w.slowly("2001:db8::6", 5*hurry); got != http.StatusOK {
		t.Errorf("afterwards: answered %d", got)
	}
}
