// Package hosttest runs the whole program inside a test, on its own port and in its own data folder, with the
// people of the demo. It offers a browser without scripts and short checks on pages, people, messages and
// recovery cases.
package hosttest

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/password"
	"latchkey/server/host"
	"latchkey/server/web"

	"github.com/gofiber/fiber/v2"
)

// Server is the whole program with the demo's people, running on its own port.
type Server struct {
	T       *testing.T
	URL     string
	Metrics string // where the metrics are served
	Host    *host.Host
	Site    *web.Site
	App     *fiber.App
	Clock   *clock.Clock
	Data    string
	Log     Journal
	Stop    func()
}

// Noon is the time at which the tests' clocks start.
var Noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// Boot starts the program with a clock that the test moves, and stops it when the test ends. The functions in
// change adjust the options first.
func Boot(t *testing.T, change ...func(*host.Options)) *Server {
	t.Helper()
	s := &Server{T: t, Clock: clock.Fixed(Noon), Data: filepath.Join(t.TempDir(), "data")}
	s.Start(change...)
	return s
}

// Start starts the program on the folder Data. [Boot] calls it; a test calls it again after Stop.
func (s *Server) Start(change ...func(*host.Options)) {
	s.T.Helper()
	o := host.Options{Listen: "127.0.0.1:0", Data: s.Data, Demo: true, Clock: s.Clock, Log: &s.Log, Hashing: password.Options{Memory: 64}}
	for _, c := range change {
		c(&o)
	}
	ctx, cancel := context.WithCancel(context.Background())
	started, ended := make(chan struct{}), make(chan error, 1)
	o.Ready = func(r *host.Running) {
		r.Host.Authn.MinResponseTime = 0
		s.URL, s.Metrics, s.Host, s.Site, s.App = r.URL, r.Metrics, r.Host, r.Site, r.App
		close(started)
	}
	go func() {
		ended <- o.Serve(ctx)
	}()
	select {
	case <-started:
	case err := <-ended:
		s.T.Fatalf("the server did not start: %v", err)
	}
	stop := sync.OnceFunc(func() {
		s.showErrors()
		s.countsPeopleRight()
		cancel()
		if err := <-ended; err != nil {
			s.T.Errorf("the server did not stop cleanly: %v\n%s", err, s.Log.String())
		}
	})
	s.Stop = stop
	s.T.Cleanup(stop)
}

// showErrors prints, beside a test that failed, what the server could not tell the browser.
func (s *Server) showErrors() {
	if !s.T.Failed() {
		return
	}
	for line := range strings.Lines(s.Log.String()) {
		if strings.Contains(line, `"level":"ERROR"`) {
			s.T.Logf("the server logged: %s", line)
		}
	}
}

// countsPeopleRight sees, as a test ends, that whoever has no method of a second step counts as one who has none, and nobody
// else: the count is kept, not made. A database that can't be read any more says nothing.
func (s *Server) countsPeopleRight() {
	var wrong int
	err := s.Host.DB.Read().Row(context.Background(), `SELECT COUNT(*) FROM users AS u WHERE without_method = CASE WHEN EXISTS
		(SELECT 1 FROM factor WHERE user_id = u.id AND pending_until = 0 AND removed_at = 0) THEN 1 ELSE 0 END`).Scan(&wrong)
	if err == nil && wrong > 0 {
		s.T.Errorf("%d people count wrongly as with or without a second step", wrong)
	}
}

// Set stores one of the host's settings as it is, whatever rules there are for changing it.
func (s *Server) Set(name, value string) {
	s.T.Helper()
	err := s.Host.DB.InTx(context.Background(), func(ctx context.Context, tx db.Tx) error { return s.Host.Settings.Set(ctx, tx, name, value) })
	if err != nil {
		s.T.Fatal(err)
	}
	s.Host.Settings.Refresh()
}

// Count returns the number that a query of the database yields.
func (s *Server) Count(query string, args ...any) (n int) {
	s.T.Helper()
	if err := s.Host.DB.Read().Row(s.T.Context(), query, args...).Scan(&n); err != nil {
		s.T.Fatal(err)
	}
	return n
}
