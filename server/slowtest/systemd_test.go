package slowtest

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// systemd is what a service manager is to the program: a socket to which it tells what it does (sd_notify(3)).
type systemd struct {
	t      *testing.T
	socket *net.UnixConn
}

func newSystemd(t *testing.T) *systemd {
	t.Helper()
	folder, err := os.MkdirTemp("", "notify") // a name that a socket can have is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Net: "unixgram", Name: filepath.Join(folder, "notify")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	return &systemd{t, socket}
}

// start runs `latchkey serve` as a service: with the socket to listen on, unless that is nil, and more of the environment.
func (s *systemd) start(listen *os.File, env []string, args ...string) *process {
	s.t.Helper()
	// The variables name the process that they are meant for, which only it itself knows before it is the program.
	script := `export LISTEN_PID=$$ WATCHDOG_PID=$$; exec "$0" serve "$@"`
	p := &process{t: s.t, cmd: exec.Command("sh", append([]string{"-c", script, executable(s.t)}, args...)...)}
	p.cmd.Env = append(append(os.Environ(), "NOTIFY_SOCKET="+s.socket.LocalAddr().String()), env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.said, &p.said
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if listen != nil {
		p.cmd.ExtraFiles, p.cmd.Env = []*os.File{listen}, append(p.cmd.Env, "LISTEN_FDS=1")
	}
	if err := p.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.kill()
		}
	})
	return p
}

// next is what the program tells next.
func (s *systemd) next() string {
	s.t.Helper()
	_ = s.socket.SetReadDeadline(time.Now().Add(30 * time.Second))
	told := make([]byte, 4096)
	n, err := s.socket.Read(told)
	if err != nil {
		s.t.Fatal("the program tells nothing: ", err)
	}
	return string(told[:n])
}

// hears reads until the program tells that, and returns how it did and what it told before.
func (s *systemd) hears(state string) (told string, before []string) {
	s.t.Helper()
	for {
		told := s.next()
		if strings.Contains(told, state) {
			return told, before
		}
		before = append(before, told)
	}
}

// A start that goes on is given time, ready is told when people are answered, and an end when it begins.
func TestAServiceTellsHowFarItIs(t *testing.T) {
	t.Parallel()
	s, listen := newSystemd(t), freePort(t)
	password := hosttest.SecretFile(t, "secret")
	p := s.start(nil, nil, "--listen", listen, "--data", filepath.Join(t.TempDir(), "data"), "--smtp-url", "smtp://ada@mail.example.com",
		"--mail-from", "ada@example.com", "--smtp-password-file", password)
	if told := s.next(); !strings.HasPrefix(told, "EXTEND_TIMEOUT_USEC=30000000") {
		t.Errorf("the first thing it tells is %q", told)
	}
	s.hears("READY=1")
	answers(t, "http://"+listen)
	for _, secret := range []struct{ words, becomes string }{{"STATUS=answering", "new"}, {"the file of --smtp-password-file is empty", " "}} {
		if err := os.WriteFile(password, []byte(secret.becomes), 0o600); err != nil {
			t.Fatal(err)
		}
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGHUP)
		if told, _ := s.hears("RELOADING=1"); !strings.Contains(told, "\nMONOTONIC_USEC=") {
			t.Errorf("a reload is told as %q", told)
		}
		if told, before := s.hears("READY=1"); len(before) > 0 || !strings.Contains(told, secret.words) {
			t.Errorf("after the reload it tells %q, %q", before, told)
		}
		answers(t, "http://"+listen)
	}
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGTERM)
	s.hears("STOPPING=1")
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("ended with %v: %s", err, p.said.String())
	}
	if !strings.Contains(p.said.String(), "reloaded") {
		t.Errorf("the log says nothing of the reload:\n%s", p.said.String())
	}
}

func answers(t *testing.T, url string) {
	t.Helper()
	answer, err := http.Get(url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Error("it answers with", answer.Status)
	}
}

// A signal to reload may come before there is anything to reload.
func TestAReloadDuringTheStartEndsNothing(t *testing.T) {
	t.Parallel()
	s := newSystemd(t)
	p := s.start(nil, nil, "--listen", freePort(t), "--data", filepath.Join(t.TempDir(), "data"))
	s.hears("EXTEND_TIMEOUT_USEC=")
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGHUP)
	s.hears("RELOADING=1")
	s.hears("READY=1")
	if err := p.quit(); err != nil {
		t.Errorf("ended with %v: %s", err, p.said.String())
	}
}

