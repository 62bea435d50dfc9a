package web

import (
	"bufio"
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/static"

	"github.com/gofiber/fiber/v2"
)

// wire is an application on a socket of its own, spoken to byte by byte.
type wire struct {
	t       *testing.T
	site    *Site
	app     *fiber.App
	address string
	log     *journal
}

// plug starts the application as http://latch.test with the routes of the test.
func plug(t *testing.T, change func(*Site, *fiber.App), routes ...Route) *wire {
	t.Helper()
	d := openDB(t)
	ring, err := seal.LoadOrCreate(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	assets, err := NewAssets(static.FS)
	if err != nil {
		t.Fatal(err)
	}
	at, settings, log := clock.System(), setting.New(d), &journal{}
	w := &wire{t: t, log: log, site: &Site{
		Base: &url.URL{Scheme: "http", Host: "latch.test"}, DB: d, Clock: at, Settings: settings, Assets: assets,
		Sessions: &session.Sessions{Clock: at, Settings: settings},
		Browsers: &session.Browsers{Clock: at, Ring: ring},
		Factors:  &factor.Factors{Clock: at, Ring: ring},
		Log:      slog.New(slog.NewJSONHandler(log, nil)),
	}}
	if change != nil {
		change(w.site, nil)
	}
	w.app = w.site.NewApp(routes)
	if change != nil {
		change(w.site, w.app)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.address = listener.Addr().String()
	ended := make(chan error, 1)
	go func() { ended <- w.app.Listener(listener) }()
	t.Cleanup(func() {
		if err := w.app.ShutdownWithTimeout(30 * time.Second); err != nil {
			t.Error(err)
		}
		<-ended
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func openDB(t *testing.T) *db.DB {
	t.Helper()
	return dbtest.Open(t, filepath.Join(t.TempDir(), "test.db"))
}

// answer is one response as it came over the wire.
type answer struct {
	status int
	header http.Header
	body   string
}

// send writes the text to a new connection and reads the answers until the server
// closes, or for a short while falls silent. Line ends are written as CRLF.
func (w *wire) send(text string) []answer {
	w.t.Helper()
	return w.sendRaw(strings.ReplaceAll(text, "\n", "\r\n"))
}

func (w *wire) sendRaw(text string) []answer {
	w.t.Helper()
	connection, err := net.Dial("tcp", w.address)
	if err != nil {
		w.t.Fatal(err)
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(10 * time.Second))
	// A server that refuses early may close while the rest is still being written.
	go func() { _, _ = io.WriteString(connection, text) }()
	method, _, _ := strings.Cut(text, " ")
	return readAnswers(connection, method)
}

func readAnswers(connection net.Conn, method string) (answers []answer) {
	reader := bufio.NewReader(connection)
	for {
		response, err := http.ReadResponse(reader, &http.Request{Method: method})
		if err != nil {
			return answers
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			return answers
		}
		answers = append(answers, answer{response.StatusCode, response.Header, string(body)})
		_ = connection.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	}
}

// one is send for a request that is answered exactly once.
func (w *wire) one(text string) answer {
	w.t.Helper()
	answers := w.send(text)
	if len(answers) != 1 {
		w.t.Fatalf("got %d answers, want one, to:\n%s", len(answers), text)
	}
	return answers[0]
}

// submit is a POST of a form as a plain client sends it.
func submit(path, body string, headers ...string) string {
	lines := append([]string{
		"POST " + path + " HTTP/1.1", "Host: latch.test", "Connection: close",
		"Content-Type: application/x-www-form-urlencoded", "Content-Length: " + itoa(len(body)),
	}, headers...)
	return strings.Join(lines, "\n") + "\n\n" + body
}

// fetch is a GET as a plain client sends it.
func fetch(path string, headers ...string) string {
	return strings.Join(append([]string{"GET " + path + " HTTP/1.1", "Host: latch.test", "Connection: close"}, headers...), "\n") + "\n\n"
}

// text is a route that anybody may reach and that says something.
func text(method, path string, say func(*Request) string) Route {
	return Route{Method: method, Path: path, Access: Anyone, Handle: func(r *Request) error {
		return r.c.SendString(say(r))
	}}
}

// journal is a log that can be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
