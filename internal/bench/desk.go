package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	manyTickets  = 100_000
	fewTickets   = 50
	deskAccounts = 5_000
	deskTurns    = 60
)

// measureDesk compares pages of a host with a hundred thousand tickets with those of one with fifty, and searches in them.
func (b *bench) measureDesk(ctx context.Context) (err error) {
	b.section(fmt.Sprintf("%d accounts, %d tickets, %d messages", deskAccounts, manyTickets, manyTickets*messagesEach))
	few, err := b.desk(ctx, "few", 1, fewTickets)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, few.process.stop()) }()
	began := time.Now()
	many, err := b.desk(ctx, "many", deskAccounts, manyTickets)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, many.process.stop()) }()
	b.note("making them and their index (s)", "%.0f", time.Since(began).Seconds())
	for _, page := range []string{"/dashboard", "/tickets", "/tickets?show=all", "/tickets/T-1"} {
		if err := b.comparePage(page, few.client, many.client); err != nil {
			return err
		}
	}
	for _, search := range []struct {
		word string
		bar  float64
	}{{rareWord, 50}, {commonWord, 300}} {
		times, err := many.client.times("/search?q="+search.word, deskTurns)
		if err != nil {
			return err
		}
		b.atMost("searching for "+search.word+", 99th percentile (ms)", "%.1f", percentile(times, 99), search.bar,
			fmt.Sprintf("median %.1f", median(times)))
	}
	return nil
}

// comparePage asks for a page at both hosts in turns.
func (b *bench) comparePage(path string, few, many reader) error {
	var small, large []float64
	for range deskTurns {
		a, err := few.times(path, 1)
		if err != nil {
			return err
		}
		c, err := many.times(path, 1)
		if err != nil {
			return err
		}
		small, large = append(small, a...), append(large, c...)
	}
	b.atMost(path+" ÷ the same with fifty tickets", "%.2f", median(large)/median(small), 1.5,
		fmt.Sprintf("%.2f ms, %.2f ms with fifty", median(large), median(small)))
	return nil
}

// desked is a host with tickets, and somebody signed in there.
type desked struct {
	process *process
	client  reader
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
	var all []float64
	for range turns {
		began := time.Now()
		if err := l.fetch(get(v.address, path, v.session)); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, milliseconds(time.Since(began)))
	}
	return all, nil
}

// desk makes a host with so many tickets, starts it and signs the owner of its largest account in.
func (b *bench) desk(ctx context.Context, name string, accounts, tickets int) (d desked, err error) {
	data := filepath.Join(b.dir, name)
	if err := os.Mkdir(data, 0o700); err != nil {
		return d, err
	}
	people, err := settle(ctx, data, 1, b.hasher)
	if err != nil {
		return d, err
	}
	if err := fillDesk(ctx, data, accounts, tickets); err != nil {
		return d, err
	}
	if d.process, err = start("/readyz", b.program, "serve", "--data", data); err != nil {
		return d, err
	}
	l, err := dial(d.process.address, 0)
	if err != nil {
		return d, errors.Join(err, d.process.stop())
	}
	defer l.close()
	d.client.address = d.process.address
	if d.client.session, err = people.signIn(ctx, l, d.process.address); err != nil {
		return d, errors.Join(err, d.process.stop())
	}
	_, err = d.client.times("/tickets", 5) // the first ones prepare statements
	return d, err
}
