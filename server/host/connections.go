package host

import (
	"maps"
	"slices"
	"sync"
)

// connections are those that stand open. Safe for concurrent use.
type connections struct {
	mu  sync.Mutex
	set map[*drainConn]struct{}
}

func (cs *connections) add(c *drainConn) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.set == nil {
		cs.set = map[*drainConn]struct{}{}
	}
	cs.set[c] = struct{}{}
}

func (cs *connections) remove(c *drainConn) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.set, c)
}

func (cs *connections) all() []*drainConn {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return slices.Collect(maps.Keys(cs.set))
}
