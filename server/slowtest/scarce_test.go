package slowtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/password"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// A disk that is full is told from a damaged database, by each command: who takes it for one puts an old backup over the
// only good copy. With room again everything is as it was.
func TestAFullDisk(t *testing.T) {
	disk := hosttest.SmallDisk(t, 4096)
	data, listen := filepath.Join(disk, "data"), freePort(t)
	n := settle(t, data, listen, 1)[0]
	empty := hosttest.FillDisk(t, disk)
	shell(t, "", "serve", "--listen", listen, "--data", data).Refuses(t, 1, "the disk is full")
	for _, args := range [][]string{
		{"serve", "--listen", listen},
		{"check"},
		{"user", "list"},
		{"settings", "set", "brand.name", "Fjord"},
		{"backup", "--to", filepath.Join(disk, "copy.db")},
		{"backup", "--to", filepath.Join(t.TempDir(), "copy.db")},
	} {
		said := shell(t, "", append(args, "--data", data)...)
		if said.Status == 0 {
			continue // it needs no room
		}
		if said.Refuses(t, 1, "full"); strings.Contains(said.Err, "damaged, or") {
			t.Errorf("%v takes it for a damaged database: %s", args, said.Err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(disk, "*copy.db*")); len(left) > 0 {
		t.Errorf("left of a backup: %v", left)
	}
	empty()
	for _, full := range []bool{true, false} { // it fills up while it is served, and the program is stopped
		p := launch(t, listen, data)
		if err := n.check(); err != nil {
			t.Error(err)
		}
		if full {
			empty = hosttest.FillDisk(t, disk)
			status, err := 0, error(nil)
			for began := time.Now(); status != http.StatusServiceUnavailable && time.Since(began) < 10*time.Second; {
				time.Sleep(50 * time.Millisecond) // what is known of the disk is good for a second
				status, _, _, err = n.ask(newClient(), "/readyz")
			}
			if status != http.StatusServiceUnavailable {
				t.Errorf("on a full disk it is ready: %d, %v", status, err)
			}
		}
		began := time.Now()
		if err := p.quit(); err != nil && !full || time.Since(began) > 5*time.Second {
			t.Errorf("it ended after %v: %v: %s", time.Since(began), err, p.said.String())
		}
		if full {
			empty()
		}
	}
	allWell(t, data)
}

// More connections than the program may open files do not end it.
func TestTooManyOpenFilesEndNothing(t *testing.T) {
	limit, err := exec.LookPath("prlimit")
	if err != nil {
		t.Skip("there is no prlimit here")
	}
	data, listen := filepath.Join(t.TempDir(), "data"), freePort(t)
	p := launchAs(t, []string{limit, "--nofile=128:128", executable(t)}, listen, data)
	var crowd []net.Conn
	for range 200 {
		c, err := net.DialTimeout("tcp", listen, time.Second)
		if err != nil {
			break // the system's own queue is full too
		}
		crowd = append(crowd, c)
	}
	time.Sleep(2 * time.Second)
	shell(t, "", "settings", "set", "--data", data, "brand.name", "Fjord").Succeeds(t)
	for _, c := range crowd {
		_ = c.Close()
	}
	// That they left is seen a moment later: whoever comes before is told to come again, on the wire and unasked.
	somebody, status := &tenant{url: p.url}, 0
	for began := time.Now(); status != http.StatusOK && time.Since(began) < 10*time.Second; time.Sleep(50 * time.Millisecond) {
		status, _, _, err = somebody.ask(newClient(), "/readyz")
	}
	if status != http.StatusOK {
		t.Errorf("once they are gone: %d, %v", status, err)
	}
	if err := p.quit(); err != nil {
		t.Errorf("%v: %s", err, p.said.String())
	}
}

// A first start that is cut off, at whatever moment, leaves a folder with which the next one goes on.
func TestAFirstStartThatIsCutOff(t *testing.T) {
	unfinished := 0
	for range 12 {
		data, listen := filepath.Join(t.TempDir(), "data"), freePort(t)
		cmd := exec.Command(executable(t), "serve", "--listen", listen, "--data", data)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(40 * time.Millisecond))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if _, err := os.Stat(filepath.Join(data, "latchkey.unfinished")); err == nil {
			unfinished++
		}
		p := launch(t, listen, data)
		if err := p.quit(); err != nil {
			t.Errorf("%v: %s", err, p.said.String())
		}
		allWell(t, data)
	}
	t.Logf("%d of 12 were cut off while the database was made", unfinished)
}

// A small machine: 64 people sign in at once where all memory is 128 MiB. It takes longer, and nobody is dropped. Then a
// crowd sends as much as a connection may hold, and never the end of it.
func TestSmallMemoryIsSlowerAndNeverTheEnd(t *testing.T) {
	const most, people = 128 << 20, 64
	for name, command := range map[string][]string{
		"GOMEMLIMIT":      {"env", "GOMEMLIMIT=" + strconv.Itoa(most), executable(t)},
		"a control group": inGroup(t, most, executable(t)),
	} {
		t.Run(name, func(t *testing.T) {
			if command == nil {
				t.Skip("a control group for memory can't be made here, which takes root")
			}
			data, listen := filepath.Join(t.TempDir(), "data"), freePort(t)
			populate(t, data, people)
			p := launchAs(t, command, listen, data, "--trusted-proxy", "127.0.0.1")
			began := time.Now()
			got := hosttest.AtOnce(people, func(i int) string {
				n := &tenant{url: p.url}
				c := newClient()
				c.Transport = hosttest.From(fmt.Sprintf("198.18.0.%d", i+1))
				status, location, body, err := n.ask(c, "/sign-in", "email", person(i), "password", hosttest.TenantPassword)
				if status == http.StatusServiceUnavailable && strings.Contains(body, "Too busy right now") {
					return "busy" // on a machine that does something else besides
				}
				return fmt.Sprint(status, " ", location, " ", err)
			})
			if in := got["303 /dashboard <nil>"]; in+got["busy"] != people || in < people/2 {
				t.Errorf("got %v", got)
			}
			hoard(t, listen, 800)
			peak := peakOf(t, p)
			t.Logf("%d sign-ins in %v, at most %d MiB", people, time.Since(began).Round(time.Millisecond), peak>>20)
			if peak > most+16<<20 { // the program's own file counts here, and is given back first
				t.Errorf("it took %d MiB", peak>>20)
			}
			if err := p.quit(); err != nil {
				t.Errorf("it ended: %v: %s", err, p.said.String())
			}
		})
	}
}

// hoard opens connections that send nearly all of a large request, and closes them after a while.
func hoard(t *testing.T, listen string, many int) {
	t.Helper()
	head := "POST /sign-in HTTP/1.1\r\nHost: " + listen + "\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
		"X-Padding: " + strings.Repeat("x", 6000) + "\r\nContent-Length: 60000\r\n\r\n"
	for range many {
		c, err := net.DialTimeout("tcp", listen, time.Second)
		if err != nil {
			break
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(2 * time.Second))
		_, _ = c.Write([]byte(head + strings.Repeat("x", 59_000)))
	}
	time.Sleep(time.Second)
}

func person(i int) string { return fmt.Sprintf("person%d@example.com", i) }

// populate fills a data folder with people who have a password alone. The hashes of some are another panel's, and take
// 64 MiB each.
func populate(t *testing.T, data string, people int) {
	t.Helper()
	h, err := host.Open(t.Context(), io.Discard, data, clock.System(), password.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var hashes [2]string
	for i, hasher := range []*password.Hasher{h.Authn.Hasher, password.NewHasher(password.Options{Memory: 64 << 10})} {
		if hashes[i], err = hasher.Hash(t.Context(), hosttest.TenantPassword); err != nil {
			t.Fatal(err)
		}
	}
	err = h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for i := range people {
			imported := 0
			if i%8 == 0 {
				imported = 1
			}
			if _, err := h.Users.Create(ctx, tx, person(i), "Somebody", hashes[imported]); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, h.DB.Close()); err != nil {
		t.Fatal(err)
	}
}

// inGroup is a command that runs program in a control group of its own with so many bytes; nil where none can be made.
func inGroup(t *testing.T, most int, program string) []string {
	t.Helper()
	for mount, file := range map[string]string{"/sys/fs/cgroup/memory": "memory.limit_in_bytes", "/sys/fs/cgroup": "memory.max"} {
		group := filepath.Join(mount, fmt.Sprintf("latchkey-test-%d", os.Getpid()))
		if os.Mkdir(group, 0o755) != nil {
			continue
		}
		t.Cleanup(func() { _ = os.Remove(group) })
		limit, err := os.OpenFile(filepath.Join(group, file), os.O_WRONLY, 0) // is there already, or this is a folder like any other
		if err != nil {
			continue
		}
		_, err = limit.WriteString(strconv.Itoa(most))
		if errors.Join(err, limit.Close()) != nil {
			continue
		}
		return []string{"sh", "-c", `echo $$ > "$0/cgroup.procs" && exec "$@"`, group, program}
	}
	return nil
}

// peakOf is the most memory that a program has had so far.
func peakOf(t *testing.T, p *process) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Skip(err)
	}
	kib := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if kib == nil {
		t.Fatalf("no peak in %s", bytes.TrimSpace(status))
	}
	n, err := strconv.Atoi(string(kib[1]))
	if err != nil {
		t.Fatal(err)
	}
	return n << 10
}
