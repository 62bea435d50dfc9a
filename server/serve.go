package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/password"
	pageclient "latchkey/server/client"
	pagerecovery "latchkey/server/recovery"
	pagesecurity "latchkey/server/security"
	pagesignin "latchkey/server/signin"
	"latchkey/server/web"
	"latchkey/static"

	"github.com/gofiber/fiber/v2"
)

// options is what serving takes.
type options struct {
	listen  string
	data    string
	base    string
	hosts   []string
	trusted []string
	demo    bool
	pages   func(fiber.Router, *web.Assets) // what a developers' build serves besides, nil for none
	deliver delivery
	clock   *clock.Clock
	hashing password.Options
	ready   func(ctx context.Context, url string, h *host) error // runs before the first request is answered
}

func serve(ctx context.Context, c console, args []string) error {
	o := options{clock: clock.System()}
	flags := newFlags(c, "serve [flags]")
	flags.StringVar(&o.listen, "listen", "127.0.0.1:8080", "address and port to listen on")
	flags.StringVar(&o.data, "data", "latchkey-data", "folder for the database and its key; made if it is missing")
	flags.StringVar(&o.base, "base-url", "", "where people reach it, such as https://my.example.com (default: http:// and --listen)")
	flags.StringSliceVar(&o.hosts, "host", nil, "a further host name that is answered (may be given more than once)")
	flags.StringSliceVar(&o.trusted, "trusted-proxy", nil, "address or network of a reverse proxy whose X-Forwarded-For is believed (may be given more than once)")
	o.deliver.flags(flags)
	if err := parse(c, flags, args); err != nil {
		return err
	}
	o.ready = func(ctx context.Context, url string, h *host) error {
		if err := h.printSetUpLink(ctx, c, url); err != nil {
			return err
		}
		_, err := fmt.Fprintf(c.out, "Latchkey %s serves %s\nAdd people with: latchkey user add --data %s --email E --name N --password-stdin\n", built(), url, o.data)
		return err
	}
	return o.serve(ctx, c)
}

// serve runs until ctx ends, then finishes what is under way, the start itself included, and closes.
func (o options) serve(ctx context.Context, c console) error {
	base, trusted, err := o.check()
	if err != nil {
		return err
	}
	by, err := o.deliver.open()
	if err != nil {
		return err
	}
	release, err := lock(o.data)
	if err != nil {
		return err
	}
	defer release() // the end of the program releases it too
	tcp, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("can't listen on %s: %w", o.listen, errors.Unwrap(err))
	}
	listener := &drainListener{Listener: tcp}
	starting := context.WithoutCancel(ctx)
	h, err := openHost(starting, c, o.data, o.clock, o.hashing)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if o.demo {
		h.changes.Outbox.Demo = o.deliver.none()
		if err := h.fillDemo(starting, o.data); err != nil {
			return errors.Join(err, listener.Close(), h.db.Close())
		}
	}
	if o.base == "" {
		base.Host = plainHost(base.Scheme, listenAddress(base.Hostname(), listener.Addr()))
	}
	if o.base == "" || o.demo {
		o.hosts = append(o.hosts, onThisMachine(listener.Addr())...)
	}
	h.changes.Factors.Party = passkey.PartyOf(base, o.hosts)
	site, err := h.site(base, o, trusted)
	if err != nil {
		return errors.Join(err, listener.Close(), h.db.Close())
	}
	warn(c, lacks(site.Assets.Complete(), h.changes.StrengthChecker.Complete()), inTheClear(base), by.unsent(o.demo))
	app := site.NewApp(h.routes(o, site, by)...)
	sent := h.deliver(by, site.URL)
	sweeping, stop := context.WithCancel(ctx)
	defer stop()
	go h.sweep(sweeping)
	go h.moveCases(sweeping)
	go h.tellUnfinished(sweeping)
	if o.ready != nil {
		if err := o.ready(starting, base.String(), h); err != nil {
			sent()
			return errors.Join(err, listener.Close(), h.db.Close())
		}
	}
	err = answerUntil(ctx, app, listener)
	sent()
	return errors.Join(err, h.db.Close())
}

// answerUntil answers requests until ctx ends, and then those that are under way.
func answerUntil(ctx context.Context, app *fiber.App, listener *drainListener) error {
	stopped := make(chan error, 1)
	go func() { stopped <- app.Listener(listener) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
		listener.drain()
		return app.ShutdownWithTimeout(20 * time.Second)
	}
}

