package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// process is a server under measurement.
type process struct {
	cmd     *exec.Cmd
	address string
	log     bytes.Buffer
	ready   time.Duration // from the start until it answered at the path asked for
}

// build compiles a command of this module as it is released, or with build tags.
func build(ctx context.Context, pkg, into string, tags ...string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-tags="+strings.Join(tags, ","), "-o", into, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", pkg, err, output)
	}
	return nil
}

// longestStart is how long a large host takes that an earlier version has made.
const longestStart = 2 * time.Minute

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
	for time.Since(began) < longestStart {
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

// processorTime is what a process and its threads have used so far, in user and in kernel mode. Linux counts it in nanoseconds,
// on a clock that each process has (clock_getcpuclockid(3)).
func (p *process) processorTime() (time.Duration, error) {
	const scheduled = 2 // CPUCLOCK_SCHED
	var used unix.Timespec
	if err := unix.ClockGettime(int32(^p.cmd.Process.Pid<<3|scheduled), &used); err != nil {
		return 0, fmt.Errorf("reading the processor time of a process: %w", err)
	}
	return time.Duration(used.Nano()), nil
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
