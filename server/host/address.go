package host

import (
	"net/url"
	"strings"

	"latchkey/internal/address"
)

// parseBase reads --base-url: a scheme and a host, which becomes what browsers write in Host and Origin.
func parseBase(raw string) (*url.URL, error) {
	base, err := url.Parse(raw)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" ||
		strings.Trim(base.Path, "/") != "" || base.RawQuery != "" || base.User != nil {
		return nil, address.ErrHost
	}
	base.Path = ""
	base.Host, err = address.Authority(base)
	return base, err
}

// parseHost reads a plain host, with or without a port, as browsers write it in Host at an address with this scheme.
func parseHost(scheme, text string) (string, error) {
	at, err := url.Parse(scheme + "://" + text)
	if err != nil || at.Host != text || at.Port() == "0" || strings.HasSuffix(text, ":") {
		return "", address.ErrHost
	}
	return address.Authority(at)
}
