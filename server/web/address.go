package web

import (
	"net/netip"
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
	hops := strings.Split(strings.Join(forwarded(c), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.trusts(address); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = hop.Unmap().WithZone("")
	}
	return address
}

func forwarded(c *fiber.Ctx) []string {
	var lines []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		lines = append(lines, string(line))
	}
	return lines
}

func (s *Site) trusts(address netip.Addr) bool {
	for _, p := range s.Trusted {
		if p.Contains(address) {
			return true
		}
	}
	return false
}
