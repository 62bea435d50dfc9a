package main

import (
	"context"
	"errors"
	"time"
)

// rest is how long it may take until what a rush took is given back.
const rest = time.Minute

// resting is a server that has been through a rush, and that nobody asks for anything since.
type resting struct {
	since time.Time
	look  func() error // after the rest
}

// rests has what is looked at be left alone until then, while other things are measured.
func (b *bench) rests(look func() error) {
	b.resting = append(b.resting, resting{since: time.Now(), look: look})
}

// measureRest looks at what rushes have left behind, once a minute has gone by.
func (b *bench) measureRest(ctx context.Context) error {
	if len(b.resting) == 0 {
		return nil
	}
	b.section("After a minute of rest")
	for _, r := range b.resting {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Until(r.since.Add(rest))):
		}
		if err := r.look(); err != nil {
			return err
		}
	}
	return nil
}

// stop ends what was left running to the end.
func (b *bench) stop() (err error) {
	for _, p := range b.running {
		err = errors.Join(err, p.stop())
	}
	return err
}
