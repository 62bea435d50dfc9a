package host

import (
	"bytes"
	"errors"
	"log/slog"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
)

// scarce is a listener on a machine that has too much open at times.
type scarce struct {
	net.Listener
	errors []error
}

func (s *scarce) Accept() (net.Conn, error) {
	if len(s.errors) == 0 {
		here, there := net.Pipe()
		_ = there.Close()
		return here, nil
	}
	err := s.errors[0]
	s.errors = s.errors[1:]
	return nil, err
}

func failing(number syscall.Errno) error {
	return &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", number)}
}

// Whoever opens many connections must not end the program for everybody.
func TestTooManyOpenFilesAreWaitedOut(t *testing.T) {
	var said bytes.Buffer
	l := &drainListener{
		Listener: &scarce{errors: []error{
			failing(syscall.EMFILE), failing(syscall.EMFILE), failing(syscall.ENFILE), failing(syscall.ECONNABORTED), failing(syscall.ENOMEM),
		}},
		log: slog.New(slog.NewTextHandler(&said, nil)),
	}
	c, err := l.Accept()
	if err != nil || len(l.open.all()) != 1 {
		t.Fatalf("%v, with %d open", err, len(l.open.all()))
	}
	_ = c.Close()
	if n := strings.Count(said.String(), "could not be accepted"); n != 1 {
		t.Errorf("said %d times: %s", n, said.String())
	}
	for _, last := range []error{net.ErrClosed, failing(syscall.EBADF)} {
		l.Listener = &scarce{errors: []error{failing(syscall.EMFILE), last}}
		if _, err := l.Accept(); !errors.Is(err, last) {
			t.Errorf("got %v, want %v", err, last)
		}
	}
}