// A start that waits for something, here for a file that is not there to its end, goes on asking for time.
func TestALongStartAsksForTime(t *testing.T) {
	t.Parallel()
	s, data := newSystemd(t), filepath.Join(t.TempDir(), "data")
	first := s.start(nil, nil, "--listen", freePort(t), "--data", data)
	s.hears("READY=1")
	if err := first.quit(); err != nil {
		t.Fatalf("%v: %s", err, first.said.String())
	}
	s.hears("STOPPING=1")
	mark, kept, slow := filepath.Join(data, "audit.mark"), filepath.Join(data, "kept"), filepath.Join(data, "slow")
	text, err := os.ReadFile(mark)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{os.Rename(mark, kept), syscall.Mkfifo(slow, 0o600), os.Link(slow, mark)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	p := s.start(nil, nil, "--listen", freePort(t), "--data", data)
	for range 3 {
		if told := s.next(); !strings.HasPrefix(told, "EXTEND_TIMEOUT_USEC=") {
			t.Fatalf("while it starts, it tells %q", told)
		}
	}
	if err := os.Rename(kept, mark); err != nil { // for whoever reads it after this
		t.Fatal(err)
	}
	if err := os.WriteFile(slow, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s.hears("READY=1")
	if err := p.quit(); err != nil {
		t.Errorf("ended with %v: %s", err, p.said.String())
	}
}

// The watchdog hears from a program that can ask its database, and from no other: here its folder is away for a while.
func TestTheWatchdogHearsWhoCanServe(t *testing.T) {
	t.Parallel()
	s, data := newSystemd(t), filepath.Join(t.TempDir(), "data")
	p := s.start(nil, []string{"WATCHDOG_USEC=4000000"}, "--listen", freePort(t), "--data", data)
	s.hears("WATCHDOG=1")
	if err := os.Rename(data, data+"-away"); err != nil {
		t.Fatal(err)
	}
	s.hears("STATUS=")
	if err := os.Rename(data+"-away", data); err != nil {
		t.Fatal(err)
	}
	if told := s.next(); told != "STATUS=answering" {
		t.Errorf("while it can't ask its database it tells %q", told)
	}
	s.hears("WATCHDOG=1")
	if err := p.quit(); err != nil {
		t.Errorf("ended with %v: %s", err, p.said.String())
	}
}

// A start helps nobody whose disk is full: it would be refused.
func TestTheWatchdogLeavesAProgramWhoseDiskIsFull(t *testing.T) {
	t.Parallel()
	disk := hosttest.SmallDisk(t, 4096)
	s := newSystemd(t)
	p := s.start(nil, []string{"WATCHDOG_USEC=4000000"}, "--listen", freePort(t), "--data", filepath.Join(disk, "data"))
	s.hears("WATCHDOG=1")
	empty := hosttest.FillDisk(t, disk)
	s.hears("STATUS=the disk is full")
	if told := s.next(); told != "WATCHDOG=1" {
		t.Errorf("while the disk is full it tells %q", told)
	}
	empty()
	s.hears("STATUS=answering")
	if err := p.quit(); err != nil {
		t.Errorf("ended with %v: %s", err, p.said.String())
	}
}

// The socket is systemd's, so it is there while one program ends and the next one starts: whoever comes meanwhile waits a
// moment, and nobody is turned away.
func TestARestartTurnsNobodyAway(t *testing.T) {
	t.Parallel()
	s, data := newSystemd(t), filepath.Join(t.TempDir(), "data")
	tcp, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	socket, err := tcp.File()
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	p := s.start(socket, nil, "--listen", "192.0.2.1:1", "--data", data) // an address of nobody's, which the socket stands for
	s.hears("READY=1")
	done, outcomes := make(chan struct{}), make(chan outcome, 8)
	for range cap(outcomes) {
		go func() { outcomes <- comeAnew("http://"+tcp.Addr().String()+"/healthz", done) }()
	}
	for range 4 {
		if err := p.quit(); err != nil {
			t.Errorf("ended with %v: %s", err, p.said.String())
		}
		s.hears("STOPPING=1")
		p = s.start(socket, nil, "--data", data)
		s.hears("READY=1")
	}
	close(done)
	answered := 0
	for range cap(outcomes) {
		o := <-outcomes
		if answered += o.answered; o.refused != nil {
			t.Errorf("turned away after %d answers: %v", o.answered, o.refused)
		}
	}
	t.Logf("%d new connections over four restarts", answered)
	if answered < 40 {
		t.Errorf("only %d came", answered)
	}
	if err := p.quit(); err != nil {
		t.Errorf("ended with %v: %s", err, p.said.String())
	}
}

type outcome struct {
	answered int
	refused  error
}

// comeAnew asks again and again until done, each time on a connection of its own.
func comeAnew(url string, done <-chan struct{}) (o outcome) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	for {
		select {
		case <-done:
			return o
		default:
		}
		answer, err := client.Get(url)
		if err == nil {
			var body bytes.Buffer
			_, err = body.ReadFrom(answer.Body)
			answer.Body.Close()
			if err == nil && answer.StatusCode != http.StatusOK {
				err = fmt.Errorf("%s: %s", answer.Status, body.String())
			}
		}
		if err != nil {
			o.refused = err
			return o
		}
		o.answered++
	}
}

// What is handed over has to be one socket that takes connections over TCP.
func TestAnotherSocketIsRefused(t *testing.T) {
	t.Parallel()
	s := newSystemd(t)
	udp, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	socket, err := udp.File()
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	p := s.start(socket, nil, "--data", filepath.Join(t.TempDir(), "data"))
	err = p.cmd.Wait()
	if p.cmd.ProcessState.ExitCode() != 2 || !strings.Contains(p.said.String(), "takes no TCP connections") {
		t.Errorf("%v: %s", err, p.said.String())
	}
}
