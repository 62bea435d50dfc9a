package web

import (
	"net/netip"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// hurry is how long the rest of a request may take to come in whose sender has as many on the way as are still free:
// what is sent in one go arrives.
const hurry = 100 * time.Millisecond

// arrival is a request whose headers have come in, and whose body has not.
type arrival struct {
	from  netip.Prefix
	until time.Time // when it has come in, or has been given up
}

// arrivals are the requests that trusted proxies are still passing on. Each holds a connection, and the proxies share
// theirs among everybody. So the rule for connections holds here too: nobody has more on the way than are still free.
// Safe for concurrent use.
type arrivals struct {
	mu  sync.Mutex
	set map[*fasthttp.RequestHeader]arrival
}

// enter reports whether a sender may take their time. It is never more than most who do.
func (a *arrivals) enter(header *fasthttp.RequestHeader, from netip.Prefix, most int, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.set, header) // of another connection before
	theirs := 0
	for other, o := range a.set {
		switch {
		case now.After(o.until):
			delete(a.set, other)
		case o.from == from:
			theirs++
		}
	}
	if theirs >= most-len(a.set) {
		return false
	}
	if a.set == nil {
		a.set = map[*fasthttp.RequestHeader]arrival{}
	}
	a.set[header] = arrival{from: from, until: now.Add(readTime)}
	return true
}

// holds reports whether a sender may still take their time, and for how long they may from now on.
func (a *arrivals) holds(header *fasthttp.RequestHeader, until time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	one, is := a.set[header]
	if is {
		one.until = until
		a.set[header] = one
	}
	return is
}

func (a *arrivals) leave(header *fasthttp.RequestHeader) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.set, header)
}

// sender is who has a request passed on by a proxy, seen by its headers. Which connection they came in on is not known here:
// whoever writes another's address into them, past the proxy, hurries that one at worst.
func (s *Site) sender(header *fasthttp.RequestHeader) (from netip.Addr, named bool) {
	if len(s.Trusted) == 0 {
		return from, false
	}
	from = s.before(s.Trusted[0].Addr(), forwarded(header))
	return from, !s.Trusts(from)
}

// mayTakeTime reports whether a request may be as slow as any.
func (s *Site) mayTakeTime(header *fasthttp.RequestHeader) bool {
	length := header.ContentLength()
	if header.IsGet() || header.IsHead() || length != -1 && length <= 0 { // -1: in chunks
		return true
	}
	from, named := s.sender(header)
	if !named {
		return true
	}
	most := s.Connections
	if most == 0 {
		most = MostConnections
	}
	return s.arrivals.enter(header, NetworkOf(from), most, time.Now())
}

// received runs as soon as the headers of a request have come in. Of its body no more than a byte is waited for before the
// request is looked at: how much is taken in, and by whom, takeBody says.
func (s *Site) received(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	c := fasthttp.RequestConfig{MaxRequestBodySize: 1}
	if s.announced.note(header, header.ContentLength() > s.mostOf(header)) || !s.mayTakeTime(header) {
		c.ReadTimeout = hurry
	}
	return c
}

// announced are requests that have said that their body is larger than it may be. Whoever says so need not send it to be told.
// Safe for concurrent use.
type announced struct {
	mu  sync.Mutex
	set map[*fasthttp.RequestHeader]bool
}

// note keeps what a request has said, and returns it.
func (a *announced) note(header *fasthttp.RequestHeader, large bool) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.set, header) // of another connection before
	if large {
		if a.set == nil {
			a.set = map[*fasthttp.RequestHeader]bool{}
		}
		a.set[header] = true
	}
	return large
}

// take reports whether a request had said so, and forgets it.
func (a *announced) take(header *fasthttp.RequestHeader) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	large := a.set[header]
	delete(a.set, header)
	return large
}
