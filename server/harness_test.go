package main

import (
	"context"
	"sync"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/password"
	"latchkey/server/web"

	"github.com/gofiber/fiber/v2"
)

// server is the whole program, running on a port of its own with the demo's people.
type server struct {
	t     *testing.T
	url   string
	host  *Host
	site  *web.Site
	app   *fiber.App
	clock *clock.Clock
	data  string
	log   journal
	stop  func()
}

// Noon is when the tests' fixed clocks begin.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// boot starts the program on a fixed clock and stops it with the test. Changes to the
// options are made before it starts.
func boot(t *testing.T, change ...func(*Options)) *server {
	t.Helper()
	s := &server{t: t, clock: clock.Fixed(noon), data: t.TempDir()}
	s.start(change...)
	return s
}

func (s *server) start(change ...func(*Options)) {
	s.t.Helper()
	o := Options{Listen: "127.0.0.1:0", Data: s.data, Demo: true, Clock: s.clock, Log: &s.log, Hashing: password.Options{Memory: 64}}
	for _, c := range change {
		c(&o)
	}
	ctx, cancel := context.WithCancel(context.Background())
	started, ended := make(chan struct{}), make(chan error, 1)
	o.Ready = func(_ context.Context, r *Running) error {
		r.Host.Changes.MinResponseTime = 0
		s.url, s.host, s.site, s.app = r.URL, r.Host, r.Site, r.App
		close(started)
		return nil
	}
	go func() {
		ended <- o.Serve(ctx)
	}()
	select {
	case <-started:
	case err := <-ended:
		s.t.Fatalf("the server did not start: %v", err)
	}
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			s.t.Errorf("the server did not stop cleanly: %v\n%s", err, s.log.String())
		}
	})
	s.stop = stop
	s.t.Cleanup(stop)
}

// set makes one of the host's choices.
func (s *server) set(name, value string) {
	s.t.Helper()
	if err := s.host.Set(context.Background(), name, value); err != nil {
		s.t.Fatal(err)
	}
}

func (s *server) count(query string, args ...any) (n int) {
	s.t.Helper()
	if err := s.host.DB.Read().Row(s.t.Context(), query, args...).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}
