package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// errBusy is the plain "busy, try again" of a server at its limit.
var errBusy = errors.New("the server is busy")

// effort is what some work took.
type effort struct {
	count     int
	wall      time.Duration
	processor time.Duration
}

func (e effort) perSecond() float64 { return float64(e.count) / e.wall.Seconds() }
func (e *effort) add(more effort) {
	e.count, e.wall, e.processor = e.count+more.count, e.wall+more.wall, e.processor+more.processor
}

func (e effort) processorEach() time.Duration { return e.processor / time.Duration(e.count) }

// measured runs work and takes the time, and the processor time of one process.
func measured(p *process, count int, work func() error) (effort, error) {
	before, err := p.processorTime()
	if err != nil {
		return effort{}, err
	}
	began := time.Now()
	if err := work(); err != nil {
		return effort{}, err
	}
	e := effort{count: count, wall: time.Since(began)}
	after, err := p.processorTime()
	e.processor = after - before
	return e, err
}

// together runs work for 0 … count-1, so many at once, and returns the first failure.
func together(count, atOnce int, work func(worker, i int) error) error {
	var next atomic.Int64
	failures := make([]error, atOnce)
	var all sync.WaitGroup
	for worker := range atOnce {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < count && failures[worker] == nil; i = int(next.Add(1)) - 1 {
				failures[worker] = work(worker, i)
			}
		})
	}
	all.Wait()
	return first(failures)
}

// first tells of one failure, and how many more there were.
func first(failures []error) error {
	failures = slices.DeleteFunc(failures, func(err error) bool { return err == nil })
	if len(failures) < 2 {
		return errors.Join(failures...)
	}
	return fmt.Errorf("%w (and %d more)", failures[0], len(failures)-1)
}

// signIns has so many people sign in, password and then code, each in the browser that the person had before.
func signIns(ctx context.Context, p *process, people *pool, count, atOnce int) (effort, error) {
	return signInsAfter(ctx, p, people, 0, count, atOnce)
}

// signInsAfter is signIns right after some that are not measured: those take the memory from the system that a program has given back
// while nobody came.
func signInsAfter(ctx context.Context, p *process, people *pool, unmeasured, count, atOnce int) (effort, error) {
	if err := people.await(ctx, unmeasured+count); err != nil {
		return effort{}, err
	}
	links := make([]*link, atOnce)
	for i := range links {
		l, err := dial(p.address, i)
		if err != nil {
			return effort{}, err
		}
		defer l.close()
		links[i] = l
	}
	one := func(worker, _ int) error {
		_, err := people.signIn(ctx, links[worker], p.address)
		return err
	}
	if err := together(unmeasured, atOnce, one); err != nil {
		return effort{}, err
	}
	return measured(p, count, func() error { return together(count, atOnce, one) })
}

// signIn has the next person who can sign in do so.
func (c *pool) signIn(ctx context.Context, l *link, host string) (session string, err error) {
	who, err := c.take(ctx)
	if err != nil {
		return "", err
	}
	defer c.putBack(who)
	return who.signIn(l, host)
}

// signIn is one whole sign-in over one connection; it returns the session's cookie.
func (who *person) signIn(l *link, host string) (session string, err error) {
	a, err := l.send(post(host, "/sign-in", who.Known, who.passwordForm()))
	if err != nil {
		return "", err
	}
	if a.status == 503 {
		return "", errBusy
	}
	if a.status != 303 || a.location != "/sign-in/code" {
		return "", fmt.Errorf("a right password was answered by %d %s", a.status, a.location)
	}
	fresh, err := who.code()
	if err != nil {
		return "", err
	}
	a, err = l.send(post(host, "/sign-in/verify", who.Known+"challenge="+a.cookies["challenge"], who.codeForm(fresh)))
	if err != nil {
		return "", err
	}
	if a.status != 303 || a.location != "/dashboard" && a.location != "/desk" || a.cookies["session"] == "" {
		return "", fmt.Errorf("a right code was answered by %d %s", a.status, a.location)
	}
	who.Known = "browser=" + a.cookies["browser"] + "; "
	return "session=" + a.cookies["session"], nil
}
