package web

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

// What a proxy in front could read differently must not be read at all: otherwise one
// person's request begins in another's.
func TestAmbiguousRequestsAreRefusedAndEndTheConnection(t *testing.T) {
	reached := 0
	w := plug(t, nil, text("POST", "/form", func(*Request) string { reached++; return "reached" }))
	smuggled := "GET /healthz HTTP/1.1\nHost: latch.test\n\n"
	for name, request := range map[string]string{
		"two lengths": "POST /form HTTP/1.1\nHost: latch.test\n" +
			"Content-Type: application/x-www-form-urlencoded\nContent-Length: 3\nContent-Length: 4\n\na=1",
		"two equal lengths": "POST /form HTTP/1.1\nHost: latch.test\n" +
			"Content-Type: application/x-www-form-urlencoded\nContent-Length: 3\nContent-Length: 3\n\na=1",
		"a list of lengths":    "POST /form HTTP/1.1\nHost: latch.test\nContent-Length: 3, 3\n\na=1",
		"a length with a sign": "POST /form HTTP/1.1\nHost: latch.test\nContent-Length: +3\n\na=1",
		"length and chunked": "POST /form HTTP/1.1\nHost: latch.test\n" +
			"Content-Length: 3\nTransfer-Encoding: chunked\n\n0\n\n" + smuggled,
		"chunked, then length": "POST /form HTTP/1.1\nHost: latch.test\n" +
			"Transfer-Encoding: chunked\nContent-Length: 3\n\n0\n\n" + smuggled,
		"an unknown transfer encoding": "POST /form HTTP/1.1\nHost: latch.test\nTransfer-Encoding: xchunked\n\n0\n\n" + smuggled,
		"a space before the colon":     "POST /form HTTP/1.1\nHost: latch.test\nContent-Length : 3\n\na=1",
		"two hosts":                    "GET /healthz HTTP/1.1\nHost: latch.test\nHost: evil.test\n\n",
		"two hosts, equal":             "GET /healthz HTTP/1.1\nHost: latch.test\nhost: latch.test\n\n",
		"no header name":               "GET /healthz HTTP/1.1\nHost: latch.test\n: nothing\n\n",
		"a bad chunk size":             "POST /form HTTP/1.1\nHost: latch.test\nTransfer-Encoding: chunked\n\nzz\na=1\n0\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			w.t = t
			answers := w.send(request)
			if len(answers) != 1 || answers[0].status != http.StatusBadRequest {
				t.Fatalf("got %+v, want one 400 and the end of the connection", answers)
			}
		})
	}
	if reached != 0 {
		t.Errorf("%d ambiguous requests reached the handler", reached)
	}
}

func TestBareLineFeedsDoNotSplitARequest(t *testing.T) {
	w := plug(t, nil)
	answers := w.sendRaw("GET /healthz HTTP/1.1\r\nHost: latch.test\r\nX-One: a\nHost: evil.test\r\nConnection: close\r\n\r\n")
	if len(answers) != 1 || answers[0].status != http.StatusBadRequest {
		t.Fatalf("got %+v, want 400", answers)
	}
}

// Several requests on one connection are answered in order, each with its own values.
func TestPipelinedRequestsAreAnsweredInOrder(t *testing.T) {
	w := plug(t, nil, text("GET", "/echo", func(r *Request) string { return r.Query("n") }))
	var requests, want strings.Builder
	for n := range 50 {
		requests.WriteString("GET /echo?n=" + itoa(n) + " HTTP/1.1\nHost: latch.test\n\n")
		want.WriteString(itoa(n) + " ")
	}
	var got strings.Builder
	for _, a := range w.send(requests.String()) {
		got.WriteString(a.body + " ")
	}
	if got.String() != want.String() {
		t.Fatalf("got  %s\nwant %s", got.String(), want.String())
	}
}

func TestAChunkedFormIsReadLikeAnyOther(t *testing.T) {
	w := plug(t, nil, text("POST", "/form", func(r *Request) string { return r.Form("a") }))
	a := w.one("POST /form HTTP/1.1\nHost: latch.test\nConnection: close\n" +
		"Content-Type: application/x-www-form-urlencoded\nTransfer-Encoding: chunked\n\n3\na=1\n1\n2\n0\n\n")
	if a.status != 200 || a.body != "12" {
		t.Fatalf("got %+v", a)
	}
}
