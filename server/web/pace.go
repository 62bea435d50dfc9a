package web

import (
	"errors"
	"io"
	"time"
)

// mostPartHead is how many bytes the headers of a part may have, with what a reader takes ahead.
const mostPartHead = 16 << 10

// errTooMuch ends the reading of a form that is larger than it may be.
var errTooMuch = errors.New("the form has more bytes than it may")

// errLongHead ends it where the headers of a part go on.
var errLongHead = errors.New("the headers of a part have more bytes than they may")

// pace reads a form for as long as it keeps coming: each byte buys the sender time, up to patience.
type pace struct {
	r     *Request
	from  io.Reader
	until time.Time // when the sender is given up
	most  int64     // bytes that may still come
	head  int64     // bytes in which the headers of a part have to end, while they are being read
	heads bool      // they are
}

// headers begins the headers of a part: without a bound they would be gathered in memory, however long they are.
func (p *pace) headers() { p.head, p.heads = mostPartHead, true }

// content ends them.
func (p *pace) content() { p.heads = false }

// Read returns an error of the connection once the sender is given up, and errTooMuch or errLongHead beyond a bound.
func (p *pace) Read(b []byte) (int, error) {
	most := p.most
	if p.heads {
		most = min(most, p.head)
	}
	switch {
	case p.most <= 0:
		return 0, errTooMuch
	case most <= 0:
		return 0, errLongHead
	}
	if int64(len(b)) > most {
		b = b[:most]
	}
	if err := p.r.c.Context().Conn().SetReadDeadline(p.until); err != nil {
		return 0, err
	}
	n, err := p.from.Read(b)
	p.most, p.head = p.most-int64(n), p.head-int64(n)
	p.until = p.until.Add(time.Duration(n) * time.Second / slowest)
	if latest := time.Now().Add(p.r.Site.uploads.mayPause()); p.until.After(latest) {
		p.until = latest
	}
	p.r.Site.arrivals.holds(&p.r.c.Request().Header, p.until)
	return n, err
}
