package host

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"latchkey/internal/address"
)

// helloName is what may stand after EHLO: a name with a dot, or an address in brackets (RFC 5321, section 4.1.1.1).
var helloName = regexp.MustCompile(`(?i)^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+|\[[0-9a-z:.]+\])$`)

// hello returns what the host calls itself to the mail server. Many servers refuse a bare machine name, so it is the host
// of the base URL, unless that is this machine's own.
func (d *Delivery) hello(base string) (string, error) {
	if d.Hello != "" {
		name, err := address.Host(d.Hello)
		if err != nil {
			name = d.Hello // an address in brackets
		}
		if !helloName.MatchString(name) {
			return "", UsageError(fmt.Sprintf("--smtp-hello is %q; it takes this host's full name, such as my.example.com", d.Hello))
		}
		return name, nil
	}
	u, err := url.Parse(base)
	if err != nil {
		return "", nil
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		switch {
		case ip.IsLoopback() || ip.IsUnspecified():
			return "", nil
		case ip.Is4():
			return "[" + ip.String() + "]", nil
		}
		return "[IPv6:" + ip.WithZone("").String() + "]", nil
	}
	name, err := address.Host(u.Hostname())
	if err != nil || !helloName.MatchString(name) || strings.HasSuffix(name, ".localhost") {
		return "", nil
	}
	return name, nil
}
