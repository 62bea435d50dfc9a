package web

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// clientAddress is where a request comes from. X-Forwarded-For is believed only from
// trusted proxies, and read from the right: each trusted hop vouches for the one before it.
func (s *Site) clientAddress(c *fiber.Ctx) netip.Addr {
	address, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return netip.Addr{}
	}
	address = address.Unmap()
	s.missTrust(c, address)
	hops := strings.Split(strings.Join(forwarded(c), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.Trusts(address); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = hop.Unmap().WithZone("")
	}
	return address
}

// missTrust says once, in the log, that there seems to be a proxy which nobody named:
// without its name everybody behind it would be counted as one.
func (s *Site) missTrust(c *fiber.Ctx, peer netip.Addr) {
	if !peer.IsLoopback() && !peer.IsPrivate() || s.Trusts(peer) || len(c.Request().Header.Peek(fiber.HeaderXForwardedFor)) == 0 {
		return
	}
	s.untrusted.Do(func() {
		s.Log.Warn("X-Forwarded-For comes from an address that --trusted-proxy does not name, so it is not believed: "+
			"everybody behind that address counts as one visitor. If it is your proxy, add it", "address", peer.String())
	})
}

func forwarded(c *fiber.Ctx) []string {
	var lines []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		lines = append(lines, string(line))
	}
	return lines
}

// Trusts reports whether an address is that of a trusted proxy.
func (s *Site) Trusts(address netip.Addr) bool {
	return slices.ContainsFunc(s.Trusted, func(p netip.Prefix) bool { return p.Contains(address) })
}
