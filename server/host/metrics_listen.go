package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/valyala/fasthttp"
)

// metricsPath is the only one that the listener of the metrics answers.
const metricsPath = "/metrics"

// How long whoever reads metrics may take, and how many do at once.
const (
	scrapeTime  = 10 * time.Second
	mostScrapes = 8
)

// metricsAddress is where metrics are served: on this machine alone, unless the flag names an address.
func metricsAddress(flag string) (string, error) {
	host, port, err := net.SplitHostPort(flag)
	if err != nil || port == "" {
		return "", UsageError(fmt.Sprintf("--metrics-listen is %q; it takes an address and a port, such as 127.0.0.1:9464", flag))
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// openMetrics opens the listener of the metrics and begins to count, if somebody wants to read them.
func (h *Host) openMetrics(o Options) error {
	if o.Metrics == "" {
		return nil
	}
	at, err := metricsAddress(o.Metrics)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", at)
	if err != nil {
		return fmt.Errorf("can't serve metrics on %s: %w", at, errors.Unwrap(err))
	}
	h.meters = newMeters(h, o.Version)
	h.meters.listener = listener
	return nil
}

// address is where metrics are served; "" for nowhere.
func (m *meters) address() string {
	if m == nil {
		return ""
	}
	return m.listener.Addr().String()
}

// warning says that others can read the metrics, if they can.
func (m *meters) warning() string {
	if m == nil {
		return ""
	}
	at, err := netip.ParseAddrPort(m.address())
	if err == nil && at.Addr().Unmap().IsLoopback() {
		return ""
	}
	return "--metrics-listen " + m.address() + " can be reached from other machines, and asks nobody who they are"
}

// serve answers with the metrics until ctx ends.
func (m *meters) serve(ctx context.Context) {
	if m == nil {
		return
	}
	server := &fasthttp.Server{
		Handler: func(c *fasthttp.RequestCtx) { m.answer(ctx, c) }, Concurrency: mostScrapes, NoDefaultServerHeader: true,
		ReadTimeout: scrapeTime, WriteTimeout: scrapeTime, IdleTimeout: time.Minute, GetOnly: true, MaxRequestBodySize: 1,
		Logger: quietLogger{},
	}
	defer context.AfterFunc(ctx, func() { _ = server.Shutdown() })()
	if err := server.Serve(m.listener); err != nil && ctx.Err() == nil {
		m.host.Log.Error("metrics are not served any more", "error", err)
	}
}

func (m *meters) answer(ctx context.Context, c *fasthttp.RequestCtx) {
	if string(c.Path()) != metricsPath {
		c.Error("metrics are at "+metricsPath+"\n", fasthttp.StatusNotFound)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, scrapeTime)
	defer cancel()
	var page bytes.Buffer
	m.write(ctx, &page)
	c.SetContentType("text/plain; version=0.0.4; charset=utf-8")
	c.Response.Header.Set("Cache-Control", "no-store")
	c.SetBody(page.Bytes())
}

// quietLogger is what the server of the metrics says of connections that break off.
type quietLogger struct{}

func (quietLogger) Printf(string, ...any) {}
