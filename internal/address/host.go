package address

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/net/idna"
)

// ErrHost refuses a text that is no host.
var ErrHost = errors.New("that is not a host; one is written like my.example.com")

// Browsers and registries allow two hyphens anywhere, as in r3---sn.example; Go's own profile for lookup doesn't.
var lookup = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.CheckHyphens(false))

// ascii is a host of letters, digits and hyphens; machines in a house of their own have underscores, too.
var ascii = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$`) })

// Host returns a host as it goes over the wire: in ASCII and lower case, without a dot at the end, an IP address in its
// shortest form and without brackets. It returns [ErrHost] for a text that is no host.
func Host(text string) (string, error) {
	if ip, err := netip.ParseAddr(text); err == nil && ip.Zone() == "" {
		return ip.String(), nil
	}
	name := strings.ToLower(strings.TrimSuffix(text, "."))
	if !strings.Contains(name, "_") {
		var err error
		if name, err = lookup.ToASCII(strings.TrimSuffix(text, ".")); err != nil {
			return "", ErrHost
		}
	}
	if !ascii().MatchString(name) || len(name) > 253 {
		return "", ErrHost
	}
	return name, nil
}

// Letters returns a host in the letters that people write it with: münchen.example for xn--mnchen-3ya.example. It is for finding,
// never for telling one host from another. What is no such host comes back as it is.
func Letters(host string) string {
	if letters, err := lookup.ToUnicode(host); err == nil {
		return letters
	}
	return host
}

// the ports that go without saying
var plainPorts = map[string]int{"http": 80, "https": 443}

// Authority returns the host of an address with its port as browsers write it in Host and Origin: see [Host], an IPv6
// address in brackets, and no port where that goes without saying (RFC 3986, section 6.2.3). It returns [ErrHost] for what
// no browser can reach.
func Authority(u *url.URL) (string, error) {
	name, err := Host(u.Hostname())
	bare := name
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	if err != nil || strings.HasPrefix(u.Host, "[") != (name != bare) {
		return "", ErrHost
	}
	if u.Port() == "" {
		return name, nil
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		return "", ErrHost
	}
	if int(port) == plainPorts[u.Scheme] {
		return name, nil
	}
	return net.JoinHostPort(bare, strconv.FormatUint(port, 10)), nil
}
