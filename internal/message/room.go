package message

import (
	"strings"
	"sync"
	"time"

	"latchkey/internal/address"
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
// its place among those at work up. Each urgency has places that no other takes, and one recipient's domain takes only a
// part of them: whoever has mail sent to a slow server keeps back what goes there, and nothing else. That holds behind a
// relay too, since a relay that asks the next server is slow by domain.
const slowAfter = 15 * time.Second

// load is how many messages are at work, and under way with the slow ones.
type load struct{ atWork, underWay int }

func (l load) below(most load) bool { return l.atWork < most.atWork && l.underWay < most.underWay }

// most is the load of one channel by urgency. Together they stay below the 50 connections that Postfix takes from one
// client.
var most = [...]struct{ all, domain load }{
	codes:   {all: load{6, 20}, domain: load{3, 6}},
	links:   {all: load{4, 16}, domain: load{2, 4}},
	notices: {all: load{4, 12}, domain: load{2, 4}},
}

// berth is what a load is counted for; the domain is "" for all of an urgency.
type berth struct {
	urgency urgency
	domain  string
}

// domainOf is the recipient's domain with ASCII folded, as the query compares it; "" for a number, and for an address to
// which nothing can be sent.
func domainOf(recipient string) string {
	if _, err := address.ParseEmail(recipient); err != nil {
		return ""
	}
	_, domain, _ := strings.Cut(recipient, "@")
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, domain)
}

// vacancy says that a message of this urgency may begin, unless it goes to a domain that has its part.
type vacancy struct {
	urgency urgency
	full    []string
}

// room counts the messages of one channel that are under way.
type room struct {
	mu    sync.Mutex
	taken map[berth]load
	freed chan struct{} // receives when a place has become free
}

func newRoom() *room { return &room{taken: map[berth]load{}, freed: make(chan struct{}, 1)} }

// free returns what may begin now, nothing if nothing may.
func (r *room) free() (free []vacancy) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for u := codes; u <= notices; u++ {
		if !r.taken[berth{urgency: u}].below(most[u].all) {
			continue
		}
		v := vacancy{urgency: u}
		for at, l := range r.taken {
			if at.urgency == u && at.domain != "" && !l.below(most[u].domain) {
				v.full = append(v.full, at.domain)
			}
		}
		free = append(free, v)
	}
	return free
}

// enter takes a place for m, among those at work for no longer than slow. The function that it returns gives it back.
func (r *room) enter(m Message, slow time.Duration) (leave func()) {
	at := []berth{{urgency: m.Kind.urgency()}}
	if domain := domainOf(m.Recipient); domain != "" {
		at = append(at, berth{m.Kind.urgency(), domain})
	}
	r.add(at, load{1, 1})
	rest := sync.OnceFunc(func() { r.give(at, load{-1, 0}) })
	timer := time.AfterFunc(slow, rest)
	return func() {
		timer.Stop()
		rest()
		r.give(at, load{0, -1})
	}
}

func (r *room) add(at []berth, more load) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range at {
		l := r.taken[p]
		l.atWork += more.atWork
		l.underWay += more.underWay
		r.taken[p] = l
		if l == (load{}) {
			delete(r.taken, p)
		}
	}
}

// give gives places back, and has somebody look who may begin now.
func (r *room) give(at []berth, less load) {
	r.add(at, less)
	select {
	case r.freed <- struct{}{}:
	default:
	}
}
