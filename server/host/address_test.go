package host

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// However a base URL is written, it is compared with what browsers send.
func TestABaseURLIsWrittenAsBrowsersWriteIt(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"https://My.Example.com:443": "https://my.example.com", "https://my.example.com/": "https://my.example.com",
		"http://MY.example.com:80": "http://my.example.com", "https://my.example.com:80": "https://my.example.com:80",
		"https://my.example.com:8443": "https://my.example.com:8443", "http://[2001:DB8::1]:80": "http://[2001:db8::1]",
		"https://[2001:db8::1]:8443": "https://[2001:db8::1]:8443", "https://my.example.com:": "https://my.example.com",
		"https://B\u00fccher.example":       "https://xn--bcher-kva.example",
		"https://b%C3%BCcher.example:8443":  "https://xn--bcher-kva.example:8443",
		"https://\uff45\uff58\u3002example": "https://ex.example", "https://ab--cd.example": "https://ab--cd.example",
		"https://my.example.com.": "https://my.example.com", "https://my.example.com:0443": "https://my.example.com",
		"https://[2001:db8:0:0::1]": "https://[2001:db8::1]", "http://my_host:8080": "http://my_host:8080",
	} {
		at, err := Options{Listen: "127.0.0.1:0", Base: written}.check()
		if err != nil || at.base.String() != want {
			t.Errorf("%s becomes %v, %v; want %s", written, at.base, err, want)
		}
	}
	for _, name := range []string{
		"http://x.y", "a/b", "a b", "*", "*.example.com", "", "me@a.b", "a.b:", "a.b:0", "a.b:99999", "a..b", "[::1", "[a.b]",
		"h\u00f6\u2260st.de",
	} {
		var wrong UsageError
		_, err := Options{Listen: "127.0.0.1:0", Hosts: []string{"www.example.com", name}}.check()
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), "--host is") {
			t.Errorf("--host %q: %v", name, err)
		}
	}
	for written, want := range map[string]string{
		"www.example.com": "www.example.com", "Other.example:8443": "other.example:8443", "Other.example:443": "other.example",
		"localhost": "localhost", "10.0.0.7:8080": "10.0.0.7:8080", "[::1]": "[::1]", "[2001:DB8::1]:8443": "[2001:db8::1]:8443",
		"my_host": "my_host", "h\u00f6st.de:8443": "xn--hst-sna.de:8443", "ab--cd.example": "ab--cd.example",
	} {
		at, err := Options{Listen: "127.0.0.1:0", Base: "https://my.example.com", Hosts: []string{written}}.check()
		if err != nil || at.hosts[0] != want {
			t.Errorf("--host %q becomes %v, %v; want %s", written, at.hosts, err, want)
		}
	}
	for _, base := range []string{
		"https://a b.example", "https://\u2260.example", "https://a..b", "https://[a.b]", "https://my.example.com/x", "ftp://a.b", "",
	} {
		if at, err := parseBase(base); err == nil {
			t.Errorf("%s was taken for %v", base, at)
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
