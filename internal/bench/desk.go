package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"latchkey/internal/password"
	"latchkey/internal/ticket"
)

const (
	fewTickets  = 50
	fewAccounts = 50
	deskTurns   = 100
	fewestTurns = 5
	pageAtMost  = 2 * time.Second // for the turns of one page; at least the fewest are had
	quick       = 25              // the percentile that counts: what else the machine does slows a page, and never quickens it
	searchTurns = 200
)

// measureDesk compares pages of a host with many tickets with those of one with fifty, searches in them, takes
// files in, and looks at how long the writer is held by all of it.
func (b *bench) measureDesk(ctx context.Context) (err error) {
	b.section(fmt.Sprintf("%d accounts, %d tickets, %d messages", b.large.accounts, b.large.tickets, b.large.tickets*messagesEach))
	began := time.Now()
	few, err := b.desk(ctx, filepath.Join(b.dir, "few"), size{accounts: fewAccounts, tickets: fewTickets})
	if err != nil {
		return err
	}
	spread, err := b.desk(ctx, filepath.Join(b.dir, "spread"), size{accounts: fewAccounts, tickets: fewTickets, spread: true})
	if err != nil {
		return err
	}
	many, err := b.desk(ctx, b.kept("tickets"), b.large)
	if err != nil {
		return err
	}
	b.note("making them and their index (s)", "%.0f", time.Since(began).Seconds())
	if err := b.compareLists(ctx, few, spread, many); err != nil {
		return err
	}
	for _, measure := range []func(*desked) error{b.measureSearch, b.measureUploads, b.measureWriter} {
		if err := measure(many); err != nil {
			return err
		}
	}
	return nil
}

// compared are the pages that are compared, each with the page of the small host that shows as many rows.
var compared = []struct {
	staff      bool
	path, with string // with is "" for the same path
}{
	{path: "/dashboard"},
	{path: "/tickets"},
	{path: "/tickets?show=all"},
	{path: "/tickets/T-1"},
	{staff: true, path: "/desk/queue"},
	{staff: true, path: "/desk/queue?order=updated"},
	{staff: true, path: "/desk/queue?order=priority"},
	{staff: true, path: "/desk/queue?view=mine", with: "/desk/queue"},
	{staff: true, path: "/desk/queue?view=unassigned", with: "/desk/queue"},
	{staff: true, path: "/desk/queue?view=us", with: "/desk/queue"},
	{staff: true, path: "/desk/queue?view=client", with: "/desk/queue"},
	{staff: true, path: "/desk/queue?view=closed", with: "/desk/queue"},
	{staff: true, path: "/desk/queue?department=" + ticket.Support, with: "/desk/queue"},
	{staff: true, path: "/desk/tickets/T-1"},
	{staff: true, path: "/desk/accounts"},
	{staff: true, path: "/desk/people"},
}

// compareLists asks for what a client sees where one account has every ticket of the small host, and for what staff see where
// each account has one: so as many accounts and people stand on either page.
func (b *bench) compareLists(ctx context.Context, few, spread, many *desked) (err error) {
	for _, d := range []*desked{few, spread, many} {
		if err := d.start(); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, d.process.stop()) }()
	}
	for _, page := range compared {
		small, large := few.client, many.client
		if page.staff {
			small, large = spread.staff, many.staff
		}
		with := page.with
		if with == "" {
			with = page.path
		}
		if err := b.comparePage(ctx, "page ÷ with fifty tickets", small, with, large, page.path); err != nil {
			return err
		}
	}
	return nil
}

// comparePage asks both hosts for a page in turns.
func (b *bench) comparePage(ctx context.Context, bar string, few reader, with string, many reader, path string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var small, large []float64
	for i, began := 0, time.Now(); i < deskTurns+3 && (len(large) < fewestTurns || time.Since(began) < pageAtMost); i++ {
		a, err := few.times(with, 1)
		if err != nil {
			return err
		}
		c, err := many.times(path, 1)
		if err != nil {
			return err
		}
		if i >= 3 { // the first ones prepare statements
			small, large = append(small, a...), append(large, c...)
		}
	}
	a, c := percentile(small, quick), percentile(large, quick)
	b.hold(bar, ": "+path, c/a, fmt.Sprintf("%.2f ms and %.2f ms", c, a))
	return nil
}

// desked is a host with tickets, and who is signed in there: the owner of its largest account, and an administrator.
type desked struct {
	size
	host
	process *process
	signsIn int // the client's number

	client, staff reader
}

// reader asks for pages with a session.
type reader struct {
	address, session string
}

func (v reader) times(path string, turns int) ([]float64, error) {
	l, err := dial(v.address, 0)
	if err != nil {
		return nil, err
	}
	defer l.close()
	all := make([]float64, 0, turns)
	for range turns {
		began := time.Now()
		if err := l.fetch(get(v.address, path, v.session)); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, milliseconds(time.Since(began)))
	}
	return all, nil
}

// desk makes a host of a size in a folder, unless an earlier run has.
func (b *bench) desk(ctx context.Context, data string, of size) (*desked, error) {
	d := &desked{size: of, host: host{program: b.real.program, data: data}}
	return d, d.madeOnce(ctx, of.accounts, password.Options{}, func() error { return fillDesk(ctx, data, of, d.people) })
}

// start starts the host, and signs both in the first time: their sessions outlive it.
func (d *desked) start() (err error) {
	if d.process, err = d.serve(); err != nil {
		return err
	}
	for who, is := range map[int]*reader{d.signsIn: &d.client, len(d.people) - 1: &d.staff} {
		if is.address = d.process.address; is.session != "" {
			continue
		}
		if *is, err = d.signIn(who); err != nil {
			return errors.Join(err, d.process.stop())
		}
	}
	return nil
}

// signIn signs one of the people in.
func (d *desked) signIn(who int) (r reader, err error) {
	l, err := dial(d.process.address, who%250)
	if err != nil {
		return r, err
	}
	defer l.close()
	r.address = d.process.address
	r.session, err = d.people[who].signIn(l, r.address)
	return r, err
}
