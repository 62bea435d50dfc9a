package host

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"

	"latchkey/internal/clock"
	"latchkey/internal/password"
	"latchkey/server/web"

	"github.com/gofiber/fiber/v2"
)

// Options configures [Options.Serve].
type Options struct {
	Listen   string
	Data     string
	Base     string
	Hosts    []string
	Trusted  []string
	New      bool // makes a database for a key that was put there first
	Demo     bool
	Full     bool                            // with Demo: all of its accounts and tickets, not only those of the people that are printed
	Pages    func(fiber.Router, *web.Assets) // adds the pages of a developer's build; nil for none
	Delivery Delivery
	Clock    *clock.Clock
	Hashing  password.Options
	Log      io.Writer        // what happens while it serves is logged there
	LogForm  LogForm          // how
	Metrics  string           // address and port of the listener of the metrics; "" for none
	Version  string           // of the program
	Reload   <-chan os.Signal // has settings and secrets read anew; nil: never
	Ready    func(*Running)   // called before the first request is answered
	// Answering is called once requests are answered; an error ends the host.
	Answering func(context.Context, *Running) error
}

// Running is a host whose listener is open.
type Running struct {
	Host *Host
	Site *web.Site
	App  *fiber.App
	URL  string // the address that people open
	// Metrics is where the metrics are served, address and port; "": nowhere.
	Metrics string
}

// place is where a host listens and what it answers to, in the forms that go over the wire.
type place struct {
	base    *url.URL
	hosts   []string // further ones
	trusted []netip.Prefix
}

func (o Options) check() (place, error) {
	host, port, err := net.SplitHostPort(o.Listen)
	if err != nil || port == "" {
		return place{}, UsageError(fmt.Sprintf("--listen is %q; it takes an address and a port, such as 127.0.0.1:8080", o.Listen))
	}
	if password.NearlyFree {
		if err := onLoopback(host); err != nil {
			return place{}, err
		}
	}
	raw := o.Base
	if at, _ := netip.ParseAddr(host); raw == "" && (host == "" || at.IsUnspecified()) {
		return place{}, UsageError(fmt.Sprintf("--listen %s takes every address of this machine, so --base-url has to say "+
			"which one people use, such as https://my.example.com", o.Listen))
	}
	if _, err := strconv.ParseUint(port, 10, 16); raw == "" && err != nil {
		return place{}, fmt.Errorf("can't listen on %s: %s is no port", o.Listen, port)
	}
	if raw == "" {
		raw = "http://" + net.JoinHostPort(host, port)
	}
	p := place{}
	if p.base, err = parseBase(raw); err != nil {
		return place{}, UsageError(fmt.Sprintf("--base-url is %q; it takes a scheme and a host, such as https://my.example.com", o.Base))
	}
	for _, name := range o.Hosts {
		host, err := parseHost(p.base.Scheme, name)
		if err != nil {
			return place{}, UsageError(fmt.Sprintf("--host is %q; it takes a host, with its port if it has one of its own, such as "+
				"www.example.com or www.example.com:8443", name))
		}
		p.hosts = append(p.hosts, host)
	}
	for _, t := range o.Trusted {
		prefix, err := parsePrefix(t)
		if err != nil {
			return place{}, UsageError(fmt.Sprintf("--trusted-proxy is %q; it takes an address or a network, such as 127.0.0.1 or 10.0.0.0/8", t))
		}
		p.trusted = append(p.trusted, prefix)
	}
	return p, nil
}

// parsePrefix reads an address or a network; an IPv4 one may be written in IPv6, as some proxies log it.
func parsePrefix(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		address = address.Unmap().WithZone("")
		return address.Prefix(address.BitLen())
	}
	prefix, err := netip.ParsePrefix(text)
	if before := 128 - 32; err == nil && prefix.Addr().Is4In6() && prefix.Bits() >= before {
		return prefix.Addr().Unmap().Prefix(prefix.Bits() - before)
	}
	return prefix, err
}
