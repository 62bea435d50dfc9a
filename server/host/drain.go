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
	of *drainListener
}

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
	c.of.open.remove(c)
	return c.Conn.Close()
}
