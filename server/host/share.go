package host

import (
	"io"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"latchkey/server/web"
)

// sharing hands out so many connections and no more, and to no peer more than as many as are still free: one peer gets
// half of them, and each further one that takes what it can get leaves room for the next. Proxies that are trusted bring
// everybody, so they may have all.
type sharing struct {
	net.Listener
	most   int
	trusts func(netip.Addr) bool // set before the first Accept, as busy is
	busy   func() []byte         // what the others are told

	mu      sync.Mutex
	open    int
	by      map[netip.Prefix]int
	telling chan struct{} // bounds how many are told at once
}

func newSharing(l net.Listener, most int) *sharing {
	return &sharing{Listener: l, most: most, by: map[netip.Prefix]int{}, telling: make(chan struct{}, 32)}
}

// Accept returns the next connection that has a share.
func (l *sharing) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		peer := l.peer(c.RemoteAddr())
		if l.enter(peer) {
			return &shared{Conn: c, leave: sync.OnceFunc(func() { l.leave(peer) })}, nil
		}
		l.refuse(c)
	}
}

// peer is whose share a connection takes. For a trusted proxy it is none: package web shares that one's connections out.
func (l *sharing) peer(at net.Addr) netip.Prefix {
	tcp, ok := at.(*net.TCPAddr)
	if !ok {
		return netip.Prefix{}
	}
	address := tcp.AddrPort().Addr().Unmap().WithZone("")
	if l.trusts(address) {
		return netip.Prefix{}
	}
	return web.NetworkOf(address)
}

func (l *sharing) enter(peer netip.Prefix) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	free := l.most - l.open
	if free <= 0 || peer.IsValid() && l.by[peer] >= free {
		return false
	}
	l.open++
	if peer.IsValid() {
		l.by[peer]++
	}
	return true
}

func (l *sharing) leave(peer netip.Prefix) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if !peer.IsValid() {
		return
	}
	if l.by[peer]--; l.by[peer] == 0 {
		delete(l.by, peer)
	}
}

// refuse tells a peer that it has to wait, where that can be done beside.
func (l *sharing) refuse(c net.Conn) {
	select {
	case l.telling <- struct{}{}:
	default:
		_ = c.Close()
		return
	}
	go func() {
		defer func() { <-l.telling }()
		_ = c.SetDeadline(time.Now().Add(time.Second))
		if _, err := c.Write(l.busy()); err == nil {
			takeRest(c, 16<<10)
		}
		_ = c.Close()
	}()
}

// takeRest ends what is said on a connection, and takes in what is still being sent, so that what was said arrives.
func takeRest(c net.Conn, most int64) {
	if end, ok := c.(interface{ CloseWrite() error }); ok && end.CloseWrite() == nil {
		_, _ = io.CopyN(io.Discard, c, most)
	}
}

// shared is a connection that gives its share back when it is closed.
type shared struct {
	net.Conn
	leave func()
}

func (c *shared) Close() error {
	defer c.leave()
	return c.Conn.Close()
}

// CloseWrite ends what is sent, and goes on reading.
func (c *shared) CloseWrite() error {
	end, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok {
		return net.ErrClosed
	}
	return end.CloseWrite()
}

// SyscallConn leads to the connection itself, to which package web looks.
func (c *shared) SyscallConn() (syscall.RawConn, error) { return rawConn(c.Conn) }

func rawConn(c net.Conn) (syscall.RawConn, error) {
	on, ok := c.(syscall.Conn)
	if !ok {
		return nil, net.ErrClosed
	}
	return on.SyscallConn()
}
