package host

import (
	"context"
	"io"
	"net"
	"runtime"
	"strconv"
	"sync"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/signin"
	"latchkey/server/web"

	"github.com/VictoriaMetrics/metrics"
)

// The steps of the histograms, in seconds.
var (
	requestSteps = []float64{0.005, 0.025, 0.1, 0.5, 1, 5}
	writerSteps  = []float64{0.001, 0.005, 0.02, 0.1, 0.5, 2}
)

// meters count what happens while the host serves. What they are labelled with is a route of the table, a status, a method of signing
// in, an ending, a state or a job: of each there are only so many, whatever strangers send.
type meters struct {
	host    *Host
	version string
	set     *metrics.Set
	scrape  sync.Mutex // one at a time

	listener net.Listener
}

func newMeters(h *Host, version string) *meters {
	describe()
	m := &meters{host: h, version: version, set: metrics.NewSet()}
	waited := m.set.NewPrometheusHistogramExt("latchkey_db_writer_wait_seconds", writerSteps)
	committed := m.set.NewPrometheusHistogramExt("latchkey_db_commit_seconds", writerSteps)
	h.DB.WatchWriter(db.WriterWatch{
		Waited: func(d time.Duration) { waited.Update(d.Seconds()) }, Committed: func(d time.Duration) { committed.Update(d.Seconds()) },
	})
	return m
}

func (m *meters) answered(a web.Answered) {
	route := a.Route
	if route == "" {
		route = "none"
	}
	code := strconv.Itoa(a.Status)
	m.set.GetOrCreateCounter(labelled("latchkey_http_requests_total", "route", route, "method", a.Method, "code", code)).Inc()
	m.set.GetOrCreatePrometheusHistogramExt(labelled("latchkey_http_request_duration_seconds", "route", route), requestSteps).
		Update(a.Took.Seconds())
}

func (m *meters) tried(t signin.Tried) {
	m.set.GetOrCreateCounter(labelled("latchkey_sign_ins_total", "method", t.Method, "outcome", string(t.Ending))).Inc()
}

// labelled is the name of a series. Labels are pairs of words of the program's own.
func labelled(name string, labels ...string) string {
	text := ""
	for i := 0; i+1 < len(labels); i += 2 {
		if text != "" {
			text += ","
		}
		text += labels[i] + "=" + strconv.Quote(labels[i+1])
	}
	return name + "{" + text + "}"
}

// write writes all series as Prometheus reads them.
func (m *meters) write(ctx context.Context, w io.Writer) {
	m.scrape.Lock()
	defer m.scrape.Unlock()
	m.set.WritePrometheus(w)
	now := metrics.NewSet()
	gauge := func(name string, value float64) { now.NewGauge(name, nil).Set(value) }
	gauge(labelled("latchkey_build_info", "version", m.version, "goversion", runtime.Version()), 1)
	m.writeGate(now, gauge)
	m.writeStore(ctx, gauge)
	m.writeJobs(now, gauge)
	now.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
	metrics.WriteFDMetrics(w)
}

func (m *meters) writeGate(now *metrics.Set, gauge func(string, float64)) {
	gate := m.host.Authn.Hasher.Gate()
	gauge("latchkey_password_hashes_waiting", float64(gate.Waiting))
	gauge("latchkey_password_hashes_under_way", float64(gate.UnderWay))
	now.NewCounter("latchkey_password_hashes_refused_total").Set(uint64(gate.Refused))
}

// writeStore writes what is read of the database and its disk; what can't be read just now is left out.
func (m *meters) writeStore(ctx context.Context, gauge func(string, float64)) {
	ready := 0.0
	if m.host.DB.Ready(ctx) == nil {
		ready = 1
	}
	gauge("latchkey_ready", ready)
	if size, err := m.host.DB.Size(); err == nil {
		gauge("latchkey_db_size_bytes", float64(size.File))
		gauge("latchkey_db_log_size_bytes", float64(size.Log))
		gauge("latchkey_disk_free_bytes", float64(size.Free))
	}
	at := m.host.Clock.Now()
	if waiting, err := m.host.Outbox.Waiting(ctx, m.host.DB.Read()); err == nil {
		for _, w := range waiting {
			gauge(labelled("latchkey_outbox_messages", "state", string(w.State)), float64(w.Count))
			gauge(labelled("latchkey_outbox_oldest_seconds", "state", string(w.State)), secondsSince(w.Oldest, at))
		}
	}
}

// secondsSince is how old something is, in seconds; 0 if there is nothing, or it is from after now.
func secondsSince(at, now clock.Instant) float64 {
	if at.IsZero() {
		return 0
	}
	return max(0, now.Sub(at).Seconds())
}

func (m *meters) writeJobs(now *metrics.Set, gauge func(string, float64)) {
	for _, j := range m.host.Jobs() {
		gauge(labelled("latchkey_job_last_run_timestamp_seconds", "job", j.Name), float64(j.Last.Time().UnixMilli())/1000)
		gauge(labelled("latchkey_job_last_duration_seconds", "job", j.Name), j.Took.Seconds())
		now.NewCounter(labelled("latchkey_job_runs_total", "job", j.Name)).Set(uint64(j.Runs))
		now.NewCounter(labelled("latchkey_job_failures_total", "job", j.Name)).Set(uint64(j.Failures))
	}
}

// describe has the library say of each series what it is, as promtool wants it.
var describe = sync.OnceFunc(func() { metrics.ExposeMetadata(true) })