// listenAddress is what --listen named, a name still, with the port that the system gave where it asked for any.
func listenAddress(host string, at net.Addr) string {
	_, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return at.String()
	}
	return net.JoinHostPort(host, port)
}

// onThisMachine is how a browser on the same machine may call the server.
func onThisMachine(at net.Addr) []string {
	_, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return nil
	}
	return []string{"127.0.0.1:" + port, "localhost:" + port}
}

func (o options) check() (*url.URL, []netip.Prefix, error) {
	host, port, err := net.SplitHostPort(o.listen)
	if err != nil || port == "" {
		return nil, nil, usageError{fmt.Sprintf("--listen is %q; it takes an address and a port, such as 127.0.0.1:8080", o.listen)}
	}
	raw := o.base
	if at, _ := netip.ParseAddr(host); raw == "" && (host == "" || at.IsUnspecified()) {
		return nil, nil, usageError{fmt.Sprintf("--listen %s takes every address of this machine, so --base-url has to say which one people use, such as https://my.example.com", o.listen)}
	}
	if raw == "" {
		raw = "http://" + net.JoinHostPort(host, port)
	}
	base, err := url.Parse(raw)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || strings.Trim(base.Path, "/") != "" || base.RawQuery != "" || base.User != nil {
		return nil, nil, usageError{fmt.Sprintf("--base-url is %q; it takes a scheme and a host, such as https://my.example.com", o.base)}
	}
	base.Path = ""
	base.Host = authority(base)
	var trusted []netip.Prefix
	for _, t := range o.trusted {
		prefix, err := parsePrefix(t)
		if err != nil {
			return nil, nil, usageError{fmt.Sprintf("--trusted-proxy is %q; it takes an address or a network, such as 127.0.0.1 or 10.0.0.0/8", t)}
		}
		trusted = append(trusted, prefix)
	}
	return base, trusted, nil
}

func parsePrefix(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		return address.Prefix(address.BitLen())
	}
	return netip.ParsePrefix(text)
}

func (h *host) site(base *url.URL, o options, trusted []netip.Prefix) (*web.Site, error) {
	assets, err := web.NewAssets(static.FS)
	if err != nil {
		return nil, err
	}
	hosts := make([]string, len(o.hosts))
	for i, name := range o.hosts {
		hosts[i] = plainHost(base.Scheme, name)
	}
	site := &web.Site{
		Base: base, Hosts: hosts, Trusted: trusted, Demo: o.demo,
		DB: h.db, Clock: h.clock, Settings: h.settings, Sessions: h.sessions,
		Browsers: h.changes.Browsers, Factors: h.changes.Factors, Policies: h.policies, Assets: assets, Log: h.log,
	}
	if o.pages != nil {
		site.Extra = func(app fiber.Router) { o.pages(app, assets) }
	}
	return site, nil
}

func (h *host) routes(o options, site *web.Site, by channels) [][]web.Route {
	tables := [][]web.Route{
		(&pagesignin.Pages{Flow: h.flow, Links: h.links, Changes: h.changes, Meter: web.NewMeter(h.changes)}).Routes(),
		pagesecurity.WithoutMethod(pagesecurity.New(h.changes).Routes()),
		(&pagerecovery.Pages{Cases: h.cases}).Routes(),
		(&pageclient.Pages{
			Accounts: h.accounts, Services: h.services, Domains: h.domains, Invoices: h.invoices, Tickets: h.tickets, Changes: h.changes,
		}).Routes(),
		h.webhooks(o.deliver, by),
		h.desk().Routes(),
		h.casePages().Routes(),
	}
	if o.demo {
		tables = append(tables, h.mailbox(site.URL))
	}
	return tables
}

func warn(c console, all ...string) {
	for _, words := range all {
		if words != "" {
			fmt.Fprintln(c.err, "latchkey: warning:", words)
		}
	}
}

// inTheClear warns of an address at which others on the way can read passwords and codes.
func inTheClear(base *url.URL) string {
	address, err := netip.ParseAddr(base.Hostname())
	if base.Scheme == "https" || base.Hostname() == "localhost" || err == nil && address.IsLoopback() {
		return ""
	}
	return "--base-url is http://, so passwords and codes travel in the clear: put a proxy with TLS in front, and give its https:// address"
}

// lacks says what a build without npm lacks.
func lacks(scripts, breachList bool) string {
	if scripts && breachList {
		return ""
	}
	return "this build has no scripts, no icons and no list of breached passwords; every page works without them. `task build` makes a complete one"
}
