package slowtest

import (
	"bytes"
	"context"
	"debug/elf"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// built once for all tests that need the program as people run it.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("latchkey-test-%d", os.Getpid()))
	mistake := "-overlay=" + os.Getenv("LATCHKEY_OVERLAY") // that internal/fault brings back
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", mistake, "-o", path, "latchkey/server")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	syscall.Umask(0o077) // as main does
	status := m.Run()
	_ = os.Remove(filepath.Join(os.TempDir(), fmt.Sprintf("latchkey-test-%d", os.Getpid())))
	os.Exit(status)
}

// executable is the path of the built program.
func executable(t *testing.T) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// Hosts copy one file to whatever server they have: it is small, and needs no library that is there.
func TestTheProgramIsSmallAndStandsAlone(t *testing.T) {
	file, err := os.Stat(executable(t))
	if err != nil {
		t.Fatal(err)
	}
	if file.Size() > 38_000_000 {
		t.Errorf("%d bytes; see decision 011 for what lets it grow by a third at once", file.Size())
	}
	program, err := elf.Open(executable(t))
	if err != nil {
		t.Skip("not a Linux program")
	}
	defer program.Close()
	if libraries, err := program.ImportedLibraries(); err != nil || len(libraries) > 0 {
		t.Errorf("needs %v, %v", libraries, err)
	}
}

// process is the built program, running.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	said bytes.Buffer // both of its outputs; read only when it has ended
}

// freePort is a port that nobody listens on just now.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// launch starts `latchkey serve` and waits until it is ready.
func launch(t *testing.T, listen, data string) *process {
	t.Helper()
	return launchAs(t, []string{executable(t)}, listen, data)
}

// launchAs is launch with another program, or under one that watches it, and with more flags.
func launchAs(t *testing.T, command []string, listen, data string, more ...string) *process {
	t.Helper()
	args := slices.Concat(command, []string{"serve", "--listen", listen, "--data", data}, more)
	p := &process{t: t, cmd: exec.Command(args[0], args[1:]...), url: "http://" + listen}
	p.cmd.Stdout, p.cmd.Stderr = &p.said, &p.said
	// A group of its own, so that what is wrapped ends with what wraps it.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		answer, err := http.Get(p.url + "/readyz")
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return p
			}
		}
		if time.Now().After(deadline) {
			p.kill()
			t.Fatalf("not ready: %s", p.said.String())
		}
	}
}

// kill ends the program as a crash would: it gets no chance to do anything more.
func (p *process) kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	_ = p.cmd.Wait()
}

// quit asks the program to end, waits for it and returns how it did.
func (p *process) quit() error {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGTERM)
	return p.cmd.Wait()
}

// shell runs the built program with this standard input until it ends.
func shell(t *testing.T, in string, args ...string) hosttest.Said {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // ends a server that should have refused
	defer cancel()
	cmd := exec.CommandContext(ctx, executable(t), args...)
	var out, err bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(in), &out, &err
	_ = cmd.Run()
	return hosttest.Said{Status: cmd.ProcessState.ExitCode(), Out: out.String(), Err: err.String()}
}
