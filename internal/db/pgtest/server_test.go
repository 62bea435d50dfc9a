package pgtest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// server is a PostgreSQL of Debian's that listens on a socket in a temporary folder, and nowhere else.
type server struct {
	folder, programs string
	as               *syscall.SysProcAttr // nil: as whoever runs the test
}

// start starts a server with nothing in it. It ends with the test. Without PostgreSQL the test is skipped, or fails where
// all that tests need has to be there, as in `task test`.
func start(t *testing.T) *server {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		const sentence = "this test needs PostgreSQL, and there is none on this machine (Debian: apt-get install postgresql)"
		if os.Getenv("LATCHKEY_BROWSER") == "required" {
			t.Fatal(sentence)
		}
		t.Skip(sentence)
	}
	slices.Sort(found)
	folder, err := os.MkdirTemp("/tmp", "pg") // the path of a socket is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	s := &server{folder: folder, programs: filepath.Dir(found[len(found)-1])}
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		s.becomePostgres(t)
	}
	data := filepath.Join(folder, "data")
	initdb := s.command("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("making a PostgreSQL database: %v\n%s", err, out)
	}
	s.run(t, data)
	return s
}

func (s *server) becomePostgres(t *testing.T) {
	t.Helper()
	account, err := user.Lookup("postgres")
	if err != nil {
		t.Fatal(err)
	}
	uid, err1 := strconv.ParseUint(account.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(account.Gid, 10, 32)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if err := os.Chown(s.folder, int(uid), int(gid)); err != nil {
		t.Fatal(err)
	}
	s.as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

func (s *server) command(program string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.programs, program), args...)
	c.Dir, c.SysProcAttr = s.folder, s.as
	c.Env = []string{"HOME=" + s.folder, "LC_ALL=C", "PATH=" + s.programs + ":/usr/bin:/bin"}
	return c
}

func (s *server) run(t *testing.T, data string) {
	t.Helper()
	var log bytes.Buffer
	c := s.command("postgres", "-D", data, "-k", s.folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "autovacuum=off")
	c.Stderr = &log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGQUIT) // at once: nothing of it is kept
		_ = c.Wait()
	})
	var err error
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(50 * time.Millisecond) {
		if _, err = s.psql(`SELECT 1`); err == nil {
			return
		}
	}
	t.Fatalf("PostgreSQL does not answer: %v\n%s", err, log.String())
}

// psql runs a script and returns what the server answers, its errors included, in order. The error says that it could not
// be asked; with ON_ERROR_STOP in the script, that a statement failed.
func (s *server) psql(script string) (string, error) {
	c := s.command("psql", "-h", s.folder, "-U", "postgres", "-X", "-q", "-t", "-A", "-d", "postgres", "-f", "-")
	c.Stdin = strings.NewReader(script)
	out, err := c.CombinedOutput()
	return string(out), err
}

// refused prepares each text and returns what the server says against it, by the text's index.
func (s *server) refused(t *testing.T, texts []text) map[int]string {
	t.Helper()
	var script strings.Builder
	script.WriteString("SET client_min_messages = error;\n")
	for i, one := range texts {
		fmt.Fprintf(&script, "\\echo %s%d\nPREPARE q%d%s AS %s\n;\n", mark, i, i, one.parameters(), one.sql)
	}
	out, err := s.psql(script.String())
	if err != nil {
		t.Fatalf("preparing: %v\n%s", err, out)
	}
	answers := strings.Split(out, mark)[1:]
	if len(answers) != len(texts) {
		t.Fatalf("%d answers for %d texts", len(answers), len(texts))
	}
	against := map[int]string{}
	for i, answer := range answers {
		if _, said, _ := strings.Cut(answer, "\n"); strings.TrimSpace(said) != "" {
			against[i] = said
		}
	}
	return against
}

const mark = "--- text "
