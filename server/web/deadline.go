package web

import (
	"context"
	"net"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v2"
)

// lookEvery is how often a connection is looked at while somebody waits for a page on it. What is answered sooner costs nothing.
const lookEvery = 100 * time.Millisecond

// deadline ends a request's context after [requestTime]; and that of a page once nobody waits for it any more, because the
// browser has closed the connection. A form is done to its end: whoever has sent it may leave.
func (s *Site) deadline(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), requestTime)
	defer cancel()
	if c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead {
		defer whileOpen(ctx, c.Context().Conn(), cancel).Stop()
	}
	c.SetUserContext(ctx)
	return c.Next()
}

// whileOpen looks at a connection until ctx ends, and calls gone when the other side has closed it. The caller stops what it
// returns.
func whileOpen(ctx context.Context, conn net.Conn, gone func()) *time.Timer {
	var look func()
	look = func() {
		switch {
		case ctx.Err() != nil:
		case closed(conn):
			gone()
		default:
			time.AfterFunc(lookEvery, look)
		}
	}
	return time.AfterFunc(lookEvery, look)
}

// closed reports whether the other side has ended a connection, or said that it sends nothing more, as a browser does that
// leaves. It takes nothing out of it.
func closed(conn net.Conn) bool {
	on, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := on.SyscallConn()
	if err != nil {
		return false
	}
	var ended bool
	err = raw.Control(func(fd uintptr) {
		n, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		ended = n == 0 && err == nil || err == syscall.ECONNRESET
	})
	return ended || err != nil
}
