package host_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/url"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// cost is what something takes of the program, whatever the machine: statements but those that begin, end or undo a part of a
// transaction, commits, each of which is synced once, and memory that is allocated, in KiB. In the table it is the most that is allowed.
type cost struct{ statements, commits, memory int }

// What a sign-in takes, and each page that shows something, with thirty rows in whatever it lists: no more than the table costs allows.
// With -v it prints a line for each, which the bench reads. It runs while no other test of this process does.
func TestWhatEachPageCosts(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // what is kept for the next request is not to be collected in between
	holds(t, "a sign-in", signInCosts(t))
	s := hosttest.Boot(t)
	hasRows(t, s, 1, 30)
	pages := everyPage(t, s)
	rests(t, s)
	seen := map[string]bool{"a sign-in": true}
	for path, b := range pages {
		what := "GET " + pattern(s, path)
		if seen[what] {
			continue
		}
		seen[what] = true
		asked, _ := asks(t, s, b, path)
		c := cost{statements: len(counted(asked))}
		l := dial(t, s)
		request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", path, l.host, cookies(t, b))
		c.memory = least(4, func() { l.send(t, []byte(request)) })
		holds(t, what, c)
	}
	for what := range costs {
		if !seen[what] {
			t.Errorf("the table costs names %s, which is no page that is looked at", what)
		}
	}
}

// holds says what something takes, and fails the test if it is more than the table allows.
func holds(t *testing.T, what string, c cost) {
	t.Helper()
	most, known := costs[what]
	line := fmt.Sprintf("cost: %s | statements %d of %d", what, c.statements, most.statements)
	if most.commits > 0 {
		line += fmt.Sprintf(" | commits %d of %d", c.commits, most.commits)
	}
	if testing.Verbose() {
		fmt.Printf("%s | KB %d of %d\n", line, c.memory, most.memory)
	}
	switch {
	case !known:
		t.Errorf("%s is not in the table costs: it takes %d statements and %d KiB", what, c.statements, c.memory)
	case c.statements > most.statements:
		t.Errorf("%s takes %d statements, and %d are allowed", what, c.statements, most.statements)
	case c.commits > most.commits:
		t.Errorf("%s is committed %d times, and %d are allowed", what, c.commits, most.commits)
	case c.memory > most.memory:
		t.Errorf("%s allocates %d KiB, and %d are allowed", what, c.memory, most.memory)
	}
}

// pattern is the path of the table of routes that leads to a page; a path with a question of its own stands for itself.
func pattern(s *hosttest.Server, path string) string {
	for _, r := range s.Site.Routes() {
		if r.Method == "GET" && named(s, r.Path) == path {
			return r.Path
		}
	}
	return path
}

// counted leaves out of some statements those that only divide transactions.
func counted(asked []string) []string {
	return slices.DeleteFunc(slices.Clone(asked), func(query string) bool {
		word, _, _ := strings.Cut(query, " ")
		return slices.Contains([]string{"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}, word)
	})
}

// least is the least that fn allocates, in KiB, of so many times.
func least(times int, fn func()) int {
	fewest := ^uint64(0)
	for range times {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		fn()
		runtime.ReadMemStats(&after)
		fewest = min(fewest, after.TotalAlloc-before.TotalAlloc)
	}
	return int((fewest + 1023) >> 10)
}

// signInCosts is what Ada's sign-in takes in a browser that she used before: her password, and then a code.
func signInCosts(t *testing.T) (fewest cost) {
	t.Helper()
	s := hosttest.Boot(t)
	defer s.Stop()
	before := s.Browser()
	secret, _ := before.TurnOn()
	before.Post("/sign-out")
	rests(t, s)
	before.SignIn().Leads(t, "/sign-in/code")
	before.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	known, l := "browser="+before.Cookie("browser"), dial(t, s)
	once := func() {
		s.Clock.Advance(30 * time.Second)
		a := l.send(t, l.form("/sign-in", known, "email", hosttest.Ada, "password", hosttest.AdaPassword))
		if a.location != "/sign-in/code" {
			t.Fatalf("the password leads to %q", a.location)
		}
		a = l.send(t, l.form("/sign-in/verify", known+"; challenge="+a.challenge, "kind", "totp", "code", s.Code(secret)))
		if a.location != "/dashboard" {
			t.Fatalf("the code leads to %q", a.location)
		}
	}
	once()
	fewest.memory = least(4, once)
	for i := range 4 {
		var turn sync.Mutex
		var asked []string
		commits := s.Host.DB.WriterTimes().Commits
		s.Host.DB.Observe(func(query string) {
			turn.Lock()
			defer turn.Unlock()
			asked = append(asked, query)
		})
		once()
		s.Host.DB.Observe(nil)
		turn.Lock()
		if n := len(counted(asked)); i == 0 || n < fewest.statements {
			fewest.statements, fewest.commits = n, s.Host.DB.WriterTimes().Commits-commits
		}
		turn.Unlock()
	}
	return fewest
}

// connection is kept alive, and allocates next to nothing: it shares the process with the server that is measured.
type connection struct {
	net.Conn
	host string
	in   *bufio.Reader
}

type answer struct{ location, challenge string }

func dial(t *testing.T, s *hosttest.Server) *connection {
	t.Helper()
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", at.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &connection{Conn: conn, host: at.Host, in: bufio.NewReaderSize(conn, 64<<10)}
}

func (l *connection) form(path, cookies string, fields ...string) []byte {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	body := form.Encode()
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%[2]s\r\nCookie: %s\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", path, l.host, cookies, len(body), body)
}

// send asks, and reads the answer to its end.
func (l *connection) send(t *testing.T, request []byte) (a answer) {
	t.Helper()
	if _, err := l.Write(request); err != nil {
		t.Fatal(err)
	}
	length := 0
	for {
		line, err := l.in.ReadSlice('\n')
		if err != nil {
			t.Fatal(err)
		}
		name, value, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(": "))
		switch {
		case len(name) == 0:
			if _, err := io.CopyN(io.Discard, l.in, int64(length)); err != nil {
				t.Fatal(err)
			}
			return a
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				t.Fatal(err)
			}
		case bytes.EqualFold(name, []byte("Location")):
			a.location = string(value)
		case bytes.HasPrefix(value, []byte("challenge=")):
			a.challenge, _, _ = strings.Cut(string(value[len("challenge="):]), ";")
		}
	}
}

// cookies is the header of a browser's cookies.
func cookies(t *testing.T, b *hosttest.Browser) string {
	t.Helper()
	at, err := url.Parse(b.Server.URL)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, c := range b.Jar.Cookies(at) {
		all = append(all, c.Name+"="+c.Value)
	}
	return strings.Join(all, "; ")
}
