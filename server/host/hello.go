package host

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

// helloName is what may stand after EHLO: a name with a dot, or an address in brackets (RFC 5321, section 4.1.1.1).
var helloName = regexp.MustCompile(`(?i)^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+|\[[0-9a-z:.]+\])$`)

// hello returns what the host calls itself to the mail server. Many servers refuse a bare machine name, so it is the host
// of the base URL, unless that is this machine's own.
func (d *Delivery) hello(base string) (string, error) {
	if d.Hello != "" {
		name, err := idna.Lookup.ToASCII(d.Hello)
		if err != nil {
			name = d.Hello
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
	if address, err := netip.ParseAddr(u.Hostname()); err == nil {
		switch {
		case address.IsLoopback() || address.IsUnspecified():
			return "", nil
		case address.Is4():
			return "[" + address.String() + "]", nil
		}
		return "[IPv6:" + address.WithZone("").String() + "]", nil
	}
	name, err := idna.Lookup.ToASCII(strings.ToLower(u.Hostname()))
	if err != nil || !helloName.MatchString(name) || strings.HasSuffix(name, ".localhost") {
		return "", nil
	}
	return name, nil
}
