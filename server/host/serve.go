package host

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/memory"
	"latchkey/internal/password"
	"latchkey/server/web"
	"latchkey/static"

	"github.com/gofiber/fiber/v2"
)

// Serve serves until ctx ends. Then it lets requests that are under way finish, closes the data folder and
// returns. It listens on the socket that was handed to the program, if one was, and tells what started the program how
// far it has come.
func (o Options) Serve(ctx context.Context) error {
	debug.SetGCPercent(-1) // what the start leaves is collected once it is over
	go memory.Allowed()    // which reads files
	began := time.Now()
	socket, err := o.takeOver()
	if err != nil {
		return err
	}
	at, err := o.check()
	if err != nil {
		return err
	}
	log, err := o.LogForm.New(o.Log)
	if err != nil {
		return UsageError(err.Error())
	}
	above := manager{log}
	opened := above.starting()
	defer opened()
	by, err := o.Delivery.Open(at.base.String())
	if err != nil {
		return err
	}
	release, err := lock(o.Data)
	if err != nil {
		return err
	}
	defer release() // the end of the program releases it too
	listener, err := listen(o.Listen, socket)
	if err != nil {
		return err
	}
	starting := context.WithoutCancel(ctx)
	h, marked, err := o.openMarked(starting, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	at, listener.log = o.reached(at, listener.Addr()), log
	log.Info("starting", "version", o.Version, "schema", db.Version())
	h.Factors.Party = passkey.PartyOf(at.base, at.hosts)
	site, err := h.site(at, o)
	if err != nil {
		return errors.Join(err, listener.Close(), h.DB.Close())
	}
	listener.sharedBy(site)
	warn(log, nearlyFree(password.NearlyFree), upgraded(h.DB.Upgraded()), h.lacks(site), inTheClear(at.base), openToOthers(o.Data),
		by.unsent(o.Demo), h.meters.warning())
	running := &Running{Host: h, Site: site, App: site.NewApp(h.routes(o, site, by)), URL: at.base.String(), Metrics: h.meters.address()}
	deliver := h.delivery(by, site.URL)
	if o.Ready != nil {
		o.Ready(running)
	}
	opened()
	listener.onDrain = func() { site.Stop(); above.stopping() }
	err = h.work(ctx, running, listener, o.ready(began, above), deliver, append(h.managed(above, o, at), marked.follow, h.meters.serve)...)
	h.endDeniedLast(starting)
	marked.tryToKeep(starting)
	h.sayTimes()
	return errors.Join(err, h.DB.Close())
}

// sharedBy has as many connections served as fit, in the way that the site shares them out.
func (l *drainListener) sharedBy(site *web.Site) {
	l.shares.most = min(memory.Allowed().Connections(web.MostConnections), descriptors())
	site.Connections = l.shares.most
	l.shares.trusts, l.shares.busy = site.Trusts, site.Busy
}

func (h *Host) lacks(site *web.Site) string {
	return Lacks(site.Assets.Complete(), h.Authn.StrengthChecker.Complete())
}

// ready is what is done and said once requests are answered.
func (o Options) ready(began time.Time, above manager) func(context.Context, *Running) error {
	return func(ctx context.Context, r *Running) error {
		if o.Answering != nil {
			if err := o.Answering(ctx, r); err != nil {
				return err
			}
		}
		r.Host.Log.Info("ready", "url", r.URL, "took", milliseconds(time.Since(began)))
		above.ready()
		return nil
	}
}

// work answers requests until ctx ends. Everything else begins once they are answered: then is called, messages are
// delivered, and the jobs are done.
func (h *Host) work(
	ctx context.Context, r *Running, listener *drainListener,
	then func(context.Context, *Running) error, deliver func() (stop func()), jobs ...func(context.Context),
) error {
	working, stop := context.WithCancel(ctx)
	defer stop()
	sent := func() {}
	defer func() { sent() }()
	return answerUntil(ctx, r.App, listener, func() error {
		if err := then(context.WithoutCancel(ctx), r); err != nil {
			return err
		}
		sent = deliver()
		for _, job := range append(jobs, h.sweep, h.followKey, h.endDenied, h.moveCases, h.tellUnfinished, h.keepIndex, h.warmUp, h.trim,
			h.Checker.Run) {
			go job(working)
		}
		return nil
	})
}

// sayTimes says at the end how long transactions held the writer, in milliseconds, and how often it was synced.
func (h *Host) sayTimes() {
	times := h.DB.WriterTimes()
	h.Log.Info("stopped", "writer", times.String(), "longest", times.Longest.String(), "by", times.By, "commit", times.Committed.String(),
		"commits", times.Commits)
}

// listen takes the socket that was handed to the program or, where that is nil, makes one.
func listen(at string, tcp net.Listener) (*drainListener, error) {
	if tcp == nil {
		var err error
		if tcp, err = net.Listen("tcp", at); err != nil {
			return nil, fmt.Errorf("can't listen on %s: %w", at, errors.Unwrap(err))
		}
	}
	shares := newSharing(tcp, 0) // until it is known how many fit
	return &drainListener{Listener: shares, shares: shares}, nil
}

// answerUntil answers requests until ctx ends, and then those that are under way. What need not be there before somebody
// is answered is done by then, while the first are: an error of that ends it all.
func answerUntil(ctx context.Context, app *fiber.App, listener *drainListener, then func() error) error {
	stopped := make(chan error, 1)
	go func() { stopped <- app.Listener(listener) }()
	if err := then(); err != nil {
		listener.drain()
		err = errors.Join(err, listener.Close()) // so that it ends even if it has not begun
		<-stopped
		return errors.Join(err, app.ShutdownWithTimeout(20*time.Second))
	}
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
		if listener.log != nil {
			listener.log.Info("stopping")
		}
		listener.drain()
		return app.ShutdownWithTimeout(20 * time.Second)
	}
}

// reached is at with the names that the address gives it which the listener has got.
func (o Options) reached(at place, by net.Addr) place {
	if o.Base == "" {
		at.base.Host = web.PlainHost(at.base.Scheme, listenAddress(at.base.Hostname(), by))
	}
	if o.Base == "" || o.Demo {
		at.hosts = append(at.hosts, onThisMachine(at.base.Scheme, by)...)
	}
	return at
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
func onThisMachine(scheme string, at net.Addr) []string {
	_, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return nil
	}
	return []string{web.PlainHost(scheme, "127.0.0.1:"+port), web.PlainHost(scheme, "localhost:"+port)}
}

func (h *Host) site(at place, o Options) (*web.Site, error) {
	assets, err := web.NewAssets(static.FS)
	if err != nil {
		return nil, err
	}
	site := &web.Site{
		Base: at.base, Hosts: at.hosts, Trusted: at.trusted, Demo: o.Demo,
		DB: h.DB, Clock: h.Clock, Settings: h.Settings, Sessions: h.Sessions,
		Browsers: h.Browsers, Factors: h.Factors, Files: h.Files, Policies: h.Policies, Accounts: h.Accounts, Users: h.Users,
		Assets: assets, Log: h.Log,
		OnRefused: (&refusals{host: h}).note, OnZone: h.Credential.LearnZone, Waiting: h.Support.Waiting, Alerts: h.Support.CountAlerts,
		OnAnswered: h.answered(o.LogForm.Requests),
	}
	h.Flow.OnTried = h.tried
	if o.Pages != nil {
		site.Extra = func(app fiber.Router) { o.Pages(app, assets) }
	}
	return site, h.openMetrics(o)
}
