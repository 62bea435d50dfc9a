package slowtest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A kill leaves the kernel's memory as it was, so surviving it says nothing of a power
// cut. Here the program's system calls are watched: before an answer is sent, what was
// written to the log of the database since the last answer has been synced to the disk.
func TestEveryAcknowledgedChangeWasSynced(t *testing.T) {
	needStrace(t)
	syncs, broken := watched(t, executable(t))
	t.Logf("%d syncs of the log", syncs)
	for _, line := range broken {
		t.Errorf("acknowledged before it was on the disk: %s", line)
	}
}

// The watch itself is worth something only if it sees what it is there for.
func TestTheWatchSeesAMissingSync(t *testing.T) {
	needStrace(t)
	for _, mode := range []string{"NORMAL", "OFF"} {
		if syncs, broken := watched(t, weakened(t, mode)); len(broken) < 10 {
			t.Errorf("with synchronous=%s the watch saw only %d answers too early, and %d syncs", mode, len(broken), syncs)
		}
	}
}

func needStrace(t *testing.T) {
	t.Helper()
	if err := exec.Command("strace", "-f", "-e", "trace=openat", "true").Run(); err != nil {
		words := fmt.Sprintf("strace can't watch a program here (%v): "+
			"nothing says that commits are synced; on Debian: apt-get install strace", err)
		if os.Getenv("LATCHKEY_BROWSER") == "required" {
			t.Fatal(words)
		}
		t.Skip(words)
	}
}

// weakened builds the program with a database that syncs less.
func weakened(t *testing.T, mode string) string {
	t.Helper()
	source, err := filepath.Abs("../../internal/db/db.go")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(source)
	if err != nil || !strings.Contains(string(text), "synchronous(FULL)") {
		t.Fatalf("internal/db does not ask for synchronous(FULL) (%v)", err)
	}
	dir := t.TempDir()
	changed, overlay, program := filepath.Join(dir, "db.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "latchkey")
	replace, _ := json.Marshal(map[string]any{"Replace": map[string]string{source: changed}})
	for path, content := range map[string][]byte{
		changed: []byte(strings.Replace(string(text), "synchronous(FULL)", "synchronous("+mode+")", 1)),
		overlay: replace,
	} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-overlay", overlay, "-o", program, "latchkey/server")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// watched runs the program under strace, has one person change things one after the
// other, and returns how often the log was synced and which answers came too early.
func watched(t *testing.T, program string) (syncs int, broken []string) {
	t.Helper()
	data, listen, trace := t.TempDir(), freePort(t), filepath.Join(t.TempDir(), "trace")
	n := settle(t, data, listen, 1)[0]
	p := launchAs(t, []string{
		"strace", "-f", "-yy", "-s", "24", "-qq", "-e", "signal=none", "-o", trace,
		"-e", "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync,sync_file_range,msync", program,
	}, listen, data)
	for i := range 10 {
		n.names = []string{fmt.Sprintf("Name %d", i)}
		if status, _, _, err := n.ask(n.home, "/profile", "name", n.names[0], "language", "en"); err != nil || status != http.StatusSeeOther {
			t.Fatalf("answered %d, %v", status, err)
		}
		if i%3 == 0 {
			if err := n.enter(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := n.makeCodes(); err != nil {
		t.Fatal(err)
	}
	_ = p.quit()
	return readTrace(t, trace)
}

var (
	called  = regexp.MustCompile(`^(\d+) +(\w+)\(\d+<(.*?)>[,)]?(.*)$`)
	resumed = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>.*= (-?\d+)`)
)

// readTrace follows a trace in its order. A write counts from its beginning, a sync
// from its end.
func readTrace(t *testing.T, path string) (syncs int, broken []string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unsynced, answers, inSync := false, 0, map[string]bool{}
	finish := func() { unsynced, syncs = false, syncs+1 }
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		if m := resumed.FindStringSubmatch(line); m != nil && inSync[m[1]] {
			delete(inSync, m[1])
			if m[3] == "0" {
				finish()
			}
			continue
		}
		m := called.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		pid, call, file, rest := m[1], m[2], m[3], m[4]
		log := strings.HasSuffix(file, "latchkey.db-wal")
		switch {
		case log && (call == "fsync" || call == "fdatasync"):
			if strings.Contains(rest, "unfinished") {
				inSync[pid] = true
			} else if strings.HasSuffix(line, "= 0") {
				finish()
			}
		case log:
			unsynced = true
		case strings.Contains(rest, `"HTTP/1.1 303`):
			answers++
			if unsynced {
				broken = append(broken, line)
			}
		}
	}
	if answers < 15 {
		t.Fatalf("the trace shows only %d answers: it is not understood", answers)
	}
	return syncs, broken
}
