package web

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

func clientOf(r *Request) string { return r.Client.Network() }

// Whoever connects directly may write what they like into X-Forwarded-For: each line of
// it would otherwise be a fresh allowance of guesses.
func TestAForwardedAddressFromAStrangerIsIgnored(t *testing.T) {
	w := plug(t, nil, text("GET", "/who", clientOf))
	for _, header := range []string{
		"X-Forwarded-For: 203.0.113.9", "X-Real-IP: 203.0.113.9",
		"Forwarded: for=203.0.113.9", "CF-Connecting-IP: 203.0.113.9", "True-Client-IP: 203.0.113.9",
	} {
		if got := w.one(fetch("/who", header)).body; got != "127.0.0.1" {
			t.Errorf("%s: taken for %s", header, got)
		}
	}
}

func TestTheClientsAddressIsReadFromTheRightThroughTrustedProxies(t *testing.T) {
	w := plug(t, func(s *Site, _ *fiber.App) {
		s.Trusted = []netip.Prefix{
			netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:ffff::/48"),
		}
	}, text("GET", "/who", clientOf))
	for _, c := range []struct {
		name    string
		headers []string
		want    string
	}{
		{"no header", nil, "127.0.0.1"},
		{"one hop", []string{"203.0.113.9"}, "203.0.113.9"},
		{"the client's own lie on the left", []string{"1.1.1.1, 203.0.113.9"}, "203.0.113.9"},
		{"two trusted hops", []string{"203.0.113.9, 10.1.2.3"}, "203.0.113.9"},
		{"a lie behind two trusted hops", []string{"1.1.1.1, 203.0.113.9, 10.1.2.3"}, "203.0.113.9"},
		{"a lie that looks trusted", []string{"10.9.9.9, 203.0.113.9, 10.1.2.3"}, "203.0.113.9"},
		{"several lines", []string{"1.1.1.1", "203.0.113.9", "10.1.2.3"}, "203.0.113.9"},
		{"several lines, the client's first", []string{"1.1.1.1, 2.2.2.2", "203.0.113.9"}, "203.0.113.9"},
		{"IPv6", []string{"2001:db8::9"}, "2001:db8::9"},
		{"IPv6 through a trusted one", []string{"2001:db8::9, 2001:db8:ffff::1"}, "2001:db8::9"},
		{"IPv4 in IPv6", []string{"::ffff:203.0.113.9"}, "203.0.113.9"},
		{"trusted IPv4 in IPv6", []string{"203.0.113.9, ::ffff:10.1.2.3"}, "203.0.113.9"},
		{"IPv6 with a zone", []string{"fe80::9%eth0"}, "fe80::9"},
		{"with a port", []string{"203.0.113.9:51234"}, "203.0.113.9"},
		{"with a port behind a trusted one with a port", []string{"203.0.113.9:51234, 10.1.2.3:80"}, "203.0.113.9"},
		{"IPv6 with a port", []string{"[2001:db8::9]:51234"}, "2001:db8::9"},
		{"IPv6 in brackets", []string{"[2001:db8::9]"}, "2001:db8::9"},
		{"IPv4 in IPv6 with a port", []string{"[::ffff:203.0.113.9]:51234"}, "203.0.113.9"},
		{"a port that is none", []string{"203.0.113.9:99999"}, "127.0.0.1"},
		{"only trusted", []string{"10.1.2.3, 10.1.2.4"}, "10.1.2.3"},
		{"nonsense at the right", []string{"203.0.113.9, nonsense"}, "127.0.0.1"},
		{"nonsense behind a trusted hop", []string{"nonsense, 10.1.2.3"}, "10.1.2.3"},
		{"empty", []string{""}, "127.0.0.1"},
		{"spaces", []string{"  203.0.113.9  "}, "203.0.113.9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			var lines []string
			for _, h := range c.headers {
				lines = append(lines, "X-Forwarded-For: "+h)
			}
			if got := w.one(fetch("/who", lines...)).body; got != c.want {
				t.Errorf("taken for %s, want %s", got, c.want)
			}
		})
	}
}

// A proxy that writes no address is said once; nobody's share is taken for it by what was written.
func TestAProxyThatNamesNobodyIsWarnedOfOnce(t *testing.T) {
	const words = "holds what is no address"
	w := plug(t, func(s *Site, _ *fiber.App) { s.Trusted = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} },
		text("GET", "/who", clientOf))
	w.one(fetch("/who"))
	w.one(fetch("/who", "X-Forwarded-For: 203.0.113.9:51234"))
	if strings.Contains(w.log.String(), words) {
		t.Errorf("warned without a reason:\n%s", w.log.String())
	}
	for range 3 {
		w.one(fetch("/who", "X-Forwarded-For: unknown"))
	}
	if n := strings.Count(w.log.String(), words); n != 1 {
		t.Errorf("warned %d times:\n%s", n, w.log.String())
	}
}

// The proxy is there and nobody named it: the log says so, once. A stranger's lie says nothing.
func TestAProxyThatNobodyNamedIsWarnedOf(t *testing.T) {
	const words = "--trusted-proxy does not name"
	w := plug(t, nil, text("GET", "/who", clientOf))
	w.one(fetch("/who"))
	if strings.Contains(w.log.String(), words) {
		t.Error("warned without a proxy")
	}
	for range 3 {
		w.one(fetch("/who", "X-Forwarded-For: 203.0.113.9"))
	}
	if n := strings.Count(w.log.String(), words); n != 1 {
		t.Errorf("warned %d times:\n%s", n, w.log.String())
	}
	named := plug(t, func(s *Site, _ *fiber.App) { s.Trusted = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} },
		text("GET", "/who", clientOf))
	named.one(fetch("/who", "X-Forwarded-For: 203.0.113.9"))
	if strings.Contains(named.log.String(), words) {
		t.Error("warned of a proxy that is named")
	}
}
