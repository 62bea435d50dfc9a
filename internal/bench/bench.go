package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"latchkey/internal/password"
)

// bench is one run of everything.
type bench struct {
	scale
	*report
	dir       string
	bare      string   // the program
	floor     *process // bare, on a copy of real's database
	floorPool *pool    // the people of real, at the floor
	real      host     // the program as it is released
	free      host     // built with the tag bench, so that its hash is nearly free
	resting   []resting
	running   []*process // to the end
}

// host is a data folder with the program that serves it, and with its people: clients wait in the pool, the last is staff.
type host struct {
	program, data string
	people        []*person
	pool          *pool
}

// cheap is as many KiB as a hash takes in the program that is built with the tag bench.
const cheap = 8

func (s scale) wants(part string) bool { return len(s.only) == 0 || slices.Contains(s.only, part) }

// prepare builds the programs, makes their people, and starts the floor.
func (b *bench) prepare(ctx context.Context) (err error) {
	b.bare = filepath.Join(b.dir, "bare")
	if err := build(ctx, "./internal/bench/bare", b.bare); err != nil {
		return err
	}
	b.real = host{program: filepath.Join(b.dir, "latchkey"), data: filepath.Join(b.dir, "data")}
	if err := build(ctx, "./server", b.real.program); err != nil {
		return err
	}
	b.free = host{program: filepath.Join(b.dir, "measured"), data: filepath.Join(b.dir, "free")}
	if err := build(ctx, "./server", b.free.program, "bench"); err != nil {
		return err
	}
	if err := b.real.settle(ctx, b.people, password.Options{}); err != nil {
		return err
	}
	if err := b.free.settle(ctx, 2*b.people, password.Options{Memory: cheap}); err != nil {
		return err
	}
	for _, copied := range []string{"bare", "started", "rested"} {
		if err := os.CopyFS(filepath.Join(b.dir, copied+".data"), os.DirFS(b.real.data)); err != nil {
			return err
		}
	}
	b.floorPool = newPool(b.real.people)
	if b.floor, err = b.startBare("bare.data"); err != nil {
		return err
	}
	b.running = append(b.running, b.floor)
	return nil
}

// startBare starts bare on the database of a folder.
func (b *bench) startBare(data string) (*process, error) {
	return start("/", b.bare, "--data", filepath.Join(b.dir, data, "latchkey.db"))
}

// settle makes the host's folder, with people and an administrator.
func (h *host) settle(ctx context.Context, people int, hashing password.Options) (err error) {
	if err := os.MkdirAll(h.data, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(h.data, measuredFile), nil, 0o600); err != nil {
		return err
	}
	h.people, err = settle(ctx, h.data, people+1, password.NewHasher(hashing))
	if err == nil {
		h.pool = newPool(h.people)
	}
	return err
}

// measuredFile is what a program that is built with the tag bench wants to see in a folder, before it opens it.
const measuredFile = "made-to-be-measured"

func (h *host) serve() (*process, error) {
	return start("/readyz", h.program, "serve", "--data", h.data)
}

// peopleFile says beside a host that is kept who its people are.
const peopleFile = "people.json"

// madeOnce makes a host's folder with people, an administrator, and what fill adds, unless an earlier run has.
func (h *host) madeOnce(ctx context.Context, people int, hashing password.Options, fill func() error) error {
	name := filepath.Join(h.data, peopleFile)
	text, err := os.ReadFile(name)
	switch {
	case err == nil:
		if err := json.Unmarshal(text, &h.people); err != nil {
			return err
		}
		h.pool = newPool(h.people)
		return h.dropCopies()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := h.settle(ctx, people, hashing); err != nil {
		return err
	}
	if err := fill(); err != nil {
		return err
	}
	if err := fillIndex(ctx, h.data); err != nil {
		return err
	}
	if text, err = json.Marshal(h.people); err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o600)
}

// dropCopies removes what the host kept of itself when a later version brought it up to date.
func (h *host) dropCopies() error {
	copies, err := filepath.Glob(filepath.Join(h.data, "latchkey-schema-*.db"))
	for _, name := range copies {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}

// kept is where a large host is: in a folder of this run, or in that which is kept from run to run.
func (b *bench) kept(name string) string { return filepath.Join(cmp.Or(b.keep, b.dir), name) }
