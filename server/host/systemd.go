package host

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"latchkey/internal/db"

	"github.com/coreos/go-systemd/v22/activation"
	"github.com/coreos/go-systemd/v22/daemon"
)

// manager is what started this program and waits to hear from it: systemd, or whatever else speaks sd_notify(3). Where
// there is none, nobody is told anything.
type manager struct{ log *slog.Logger }

// notify sends states, each an assignment. What can't be sent is only warned of: whoever waits for it will act on that.
func (m manager) notify(states ...string) {
	if _, err := daemon.SdNotify(false, strings.Join(states, "\n")); err != nil {
		warn(m.log, fmt.Sprintf("what started this program can't be told %s: %v", states[0], err))
	}
}

func (m manager) there() bool { return os.Getenv("NOTIFY_SOCKET") != "" }

func status(words string) string { return "STATUS=" + strings.ReplaceAll(words, "\n", " ") }

// While a start goes on, which copies a whole database before it changes the schema, more time is asked for so often,
// and so much.
const (
	extendEvery = 2 * time.Second
	extendBy    = 30 * time.Second
)

// starting asks for time until stop is called.
func (m manager) starting() (stop func()) {
	if !m.there() {
		return func() {}
	}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(extendEvery)
		defer tick.Stop()
		for {
			m.notify(fmt.Sprintf("EXTEND_TIMEOUT_USEC=%d", extendBy.Microseconds()), status("opening the database"))
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	return sync.OnceFunc(func() {
		close(done)
		<-ended // so that nothing of it is said after what comes next
	})
}

func (m manager) ready() { m.notify(daemon.SdNotifyReady, status("answering")) }

func (m manager) stopping() { m.notify(daemon.SdNotifyStopping, status("finishing what is under way")) }

// watch keeps telling that the program works, until ctx ends, where somebody wants to hear it. It is silent while the
// database can't be asked, and then is killed and started anew. A disk that takes nothing is no such case: pages are still shown,
// nobody is helped by a start, which such a disk refuses, and who has signed out since would be signed in again.
func (h *Host) watch(ctx context.Context, m manager) {
	within, err := daemon.SdWatchdogEnabled(false)
	if err != nil || within == 0 {
		return
	}
	said := "answering"
	tick := time.NewTicker(within / 4) // so that after one miss, which takes as long as the wait for the next, there is time to spare
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		asking, cancel := context.WithTimeout(ctx, within/4)
		err := h.DB.Ready(asking)
		cancel()
		now := "answering"
		if err != nil {
			now = err.Error()
		}
		if now != said {
			m.notify(status(now))
			said = now
		}
		if err == nil || db.IsDisk(err) {
			m.notify(daemon.SdNotifyWatchdog)
		}
	}
}

// managed are the jobs that are done for what started the program.
func (h *Host) managed(m manager, o Options, at place) []func(context.Context) {
	secrets := func() error {
		_, err := o.Delivery.Open(at.base.String())
		return err
	}
	return []func(context.Context){
		func(ctx context.Context) { h.watch(ctx, m) },
		func(ctx context.Context) { h.reload(ctx, m, o.Reload, secrets) },
	}
}

// reload reads the settings and the secrets anew whenever somebody asks for it. A secret that can't be read is told of, and nothing
// ends.
func (h *Host) reload(ctx context.Context, m manager, asked <-chan os.Signal, secrets func() error) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-asked:
		}
		m.notify(daemon.SdNotifyReloading, strings.TrimSpace(daemon.SdNotifyMonotonicUsec()))
		h.Settings.Refresh()
		h.Settings.Choices(ctx)
		if err := secrets(); err != nil {
			h.Log.Error("reloaded; a secret can't be used", "error", err)
			m.notify(daemon.SdNotifyReady, status("answering; "+err.Error()))
			continue
		}
		h.Log.Info("reloaded")
		m.ready()
	}
}

// takeOver has o listen on the socket that was handed to this program (sd_listen_fds(3)), which it returns; nil if there is
// none.
func (o *Options) takeOver() (net.Listener, error) {
	all, err := activation.Listeners()
	switch {
	case err != nil:
		return nil, fmt.Errorf("taking over the socket that was handed to this program: %w", err)
	case len(all) == 0:
		return nil, nil
	case len(all) > 1:
		return nil, UsageError(fmt.Sprintf("%d sockets were handed to this program; it takes one: latchkey.socket names one ListenStream",
			len(all)))
	case all[0] == nil || all[0].Addr().Network() != "tcp":
		return nil, UsageError("the socket that was handed to this program takes no TCP connections: latchkey.socket names an address " +
			"and a port as its ListenStream, such as 127.0.0.1:8080")
	}
	o.Listen = all[0].Addr().String()
	return all[0], nil
}
