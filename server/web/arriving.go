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

func (a *arrivals) leave(header *fasthttp.RequestHeader) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.set, header)
}

// mayTakeTime reports whether a request may be as slow as any, seen by its headers. Which connection they came in on
// is not known here: whoever writes another's address into them, past the proxy, hurries that one at worst.
func (s *Site) mayTakeTime(header *fasthttp.RequestHeader) bool {
	length := header.ContentLength()
	if len(s.Trusted) == 0 || header.IsGet() || header.IsHead() || length != -1 && length <= 0 { // -1: in chunks
		return true
	}
	from := s.before(s.Trusted[0].Addr(), forwarded(header))
	if s.Trusts(from) {
		return true // nobody is named
	}
	most := s.Connections
	if most == 0 {
		most = MostConnections
	}
	return s.arrivals.enter(header, NetworkOf(from), most, time.Now())
}

// received runs as soon as the headers of a request have come in.
func (s *Site) received(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if !s.mayTakeTime(header) {
		return fasthttp.RequestConfig{ReadTimeout: hurry}
	}
	return s.roomFor(header)
}
