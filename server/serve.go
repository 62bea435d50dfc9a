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

// Options is what serving takes.
type Options struct {
	Listen  string
	Data    string
	Base    string
	Hosts   []string
	Trusted []string
	Demo    bool
	Pages   func(fiber.Router, *web.Assets) // what a developers' build serves besides, nil for none
	Delivery Delivery
	Clock   *clock.Clock
	Hashing password.Options
	Ready   func(ctx context.Context, url string, h *Host) error // runs before the first request is answered
}

func serve(ctx context.Context, c Console, args []string) error {
	o := Options{Clock: clock.System()}
	flags := newFlags(c, "serve [flags]")
	flags.StringVar(&o.Listen, "listen", "127.0.0.1:8080", "address and port to listen on")
	flags.StringVar(&o.Data, "data", "latchkey-data", "folder for the database and its key; made if it is missing")
	flags.StringVar(&o.Base, "base-url", "", "where people reach it, such as https://my.example.com (default: http:// and --listen)")
	flags.StringSliceVar(&o.Hosts, "host", nil, "a further host name that is answered (may be given more than once)")
	flags.StringSliceVar(&o.Trusted, "trusted-proxy", nil, "address or network of a reverse proxy whose X-Forwarded-For is believed (may be given more than once)")
	o.Delivery.flags(flags)
	if err := parse(c, flags, args); err != nil {
		return err
	}
	o.Ready = func(ctx context.Context, url string, h *Host) error {
		if err := h.printSetUpLink(ctx, c, url); err != nil {
			return err
		}
		_, err := fmt.Fprintf(c.Out, "Latchkey %s serves %s\nAdd people with: latchkey user add --data %s --email E --name N --password-stdin\n", built(), url, o.Data)
		return err
	}
	return o.Serve(ctx, c)
}

// Serve runs until ctx ends, then finishes what is under way, the start itself included, and closes.
func (o Options) Serve(ctx context.Context, c Console) error {
	base, trusted, err := o.check()
	if err != nil {
		return err
	}
	by, err := o.Delivery.Open()
	if err != nil {
		return err
	}
	release, err := lock(o.Data)
	if err != nil {
		return err
	}
	defer release() // the end of the program releases it too
	tcp, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return fmt.Errorf("can't listen on %s: %w", o.Listen, errors.Unwrap(err))
	}
	listener := &drainListener{Listener: tcp}
	starting := context.WithoutCancel(ctx)
	h, err := Open(starting, c, o.Data, o.Clock, o.Hashing)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if o.Demo {
		h.Changes.Outbox.Demo = o.Delivery.None()
		if err := h.fillDemo(starting, o.Data); err != nil {
			return errors.Join(err, listener.Close(), h.DB.Close())
		}
	}
	if o.Base == "" {
		base.Host = plainHost(base.Scheme, listenAddress(base.Hostname(), listener.Addr()))
	}
	if o.Base == "" || o.Demo {
		o.Hosts = append(o.Hosts, onThisMachine(listener.Addr())...)
	}
	h.Changes.Factors.Party = passkey.PartyOf(base, o.Hosts)
	site, err := h.site(base, o, trusted)
	if err != nil {
		return errors.Join(err, listener.Close(), h.DB.Close())
	}
	warn(c, Lacks(site.Assets.Complete(), h.Changes.StrengthChecker.Complete()), inTheClear(base), by.unsent(o.Demo))
	app := site.NewApp(h.routes(o, site, by)...)
	sent := h.deliver(by, site.URL)
	sweeping, stop := context.WithCancel(ctx)
	defer stop()
	go h.sweep(sweeping)
	go h.moveCases(sweeping)
	go h.tellUnfinished(sweeping)
	if o.Ready != nil {
		if err := o.Ready(starting, base.String(), h); err != nil {
			sent()
			return errors.Join(err, listener.Close(), h.DB.Close())
		}
	}
	err = answerUntil(ctx, app, listener)
	sent()
	return errors.Join(err, h.DB.Close())
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

func (o Options) check() (*url.URL, []netip.Prefix, error) {
	host, port, err := net.SplitHostPort(o.Listen)
	if err != nil || port == "" {
		return nil, nil, UsageError{fmt.Sprintf("--listen is %q; it takes an address and a port, such as 127.0.0.1:8080", o.Listen)}
	}
	raw := o.Base
	if at, _ := netip.ParseAddr(host); raw == "" && (host == "" || at.IsUnspecified()) {
		return nil, nil, UsageError{fmt.Sprintf("--listen %s takes every address of this machine, so --base-url has to say which one people use, such as https://my.example.com", o.Listen)}
	}
	if raw == "" {
		raw = "http://" + net.JoinHostPort(host, port)
	}
	base, err := url.Parse(raw)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || strings.Trim(base.Path, "/") != "" || base.RawQuery != "" || base.User != nil {
		return nil, nil, UsageError{fmt.Sprintf("--base-url is %q; it takes a scheme and a host, such as https://my.example.com", o.Base)}
	}
	base.Path = ""
	base.Host = authority(base)
	var trusted []netip.Prefix
	for _, t := range o.Trusted {
		prefix, err := parsePrefix(t)
		if err != nil {
			return nil, nil, UsageError{fmt.Sprintf("--trusted-proxy is %q; it takes an address or a network, such as 127.0.0.1 or 10.0.0.0/8", t)}
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

func (h *Host) site(base *url.URL, o Options, trusted []netip.Prefix) (*web.Site, error) {
	assets, err := web.NewAssets(static.FS)
	if err != nil {
		return nil, err
	}
	hosts := make([]string, len(o.Hosts))
	for i, name := range o.Hosts {
		hosts[i] = plainHost(base.Scheme, name)
	}
	site := &web.Site{
		Base: base, Hosts: hosts, Trusted: trusted, Demo: o.Demo,
		DB: h.DB, Clock: h.Clock, Settings: h.Settings, Sessions: h.Sessions,
		Browsers: h.Changes.Browsers, Factors: h.Changes.Factors, Policies: h.Policies, Assets: assets, Log: h.Log,
	}
	if o.Pages != nil {
		site.Extra = func(app fiber.Router) { o.Pages(app, assets) }
	}
	return site, nil
}

func (h *Host) routes(o Options, site *web.Site, by Channels) [][]web.Route {
	tables := [][]web.Route{
		(&pagesignin.Pages{Flow: h.Flow, Links: h.Links, Changes: h.Changes, Meter: web.NewMeter(h.Changes)}).Routes(),
		pagesecurity.WithoutMethod(pagesecurity.New(h.Changes).Routes()),
		(&pagerecovery.Pages{Cases: h.Cases}).Routes(),
		(&pageclient.Pages{Accounts: h.Accounts, Tickets: h.Tickets, Changes: h.Changes}).Routes(),
		h.webhooks(o.Delivery, by),
		h.desk().Routes(),
		h.casePages().Routes(),
	}
	if o.Demo {
		tables = append(tables, h.mailbox(site.URL))
	}
	return tables
}

func warn(c Console, all ...string) {
	for _, words := range all {
		if words != "" {
			fmt.Fprintln(c.Err, "latchkey: warning:", words)
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

// Lacks says what a build without npm lacks.
func Lacks(scripts, breachList bool) string {
	if scripts && breachList {
		return ""
	}
	return "this build has no scripts, no icons and no list of breached passwords; every page works without them. `task build` makes a complete one"
}
