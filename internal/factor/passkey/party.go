package passkey

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// Party is whom a passkey is for (WebAuthn Level 3, section 5.4.2): the host that people
// know. The zero Party can have none.
type Party struct {
	ID     string // the host without its port
	Origin string // scheme, host and port, as a browser signs them
}

// PartyOf makes the party of the address at which people reach the server. Browsers give
// no passkeys to IP addresses, nor to what is not reached securely. A server on an address of
// this machine that also answers to localhost, as the demo does, is localhost's.
func PartyOf(base *url.URL, further []string) Party {
	host := base.Hostname()
	if address, err := netip.ParseAddr(host); err == nil {
		local := "localhost"
		if base.Port() != "" {
			local = net.JoinHostPort(local, base.Port())
		}
		if address.IsLoopback() && slices.Contains(further, local) {
			return Party{ID: "localhost", Origin: base.Scheme + "://" + local}
		}
		return Party{}
	}
	id, err := idna.Lookup.ToASCII(strings.ToLower(host))
	if err != nil || id == "" || base.Scheme != "https" && id != "localhost" && !strings.HasSuffix(id, ".localhost") {
		return Party{}
	}
	origin := base.Scheme + "://" + id
	if base.Port() != "" {
		origin += ":" + base.Port()
	}
	return Party{ID: id, Origin: origin}
}

// Serves reports whether passkeys work on pages of this host, port included.
func (p Party) Serves(host string) bool {
	_, own, found := strings.Cut(p.Origin, "://")
	return found && strings.EqualFold(own, host)
}
