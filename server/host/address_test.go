package host

import (
	"errors"
	"os"
	"strings"
	"testing"

	"latchkey/server/web"
)

// However a base URL is written, it is compared with what browsers send.
func TestABaseURLIsWrittenAsBrowsersWriteIt(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"https://My.Example.com:443": "https://my.example.com", "https://my.example.com/": "https://my.example.com",
		"http://MY.example.com:80": "http://my.example.com", "https://my.example.com:80": "https://my.example.com:80",
		"https://my.example.com:8443": "https://my.example.com:8443", "http://[2001:DB8::1]:80": "http://[2001:db8::1]",
		"https://[2001:db8::1]:8443": "https://[2001:db8::1]:8443", "https://my.example.com:": "https://my.example.com",
	} {
		base, _, err := Options{Listen: "127.0.0.1:0", Base: written}.check()
		if err != nil || base.String() != want {
			t.Errorf("%s becomes %v, %v; want %s", written, base, err, want)
		}
	}
	for _, name := range []string{
		"http://x.y", "a/b", "a b", "*", "*.example.com", "", "me@a.b", "a.b:", "a.b:0", "a.b:99999", "a..b", "[::1", "[a.b]", "h\u00f6st.de",
	} {
		var wrong UsageError
		_, _, err := Options{Listen: "127.0.0.1:0", Hosts: []string{"www.example.com", name}}.check()
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), "--host is") {
			t.Errorf("--host %q: %v", name, err)
		}
	}
	for _, name := range []string{
		"www.example.com", "Other.example:8443", "localhost", "10.0.0.7:8080", "[::1]", "[2001:db8::1]:8443", "my_host",
	} {
		if _, _, err := (Options{Listen: "127.0.0.1:0", Hosts: []string{name}}).check(); err != nil {
			t.Errorf("--host %q: %v", name, err)
		}
	}
	for written, want := range map[string]string{"Other.example:443": "other.example", "other.example:8443": "other.example:8443"} {
		if got := web.PlainHost("https", written); got != want {
			t.Errorf("--host %s becomes %s, want %s", written, got, want)
		}
	}
}

// However a proxy is named, requests come from its address as the system writes it.
func TestATrustedProxyMayBeWrittenInIPv6(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"::ffff:127.0.0.1": "127.0.0.1/32", "::ffff:10.0.0.0/104": "10.0.0.0/8", "127.0.0.1": "127.0.0.1/32", "10.0.0.0/8": "10.0.0.0/8",
		"2001:db8::1": "2001:db8::1/128", "2001:db8::/32": "2001:db8::/32", "fe80::1%eth0": "fe80::1/128", "::/0": "::/0",
	} {
		if got, err := parsePrefix(written); err != nil || got.String() != want {
			t.Errorf("%s is %v, %v; want %s", written, got, err, want)
		}
	}
}

// A base URL with a port works behind the proxy of the README: it passes the host on as the browser wrote it.
func TestTheReadmesProxyKeepsThePort(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	if err != nil || !strings.Contains(string(text), "proxy_set_header Host $http_host;") {
		t.Errorf("the nginx of the README loses the port of the Host (%v)", err)
	}
}
