// Package pace has long work that nobody waits for impatiently, such as checking the whole audit log, give way to people who
// sign in.
package pace

import (
	"context"
	"sync"
	"time"
)

// share is what is left to others, for each part of the time that long work takes while they wait.
const share = 9

// look is how often a pause asks whether anybody still waits.
const look = 5 * time.Millisecond

// Pace has long work go on bite by bite, one bite at a time however many have some to do. The zero value never pauses. It is safe
// for concurrent use.
type Pace struct {
	Busy func() bool // whether anybody waits for what is more urgent; nil: nobody ever does

	turn sync.Mutex
}

// Bite does one bite when its turn comes. While somebody waits for what is more urgent, it is followed by a pause nine times as long.
// It returns what bite returned, or the error of ctx.
func (p *Pace) Bite(ctx context.Context, bite func() error) error {
	p.turn.Lock()
	defer p.turn.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	began := time.Now()
	err := bite()
	for over := time.Now().Add(share * time.Since(began)); err == nil && p.busy() && time.Now().Before(over); {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(look, time.Until(over))):
		}
	}
	return err
}

func (p *Pace) busy() bool { return p.Busy != nil && p.Busy() }
