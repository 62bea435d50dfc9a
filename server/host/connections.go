package host

import (
	"maps"
	"math"
	"slices"
	"sync"
	"syscall"
)

// ownFiles is how many files the program needs besides connections: the database's, those of mail servers, and the few
// connections on which it says that it is busy.
const ownFiles = 96

// descriptors is how many connections the limit on open files leaves room for (Go has raised it as far as it may be):
// where they took the last one, the database could not be opened for whoever is connected.
func descriptors() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || uint64(limit.Cur) > math.MaxInt32 {
		return math.MaxInt32
	}
	return max(int(limit.Cur)-ownFiles, ownFiles/3)
}

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
