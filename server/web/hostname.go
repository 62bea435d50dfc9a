package web

import (
	"net"
	"strings"
)

// PlainHost returns a host as browsers write it in Host and Origin: in lower case, without the port that goes without
// saying (RFC 3986, section 6.2.3).
func PlainHost(scheme, host string) string {
	host = strings.ToLower(host)
	name, port, err := net.SplitHostPort(host)
	if err != nil || port != "" && port != map[string]string{"http": "80", "https": "443"}[scheme] {
		return host
	}
	if strings.Contains(name, ":") {
		return "[" + name + "]"
	}
	return name
}
