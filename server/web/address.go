package web

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// clientAddress is where a request comes from. X-Forwarded-For is believed only from
// trusted proxies, and read from the right: each trusted hop vouches for the one before it.
func (s *Site) clientAddress(c *fiber.Ctx) netip.Addr { return s.addressOf(c.Context()) }

func (s *Site) addressOf(c *fasthttp.RequestCtx) netip.Addr {
	address, ok := netip.AddrFromSlice(c.RemoteIP())
	if !ok {
		return netip.Addr{}
	}
	address = address.Unmap()
	s.missTrust(&c.Request.Header, address)
	return s.before(address, forwarded(&c.Request.Header))
}

// before is whom the trusted hops vouch for, from the peer on.
func (s *Site) before(address netip.Addr, lines []string) netip.Addr {
	hops := strings.Split(strings.Join(lines, ","), ",")
	for i := len(hops) - 1; i >= 0 && s.Trusts(address); i-- {
		hop, err := parseHop(strings.TrimSpace(hops[i]))
		if err != nil {
			s.missHop(hops[i])
			break
		}
		address = hop.Unmap().WithZone("")
	}
	return address
}

// parseHop reads an address as proxies write one: with a port, or an IPv6 one in brackets.
func parseHop(text string) (netip.Addr, error) {
	if hop, err := netip.ParseAddrPort(text); err == nil {
		return hop.Addr(), nil
	}
	if bare, found := strings.CutPrefix(text, "["); found {
		text = strings.TrimSuffix(bare, "]")
	}
	return netip.ParseAddr(text)
}

// missHop says once, in the log, that a trusted proxy names nobody: everybody behind it counts as one.
func (s *Site) missHop(text string) {
	if strings.TrimSpace(text) == "" {
		return // there was no header
	}
	s.unreadable.Do(func() {
		s.Log.Warn("X-Forwarded-For of a trusted proxy holds what is no address, so everybody behind it counts as one visitor",
			"value", strings.Clone(text[:min(len(text), 60)]))
	})
}

// missTrust says once, in the log, that there seems to be a proxy which nobody named:
// without its name everybody behind it would be counted as one.
func (s *Site) missTrust(header *fasthttp.RequestHeader, peer netip.Addr) {
	if !peer.IsLoopback() && !peer.IsPrivate() || s.Trusts(peer) || len(header.Peek(fiber.HeaderXForwardedFor)) == 0 {
		return
	}
	s.untrusted.Do(func() {
		s.Log.Warn("X-Forwarded-For comes from an address that --trusted-proxy does not name, so it is not believed: "+
			"everybody behind that address counts as one visitor. If it is your proxy, add it", "address", peer.String())
	})
}

func forwarded(header *fasthttp.RequestHeader) []string {
	var lines []string
	for _, line := range header.PeekAll(fiber.HeaderXForwardedFor) {
		lines = append(lines, string(line))
	}
	return lines
}

// NetworkOf is whose share an address takes: its own, or that of the network of an IPv6 one, in which anybody has as many
// addresses as they like.
func NetworkOf(address netip.Addr) netip.Prefix {
	address = address.Unmap().WithZone("")
	bits := 64
	if address.Is4() {
		bits = 32
	}
	network, _ := address.Prefix(bits)
	return network
}

// Trusts reports whether an address is that of a trusted proxy.
func (s *Site) Trusts(address netip.Addr) bool {
	return slices.ContainsFunc(s.Trusted, func(p netip.Prefix) bool { return p.Contains(address) })
}
