package host_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"latchkey/server/host"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// from opens a connection to the server from one of this machine's addresses.
func from(t *testing.T, s *hosttest.Server, address string) net.Conn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(address), 0)), Timeout: 10 * time.Second}
	c, err := dialer.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// answered is the status of a health check on a connection; 0 if it was closed without a word.
func answered(c net.Conn) int {
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	_, _ = io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: "+c.RemoteAddr().String()+"\r\nConnection: close\r\n\r\n")
	said, _ := io.ReadAll(c)
	if !bytes.HasPrefix(said, []byte("HTTP/1.1 ")) {
		return 0
	}
	return int(said[9]-'0')*100 + int(said[10]-'0')*10 + int(said[11]-'0')
}

// Whoever opens all connections there are keeps nobody else out, and gets none beyond a share.
func TestOneAddressDoesNotTakeEveryConnection(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	for range web.MostConnections + 26 {
		from(t, s, "127.0.0.1")
	}
	if got := answered(from(t, s, "127.0.0.2")); got != http.StatusOK {
		t.Errorf("somebody else is answered %d", got)
	}
	if got := answered(from(t, s, "127.0.0.1")); got == http.StatusOK {
		t.Error("the one who has so many gets another one")
	}
}

// A trusted proxy brings everybody: it is not held to a share.
func TestATrustedProxyMayHaveEveryConnection(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, func(o *host.Options) { o.Trusted = []string{"127.0.0.1"} })
	for range web.MostConnections - 30 {
		from(t, s, "127.0.0.1")
	}
	if got := answered(from(t, s, "127.0.0.1")); got != http.StatusOK {
		t.Errorf("the proxy is answered %d", got)
	}
}

// begin sends a form through the proxy for a client, all but its last byte.
func begin(t *testing.T, s *hosttest.Server, client string) net.Conn {
	t.Helper()
	c := from(t, s, "127.0.0.1")
	_, err := io.WriteString(c, "POST /sign-in HTTP/1.1\r\nHost: "+c.RemoteAddr().String()+"\r\nX-Forwarded-For: "+client+
		"\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 8\r\n\r\nemail=a")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Whoever sends forms through the proxy and never ends them keeps nobody else out, who may be as slow as ever.
func TestOneClientBehindTheProxyDoesNotTakeEveryConnection(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, func(o *host.Options) { o.Trusted = []string{"127.0.0.1"} })
	for i := range web.MostConnections + 76 {
		begin(t, s, []string{"6.6.6.6", "1.1.1.1, 6.6.6.6"}[i%2])
		if i > web.MostConnections/2 {
			time.Sleep(time.Millisecond) // a client's pace
		}
	}
	if got := answered(from(t, s, "127.0.0.1")); got != http.StatusOK {
		t.Errorf("somebody else is answered %d", got)
	}
	slow := begin(t, s, "7.7.7.7")
	time.Sleep(time.Second)
	_ = slow.SetDeadline(time.Now().Add(10 * time.Second))
	_, _ = io.WriteString(slow, "b")
	if said, _ := io.ReadAll(slow); !bytes.HasPrefix(said, []byte("HTTP/1.1 422 ")) {
		t.Errorf("somebody else's slow form is answered %.40q", said)
	}
}

// What is refused unread is answered all the same: a proxy that is still sending must not see its connection break.
func TestALargeFormIsAnsweredAndNotCutOff(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	body := "a=" + strings.Repeat("x", 3<<20)
	for name, head := range map[string]string{
		"with its length": "Content-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n",
		"in chunks":       "Transfer-Encoding: chunked\r\n\r\n",
	} {
		c := from(t, s, "127.0.0.1")
		_ = c.SetDeadline(time.Now().Add(20 * time.Second))
		sent := body
		if strings.HasPrefix(head, "Transfer") {
			sent = strconv.FormatInt(int64(len(body)), 16) + "\r\n" + body + "\r\n0\r\n\r\n"
		}
		head = "POST /sign-in HTTP/1.1\r\nHost: " + c.RemoteAddr().String() + "\r\nContent-Type: application/x-www-form-urlencoded\r\n" + head
		if _, err := io.WriteString(c, head+sent); err != nil { // all of it, before anything is read
			t.Errorf("%s: cut off: %v", name, err)
			continue
		}
		said, err := io.ReadAll(c)
		if err != nil || !bytes.HasPrefix(said, []byte("HTTP/1.1 413 ")) {
			t.Errorf("%s: answered %.40q, %v", name, said, err)
		}
	}
}
