package passkey

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"latchkey/internal/address"
)

// Party is the site that a passkey is for (the relying party, WebAuthn Level 3, section 5.4.2). The zero Party
// can't have passkeys.
type Party struct {
	ID     string // the host without its port
	Origin string // scheme, host and port, as the browser signs them
}

// PartyOf returns the party for the server's public address. It is the zero Party for an IP address and for an
// address without HTTPS, because browsers allow no passkeys there. If a loopback address also answers to
// localhost, as in the demo, it is the party of localhost.
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
	id, err := address.Host(host)
	if err != nil || base.Scheme != "https" && id != "localhost" && !strings.HasSuffix(id, ".localhost") {
		return Party{}
	}
	origin := base.Scheme + "://" + id
	if base.Port() != "" {
		origin += ":" + base.Port()
	}
	return Party{ID: id, Origin: origin}
}

// Serves reports whether passkeys work on pages of this host and port.
func (p Party) Serves(host string) bool {
	_, own, found := strings.Cut(p.Origin, "://")
	return found && strings.EqualFold(own, host)
}
