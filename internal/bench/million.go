package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"latchkey/internal/password"
)

// signers are those of a host of very many people who sign in.
const signers = 1000

// everyList are the pages that staff find lists and counts on, and what people see of themselves.
var everyList = []struct {
	client bool
	path   string
}{
	{client: true, path: "/dashboard"},
	{client: true, path: "/security"},
	{client: true, path: "/security/sessions"},
	{path: "/desk"},
	{path: "/desk/people"},
	{path: "/desk/accounts"},
	{path: "/desk/queue"},
	{path: "/desk/cases"},
	{path: "/desk/audit"},
	{path: "/desk/policy"},
	{path: "/desk/announcements"},
	{path: "/desk/settings/brand"},
	{path: "/desk/messages"},
	{path: "/desk/people?q=member-0000"},
	{path: "/desk/people?q=member-0000123@example.test"},
	{path: "/desk/search?q=member-0000"},
}

// measureMillion compares a host of very many people with one of as many as sign in here. Both are served with a hash that is nearly
// free, which would hide what else a sign-in takes.
func (b *bench) measureMillion(ctx context.Context) error {
	b.section(fmt.Sprintf("%d people, with %d rows in the audit log each, and one session of %d", b.population, eventsEach, sessionOfEach))
	few, _, err := b.populated(ctx, filepath.Join(b.dir, "population"), b.people)
	if err != nil {
		return err
	}
	many, took, err := b.populated(ctx, b.kept("people"), b.population)
	if err != nil {
		return err
	}
	if took > 0 {
		b.hold("making a million people (s)", "", took.Seconds(), "")
	}
	if _, err := b.compareStarts("start ÷ with 1,500 people", "", many.serve, few.serve); err != nil {
		return err
	}
	if err := b.measureBackup(ctx, many); err != nil {
		return err
	}
	for _, d := range []*desked{few, many} {
		if err := d.start(); err != nil {
			return err
		}
		b.running = append(b.running, d.process)
	}
	defer b.rests(func() error { return b.compareTheirMemory(few, many) })
	if err := b.comparePopulations(ctx, few, many); err != nil {
		return err
	}
	return b.compareTheirSignIns(ctx, few, many)
}

// populated makes a host with so many people, of whom some sign in, and says how long that took; 0: an earlier run has made it.
func (b *bench) populated(ctx context.Context, data string, people int) (d *desked, took time.Duration, err error) {
	// Another one each time: the sessions of earlier runs would stand on the page of a host that is kept.
	d = &desked{host: host{program: b.free.program, data: data}, signsIn: rand.IntN(fewAccounts)}
	err = d.madeOnce(ctx, signers, password.Options{Memory: cheap}, func() error {
		began := time.Now()
		defer func() { took = time.Since(began) }()
		if err := fillDesk(ctx, data, size{accounts: fewAccounts, tickets: fewTickets, spread: true}, d.people); err != nil {
			return err
		}
		return fillPopulation(ctx, data, people-signers)
	})
	if err == nil {
		d.pool = newPool(d.people[fewAccounts:]) // each code works once
	}
	return d, took, err
}

func (b *bench) comparePopulations(ctx context.Context, few, many *desked) error {
	for _, list := range everyList {
		small, large := few.staff, many.staff
		if list.client {
			small, large = few.client, many.client
		}
		if err := b.comparePage(ctx, "page ÷ with 1,500 people", small, list.path, large, list.path); err != nil {
			return err
		}
	}
	for _, words := range []string{"ember-00012", "0123@example"} {
		times, err := many.staff.times("/desk/people?q="+url.QueryEscape(words), deskTurns)
		if err != nil {
			return err
		}
		b.hold("searching inside words, 99th percentile (ms)", ": "+words, percentile(times, 99), fmt.Sprintf("median %.1f", median(times)))
	}
	return nil
}

func (b *bench) compareTheirSignIns(ctx context.Context, few, many *desked) error {
	all, err := turns(ctx, b, func() (ratio float64, err error) {
		var each [2]float64
		for i, d := range []*desked{few, many} {
			done, err := signIns(ctx, d.process, d.pool, signInsATurn, 4)
			if err != nil {
				return 0, err
			}
			each[i] = done.wall.Seconds()
		}
		return each[1] / each[0], nil
	})
	if err == nil {
		b.holdMedian("sign-in, the hash nearly free ÷ with 1,500 people", "", all)
	}
	return err
}

func (b *bench) compareTheirMemory(few, many *desked) error {
	small, err := few.process.memory("VmRSS")
	if err != nil {
		return err
	}
	large, err := many.process.memory("VmRSS")
	b.hold("memory ÷ with 1,500 people", "", large/small, fmt.Sprintf("%.0f and %.0f MiB", large, small))
	return err
}

// measureBackup has people sign in, one by one, while a backup is made, and asks how long the writer was held at the longest.
func (b *bench) measureBackup(ctx context.Context, many *desked) error {
	if err := many.start(); err != nil {
		return err
	}
	began := time.Now()
	waits, err := many.signInDuring(ctx, "backup", "--data", many.data, "--to", filepath.Join(b.dir, "backup.tar"))
	took := time.Since(began)
	if err := errors.Join(err, many.process.stop()); err != nil {
		return err
	}
	said, err := many.process.saidAtItsEnd()
	if err != nil {
		return err
	}
	turn, err := time.ParseDuration(said.Longest)
	if err != nil {
		return err
	}
	commit, err := time.ParseDuration(said.Commit)
	b.hold("the writer's longest turn or commit while a backup is made (ms)", "", milliseconds(max(turn, commit)),
		fmt.Sprintf("%.0f and %.0f; a sign-in %.1f, at most %.1f, of %d in %.1f s",
			milliseconds(turn), milliseconds(commit), median(waits), slices.Max(waits), len(waits), took.Seconds()))
	return errors.Join(err, os.Remove(filepath.Join(b.dir, "backup.tar")))
}

// signInDuring has people sign in, one by one, while a command runs, and returns how long each took, in milliseconds.
func (d *desked) signInDuring(ctx context.Context, command ...string) (waits []float64, err error) {
	cmd := exec.CommandContext(ctx, d.program, command...)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	l, err := dial(d.process.address, 0)
	if err != nil {
		return nil, errors.Join(err, <-done)
	}
	defer l.close()
	for {
		select {
		case err := <-done:
			return waits, err
		default:
		}
		who, err := d.pool.take(ctx) // which may wait for a fresh code
		if err != nil {
			return nil, errors.Join(err, <-done)
		}
		asked := time.Now()
		if _, err := who.signIn(l, d.process.address); err != nil {
			return nil, errors.Join(err, <-done)
		}
		waits = append(waits, milliseconds(time.Since(asked)))
		d.pool.putBack(who)
	}
}
