package web

import (
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

// A client that sends slowly is cut off, and does not keep others waiting.
func TestASlowRequestIsCutOff(t *testing.T) {
	w := plug(t, func(_ *Site, app *fiber.App) {
		if app != nil {
			if app.Server().ReadTimeout <= 0 || app.Server().WriteTimeout <= 0 || app.Server().IdleTimeout <= 0 {
				t.Error("a timeout is not set")
			}
			app.Server().ReadTimeout = 300 * time.Millisecond
		}
	}, text("POST", "/form", func(*Request) string { return "reached" }))
	for name, begin := range map[string]string{
		"its head": "POST /form HTTP/1.1\r\nHost: latch.test\r\nX-",
		"its body": "POST /form HTTP/1.1\r\nHost: latch.test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\na=",
	} {
		connection, err := net.Dial("tcp", w.address)
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		began := time.Now()
		_, _ = io.WriteString(connection, begin)
		_ = connection.SetDeadline(time.Now().Add(5 * time.Second))
		for range 20 { // a byte now and then does not help
			time.Sleep(50 * time.Millisecond)
			if _, err := io.WriteString(connection, "x"); err != nil {
				break
			}
		}
		answers := readAnswers(connection, "POST")
		for _, a := range answers {
			if a.status != 408 && a.status != 400 {
				t.Errorf("slow in %s: answered %d %s", name, a.status, a.body)
			}
		}
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("slow in %s: kept for %v", name, took)
		}
	}
	if strings.Contains(w.log.String(), "request failed") {
		t.Errorf("a slow client counts as a failure of the server's: %s", w.log)
	}
}

func TestEveryRequestHasADeadline(t *testing.T) {
	w := plug(t, nil, text("GET", "/deadline", func(r *Request) string {
		at, set := r.Context().Deadline()
		if !set || time.Until(at) > time.Minute {
			return "none"
		}
		return "set"
	}))
	if got := w.one(fetch("/deadline")).body; got != "set" {
		t.Fatalf("the deadline is %s", got)
	}
}

func TestMethodsAndPathsThatNobodyServes(t *testing.T) {
	reached := 0
	w := plug(t, nil, text("GET", "/page", func(*Request) string { reached++; return "x" }),
		text("POST", "/form", func(*Request) string { reached++; return "x" }))
	for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW", "get", "Post", "GETX"} {
		for _, path := range []string{"/page", "/form"} {
			for _, a := range w.send(method + " " + path + " HTTP/1.1\nHost: latch.test\nConnection: close\nContent-Length: 0\n\n") {
				if a.status < 400 || a.status >= 500 || a.header.Get("Access-Control-Allow-Origin") != "" {
					t.Errorf("%s %s: answered %d", method, path, a.status)
				}
			}
		}
	}
	for _, path := range []string{
		"/PAGE", "/page/", "//page", "/page//", "/page/.", "/%70age/",
		"/page%00", "/page%2f", "/page;a", "/page.html", "/%", "/%zz", "/\x00", "/\xff\xfe", "/..%2fpage",
	} {
		for _, a := range w.send(fetch(path)) {
			if a.status != 404 && a.status != 400 {
				t.Errorf("GET %q: answered %d", path, a.status)
			}
		}
	}
	if reached > 0 {
		t.Errorf("%d of them reached a handler", reached)
	}
}

// Older versions split answers on a line break in a redirect, take two lengths, or can
// corrupt the database: they must not come back by way of another module.
func TestTheVersionsThatTheEdgeRestsOn(t *testing.T) {
	manifest, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for module, least := range map[string]string{"github.com/valyala/fasthttp": "v1.74.0", "modernc.org/sqlite": "v1.60.1"} {
		lines := regexp.MustCompile(`(?m)^.*`+regexp.QuoteMeta(module)+` .*$`).FindAllString(string(manifest), -1)
		if len(lines) != 1 || older(strings.Fields(lines[0])[1], least) {
			t.Errorf("go.mod says %q, want %s %s or later and nothing in its place", lines, module, least)
		}
	}
}

func older(version, than string) bool {
	number := func(text string) []int {
		n := make([]int, 3)
		if _, err := fmt.Sscanf(text, "v%d.%d.%d", &n[0], &n[1], &n[2]); err != nil {
			return nil
		}
		return n
	}
	return slices.Compare(number(version), number(than)) < 0
}
