package host

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"latchkey/server/web"
)

// authority is a base URL's host as browsers write it in Host and Origin: in lower
// case, without the port that goes without saying (RFC 3986, section 6.2.3).
func authority(base *url.URL) string {
	return web.PlainHost(base.Scheme, base.Host)
}

// isHost reports whether text is a plain host, with or without a port, as browsers write it in Host.
func isHost(text string) bool {
	name := text
	if at := strings.LastIndexByte(text, ':'); at >= 0 && !strings.HasSuffix(text, "]") {
		port, err := strconv.ParseUint(text[at+1:], 10, 16)
		if err != nil || port == 0 {
			return false
		}
		name = text[:at]
	}
	if inner, ok := strings.CutPrefix(name, "["); ok {
		inner, ok = strings.CutSuffix(inner, "]")
		address, err := netip.ParseAddr(inner)
		return ok && err == nil && address.Is6() && address.Zone() == ""
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || strings.ContainsFunc(label, notOfAHost) {
			return false
		}
	}
	return true
}

func notOfAHost(c rune) bool {
	return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_'
}
