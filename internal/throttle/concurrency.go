package throttle

import "sync"

// Concurrency limits how many callers with one name do something costly at the same time, so that one who may
// do it any number of times leaves room for the others. The zero value is ready to use. It is kept in memory,
// because a restart ends all calls anyway.
type Concurrency struct {
	mu     sync.Mutex
	inside map[string]int
}

// Enter takes one of most places for name. If it returns ok, the caller must call leave; otherwise all places
// are taken.
func (c *Concurrency) Enter(name string, most int) (leave func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.inside[name] >= most {
		return nil, false
	}
	if c.inside == nil {
		c.inside = map[string]int{}
	}
	c.inside[name]++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.inside[name]--; c.inside[name] == 0 {
			delete(c.inside, name)
		}
	}, true
}
