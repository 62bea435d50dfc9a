package throttle

import "sync"

// Concurrency bounds how many do the same costly thing at the same moment, by name, so that
// one who may do it as often as they like leaves room for the others. The zero value
// is empty. It is in memory: a restart empties every room anyway.
type Concurrency struct {
	mu     sync.Mutex
	inside map[string]int
}

// Enter takes a place among most for this name; leave gives it back. Not ok: all are taken.
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
