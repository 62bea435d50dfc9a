package host

import (
	"net"
	"sync/atomic"
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
	shares   *sharing // what Listener is
	draining atomic.Bool
	open     connections
}

func (l *drainListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	conn := &drainConn{Conn: c, of: l}
	l.open.add(conn)
	return conn, nil
}

func (l *drainListener) drain() {
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

func (c *drainConn) Close() error {
	if c.lingers.Swap(false) {
		_ = c.SetReadDeadline(time.Now().Add(restTime))
		takeRest(c.Conn, mostRest)
	}
	c.of.open.remove(c)
	return c.Conn.Close()
}
