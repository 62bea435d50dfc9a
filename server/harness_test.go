package main

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/factor"
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

// browser is a client with cookies of its own that, like a browser without scripts,
// sends forms and follows no redirect by itself.
type browser struct {
	t *testing.T
	s *server
	*http.Client
}

func (s *server) browser() *browser {
	jar, _ := cookiejar.New(nil)
	return &browser{t: s.t, s: s, Client: &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       time.Minute,
	}}
}

// page is an answer as a person sees it.
type page struct {
	status   int
	location string
	body     string
	header   http.Header
}

func (b *browser) get(path string) page { return b.send(http.MethodGet, path, nil) }

// post sends a form; fields come as name, value pairs.
func (b *browser) post(path string, fields ...string) page {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.send(http.MethodPost, path, form)
}

func (b *browser) send(method, path string, form url.Values) page {
	b.t.Helper()
	request, err := http.NewRequest(method, b.s.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", b.s.url)
	}
	return b.do(request)
}

func (b *browser) do(request *http.Request) page {
	b.t.Helper()
	answer, err := b.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return page{status: answer.StatusCode, location: answer.Header.Get("Location"), body: string(body), header: answer.Header}
}

// cookie is the value of one of the browser's cookies, "" for none.
func (b *browser) cookie(name string) string {
	at, _ := url.Parse(b.s.url)
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// withoutForm is the address of "Confirm it's you" without the id of the form that it carries on with.
func withoutForm(path string) string {
	path, _, _ = strings.Cut(path, "&then=")
	return path
}

// leads fails the test unless the answer leads to path.
func (p page) leads(t *testing.T, path string) {
	t.Helper()
	if p.status != http.StatusSeeOther || withoutForm(p.location) != path {
		t.Fatalf("got %d to %q, want 303 to %q", p.status, p.location, path)
	}
}

// says fails the test unless the page has this status and these words.
func (p page) says(t *testing.T, status int, words string) {
	t.Helper()
	if p.status != status || !strings.Contains(p.body, words) {
		t.Fatalf("got %d, want %d with %q in:\n%s", p.status, status, words, p.body)
	}
}

const (
	ada         = "ada@example.test"
	adaPassword = "violet-harbour-42"
)

// signIn gives Ada's password.
func (b *browser) signIn() page {
	b.t.Helper()
	return b.post("/sign-in", "email", ada, "password", adaPassword)
}

// between is the text after one mark and before another.
func between(t *testing.T, text, before, after string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, before)
	found2 := false
	if found {
		rest, _, found2 = strings.Cut(rest, after)
	}
	if !found2 {
		t.Fatalf("no text between %q and %q in:\n%s", before, after, text)
	}
	return rest
}

// turnOn sets Ada's two-factor authentication up and returns the app's secret and
// the backup codes.
func (b *browser) turnOn() (secret string, codes []string) {
	b.t.Helper()
	b.signIn().leads(b.t, "/dashboard")
	b.post("/security/two-factor/start").leads(b.t, "/security/two-factor/scan")
	secret = between(b.t, b.get("/security/two-factor/scan").body, `data-text="`, `"`)
	b.post("/security/two-factor/verify", "code", b.s.code(secret)).leads(b.t, "/security/backup-codes?of=set-up")
	shown := b.get("/security/backup-codes?of=set-up")
	codes = strings.Split(between(b.t, shown.body, `data-text="`, `"`), "\n")
	b.post("/security/backup-codes/saved", "saved", "yes", "of", "set-up").leads(b.t, "/security?done=on")
	b.s.clock.Advance(30 * time.Second) // the code that turned it on is spent
	return secret, codes
}

// code is what an app with this secret shows now.
func (s *server) code(secret string) string {
	s.t.Helper()
	c, err := factor.At(secret, int64(s.clock.Now())/30_000)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// set makes one of the host's choices.
func (s *server) set(name, value string) {
	s.t.Helper()
	if err := s.host.Set(context.Background(), name, value); err != nil {
		s.t.Fatal(err)
	}
}
