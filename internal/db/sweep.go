package db

import (
	"context"
	"errors"
	"fmt"
)

// Bite is how many rows a sweep takes in one transaction, at most: whoever writes meanwhile waits for no more than that.
const Bite = 500

// Sweep takes away what is due of one table: each call at most [Bite] rows, and it returns how many they were.
type Sweep func(ctx context.Context, tx Tx) (taken int, err error)

// Sweeping is a sweep by one statement, whose last parameter is how many rows it takes at most. Doing is the beginning of the
// error, such as "changing session".
func Sweeping(doing, query string, args ...any) Sweep {
	return func(ctx context.Context, tx Tx) (int, error) {
		return tx.Count(ctx, doing, query, append(args[:len(args):len(args)], Bite)...)
	}
}

// Count is [Tx.Do] for a change of which the number of rows is asked for.
func (t Tx) Count(ctx context.Context, doing, query string, args ...any) (rows int, err error) {
	result, err := t.Exec(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	return int(n), nil
}

// Sweep has each of them take away all that is due, bite by bite, each in a transaction of its own. One that fails keeps the
// others from nothing; their errors are joined.
func (d *DB) Sweep(ctx context.Context, due ...Sweep) error {
	var failed error
	for _, sweep := range due {
		for more := true; more && ctx.Err() == nil; {
			failed = errors.Join(failed, d.InTx(ctx, func(ctx context.Context, tx Tx) error {
				taken, err := sweep(ctx, tx)
				more = err == nil && taken >= Bite
				return err
			}))
		}
	}
	return errors.Join(failed, ctx.Err())
}
