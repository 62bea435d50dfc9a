package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"latchkey/internal/password"
)

// bench is one run of everything.
type bench struct {
	scale
	*report
	dir     string
	program string
	bare    string
	data    string
	pool    *pool
	hasher  *password.Hasher
	hash    string // of sharedPassword
}

func (s scale) wants(part string) bool { return len(s.only) == 0 || slices.Contains(s.only, part) }

func (b *bench) prepare(ctx context.Context) (err error) {
	b.program, b.bare = filepath.Join(b.dir, "latchkey"), filepath.Join(b.dir, "bare")
	b.data = filepath.Join(b.dir, "data")
	if err := build(ctx, "./server", b.program); err != nil {
		return err
	}
	if err := build(ctx, "./internal/bench/bare", b.bare); err != nil {
		return err
	}
	if err := os.Mkdir(b.data, 0o700); err != nil {
		return err
	}
	b.hasher = password.NewHasher(password.Options{})
	if b.hash, err = b.hasher.Hash(ctx, sharedPassword); err != nil {
		return err
	}
	b.pool, err = settle(ctx, b.data, b.people, b.hasher)
	return err
}

func (b *bench) serve() (*process, error) {
	return start("/readyz", b.program, "serve", "--data", b.data)
}
