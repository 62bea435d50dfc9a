package host

import (
	"errors"
	"log/slog"
	"net"
	"sync/atomic"
	"syscall"
	"time"
)

// grace is how long a browser that is just sending a request has to finish it once the
// program is asked to end.
const grace = time.Second

// drainListener lets the server end at once although connections stand open on which
// nothing is said: from drain on, nobody is waited for longer than grace before a request
// has come in whole. Requests that have are answered as ever.
type drainListener struct {
	net.Listener
	shares   *sharing     // what Listener is
	log      *slog.Logger // nil: nobody is told
	onDrain  func()       // called when it begins to drain; nil: nobody is told
	draining atomic.Bool
	open     connections
}

// passing are the errors of accept(2) after which the next connection may well come in: the machine, or this program,
// has too much open just now, or who wanted to come has gone.
var passing = []error{
	syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED, syscall.ECONNRESET, syscall.EINTR,
}

func isPassing(err error) bool {
	for _, known := range passing {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// How long the next connection is waited for after one could not be accepted: longer each time.
const (
	firstPause = 5 * time.Millisecond
	mostPause  = time.Second
)

// Accept waits where nothing can be accepted just now. An error ends the whole server, so it is for good.
func (l *drainListener) Accept() (net.Conn, error) {
	for pause := time.Duration(0); ; {
		c, err := l.Listener.Accept()
		if err == nil {
			conn := &drainConn{Conn: c, of: l}
			l.open.add(conn)
			return conn, nil
		}
		if !isPassing(err) {
			return nil, err
		}
		if pause == 0 && l.log != nil {
			l.log.Error("a connection could not be accepted; trying again", "error", err)
		}
		pause = min(max(firstPause, 2*pause), mostPause)
		time.Sleep(pause)
	}
}

func (l *drainListener) drain() {
	if l.onDrain != nil {
		l.onDrain()
	}
	l.draining.Store(true)
	for _, c := range l.open.all() {
		_ = c.Conn.SetReadDeadline(time.Now().Add(grace))
	}
}

// drainConn is a connection that gives up reading soon once its listener is drained.
type drainConn struct {
	net.Conn
	of      *drainListener
	lingers atomic.Bool
}

const (
	mostRest = 16 << 20         // of a request that was refused before it had come in
	restTime = 15 * time.Second // that it may take
)

// Linger has the connection take in a rest of what is being sent before it is closed.
func (c *drainConn) Linger() { c.lingers.Store(true) }

func (c *drainConn) SetReadDeadline(t time.Time) error { return c.Conn.SetReadDeadline(c.soon(t)) }

func (c *drainConn) SetDeadline(t time.Time) error {
	if !c.of.draining.Load() {
		return c.Conn.SetDeadline(t)
	}
	if err := c.Conn.SetReadDeadline(c.soon(t)); err != nil {
		return err
	}
	return c.Conn.SetWriteDeadline(t)
}

// The server sets a deadline of its own before it reads, perhaps just after the drain.
func (c *drainConn) soon(t time.Time) time.Time {
	latest := time.Now().Add(grace)
	if c.of.draining.Load() && (t.IsZero() || t.After(latest)) {
		return latest
	}
	return t
}

// SyscallConn leads to the connection itself, to which package web looks.
func (c *drainConn) SyscallConn() (syscall.RawConn, error) { return rawConn(c.Conn) }

func (c *drainConn) Close() error {
	if c.lingers.Swap(false) {
		_ = c.SetReadDeadline(time.Now().Add(restTime))
		takeRest(c.Conn, mostRest)
	}
	c.of.open.remove(c)
	return c.Conn.Close()
}
