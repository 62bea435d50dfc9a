package message

import (
	"sync"
	"time"
)

// urgency is how soon a message has to leave; the smaller, the sooner.
type urgency int

const (
	codes   urgency = iota // somebody sits before a page and waits
	links                  // mailed to whoever asks for one, so strangers can have many sent
	notices                // everything else
)

func (k Kind) urgency() urgency {
	switch {
	case k.Coded():
		return codes
	case k.Linked():
		return links
	}
	return notices
}

// A server may take minutes over one message: it looks it through, or asks the next one. So a message that takes long gives
// its place among those at work up, and what is less urgent leaves places to what is more urgent: whoever has mail sent to a
// slow server keeps nobody's code back.
const slowAfter = 15 * time.Second

// most is how many messages of one channel may be at work, and under way with the slow ones, before one of that urgency
// begins.
var most = [...]struct{ atWork, underWay int }{codes: {6, 40}, links: {5, 24}, notices: {4, 16}}

// room counts the messages of one channel that are under way.
type room struct {
	mu               sync.Mutex
	atWork, underWay int
	freed            chan struct{} // receives when a place has become free
}

func newRoom() *room { return &room{freed: make(chan struct{}, 1)} }

// free returns the least urgency that a message needs to begin now; some is false if none may.
func (r *room) free() (least urgency, some bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for u := notices; u >= codes; u-- {
		if r.atWork < most[u].atWork && r.underWay < most[u].underWay {
			return u, true
		}
	}
	return 0, false
}

// enter takes a place, among those at work for no longer than slow. The function that it returns gives it back.
func (r *room) enter(slow time.Duration) (leave func()) {
	r.mu.Lock()
	r.atWork++
	r.underWay++
	r.mu.Unlock()
	rest := sync.OnceFunc(func() { r.give(1, 0) })
	timer := time.AfterFunc(slow, rest)
	return func() {
		timer.Stop()
		rest()
		r.give(0, 1)
	}
}

// give gives places back, and has somebody look who may begin now.
func (r *room) give(atWork, underWay int) {
	r.mu.Lock()
	r.atWork -= atWork
	r.underWay -= underWay
	r.mu.Unlock()
	select {
	case r.freed <- struct{}{}:
	default:
	}
}
