package main

import (
	"net"
	"sync/atomic"
	"time"
)

// grace is how long a browser that is just sending a request has to finish it once the
// program is asked to end.
const grace = time.Second

// quietListener lets the server end at once although connections stand open on which
// nothing is said: from hush on, nobody is waited for longer than grace before a request
// has come in whole. Requests that have are answered as ever.
type quietListener struct {
	net.Listener
	hushed atomic.Bool
	open   connections
}

func (l *quietListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	quiet := &quietConn{Conn: c, of: l}
	l.open.add(quiet)
	return quiet, nil
}

func (l *quietListener) hush() {
	l.hushed.Store(true)
	for _, c := range l.open.all() {
		_ = c.Conn.SetReadDeadline(time.Now().Add(grace))
	}
}

// quietConn is a connection that gives up reading soon after its listener was hushed.
type quietConn struct {
	net.Conn
	of *quietListener
}

func (c *quietConn) SetReadDeadline(t time.Time) error { return c.Conn.SetReadDeadline(c.soon(t)) }

func (c *quietConn) SetDeadline(t time.Time) error {
	if !c.of.hushed.Load() {
		return c.Conn.SetDeadline(t)
	}
	if err := c.Conn.SetReadDeadline(c.soon(t)); err != nil {
		return err
	}
	return c.Conn.SetWriteDeadline(t)
}

// The server sets a deadline of its own before it reads, perhaps just after the hush.
func (c *quietConn) soon(t time.Time) time.Time {
	latest := time.Now().Add(grace)
	if c.of.hushed.Load() && (t.IsZero() || t.After(latest)) {
		return latest
	}
	return t
}

func (c *quietConn) Close() error {
	c.of.open.remove(c)
	return c.Conn.Close()
}
