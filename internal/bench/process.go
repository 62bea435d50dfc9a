package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server under measurement.
type process struct {
	cmd     *exec.Cmd
	address string
	log     bytes.Buffer
	ready   time.Duration // from the start until it answered at the path asked for
}

// build compiles a command of this module as it is released.
func build(ctx context.Context, pkg, into string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", into, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", pkg, err, output)
	}
	return nil
}

// start runs a program on a free port and waits until it answers 200 at path.
func start(path, program string, args ...string) (*process, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p := &process{address: address, cmd: exec.Command(program, append(args, "--listen", address)...)}
	p.cmd.Stderr = &p.log
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(began) < 20*time.Second {
		if p.answers(path) {
			p.ready = time.Since(began)
			return p, nil
		}
		time.Sleep(200 * time.Microsecond)
	}
	_ = p.stop()
	return nil, fmt.Errorf("%s does not answer: %s", filepath.Base(program), p.log.String())
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

func (p *process) answers(path string) bool {
	l, err := dial(p.address, 0)
	if err != nil {
		return false
	}
	defer l.close()
	a, err := l.send(get(p.address, path, ""))
	return err == nil && a.status == 200
}

func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("%w: %s", err, p.log.String())
	}
	return nil
}

// Linux counts processor time in ticks of a hundredth of a second, on every architecture that Go runs on.
const tick = 10 * time.Millisecond

// processorTime is what a process and its threads have used so far, in user and in kernel mode.
func processorTime(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The second field, the name in parentheses, may hold spaces; utime and stime are the 14th and 15th.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var total time.Duration
	for _, field := range fields[11:13] {
		ticks, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, err
		}
		total += time.Duration(ticks) * tick
	}
	return total, nil
}

// memory is a line of /proc/PID/status in MiB: VmRSS now, VmHWM at its highest.
func (p *process) memory(line string) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, found := strings.Cut(string(status), "\n"+line+":")
	var kib float64
	if _, err := fmt.Sscanf(rest, "%f kB", &kib); !found || err != nil {
		return 0, fmt.Errorf("no %s in /proc: %w", line, err)
	}
	return kib / 1024, nil
}

// forgetPeak makes VmHWM begin anew.
func (p *process) forgetPeak() error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", p.cmd.Process.Pid), []byte("5"), 0)
}
