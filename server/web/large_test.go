package web

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

const mostTold = 3 << 20

// told is a POST of so many bytes, as another server sends it.
func told(path string, size int, headers ...string) string {
	lines := append([]string{
		"POST " + path + " HTTP/1.1", "Host: latch.test", "Content-Type: application/json", "Content-Length: " + itoa(size),
	}, headers...)
	return strings.Join(lines, "\n") + "\n\n" + strings.Repeat("x", size)
}

func takesLarge() Route {
	r := text("POST", "/told", func(r *Request) string { return itoa(len(r.Body())) })
	r.JSON, r.MostBody = true, mostTold
	return r
}

func takesSmall() Route {
	r := text("POST", "/small", func(r *Request) string { return itoa(len(r.Body())) })
	r.JSON = true
	return r
}

// What one route takes, no other does, whatever came before on the same connection.
func TestOnlyTheRouteThatSaysSoTakesALargeBody(t *testing.T) {
	w := plug(t, nil, takesLarge(), takesSmall())
	chunked := func(path string) string {
		return "POST " + path + " HTTP/1.1\nHost: latch.test\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n" +
			fmt.Sprintf("%x\n%s\n0\n\n", BodyLimit+1, strings.Repeat("x", BodyLimit+1))
	}
	for _, c := range []struct {
		name, request string
		want          []int
	}{
		{"as large as it may be", told("/told", mostTold), []int{200}},
		{"a byte more", told("/told", mostTold+1), []int{413}},
		{"in chunks", chunked("/told"), []int{200}},
		{"with a query", told("/told?x=1", BodyLimit+1), []int{200}},
		{"another route", told("/small", BodyLimit+1), []int{413}},
		{"another route, in chunks", chunked("/small"), []int{413}},
		{"another route, after it", told("/told", BodyLimit+1) + told("/small", BodyLimit+1), []int{200, 413}},
		{"no route", told("/told/", BodyLimit+1), []int{413}},
		{"the path as the host", told("http://latch.test/told", BodyLimit+1), []int{413}},
	} {
		var got []int
		for _, a := range w.send(c.request) {
			got = append(got, a.status)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Whoever announces large bodies and sends none fills no memory, and keeps nobody else out:
// the rest of a request's time, large ones wait their turn, and small ones come in.
func TestLargeBodiesAreTakenAFewAtATime(t *testing.T) {
	w := plug(t, nil, takesLarge())
	for range mostLarge {
		c, err := net.Dial("tcp", w.address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		announced, _, _ := strings.Cut(told("/told", mostTold), "\n\n")
		if _, err := c.Write([]byte(strings.ReplaceAll(announced, "\n", "\r\n") + "\r\n\r\nx")); err != nil {
			t.Fatal(err)
		}
	}
	for reading := 0; reading < mostLarge; time.Sleep(10 * time.Millisecond) {
		w.site.large.mu.Lock()
		reading = len(w.site.large.until)
		w.site.large.mu.Unlock()
	}
	if a := w.one(told("/told", mostTold, "Connection: close")); a.status != fiber.StatusRequestEntityTooLarge {
		t.Errorf("one more was taken in: %d", a.status)
	}
	if a := w.one(told("/told", BodyLimit, "Connection: close")); a.status != fiber.StatusOK {
		t.Errorf("a small one was kept out: %d", a.status)
	}
	w.site.large.mu.Lock()
	for i := range w.site.large.until {
		w.site.large.until[i] = time.Now().Add(-time.Second)
	}
	w.site.large.mu.Unlock()
	for range 2 * mostLarge { // each makes its room free again
		if a := w.one(told("/told", mostTold, "Connection: close")); a.status != fiber.StatusOK {
			t.Errorf("their time is over, and still: %d", a.status)
		}
	}
}
