package db

import (
	"context"
	"errors"
	"fmt"
)

// Bite is how many rows a sweep takes in one transaction, at most: whoever writes meanwhile waits for no more than that.
const Bite = 500

// Sweep takes away what is due of one table: each call looks through at most [Bite] rows, and returns how many they were.
type Sweep func(ctx context.Context, tx Tx) (taken int, err error)

// Sweeping is a sweep by one statement, whose last parameter is how many rows it takes at most. Doing is the beginning of the
// error, such as "changing session".
func Sweeping(doing, query string, args ...any) Sweep {
	return func(ctx context.Context, tx Tx) (int, error) {
		return tx.Count(ctx, doing, query, append(args[:len(args):len(args)], Bite)...)
	}
}

// Walking is a sweep along a table's key, for one in which every sign-in writes: each of them would pay for an index by time. The query
// selects, in their order, the keys behind $1, at most $2; take takes away what is due of those behind one key up to another. It is
// good for one run of [DB.Sweep].
func Walking(query string, take func(ctx context.Context, tx Tx, behind, upTo string) error) Sweep {
	var behind string
	return func(ctx context.Context, tx Tx) (int, error) {
		n, upTo, err := tx.lastOf(ctx, query, behind)
		if err != nil || n == 0 {
			return 0, err
		}
		if err := take(ctx, tx, behind, upTo); err != nil {
			return 0, err
		}
		behind = upTo
		return n, nil
	}
}

// lastOf is how many keys there are behind one, at most [Bite], and the last of them.
func (t Tx) lastOf(ctx context.Context, query, behind string) (n int, last string, err error) {
	rows, err := t.Rows(ctx, query, behind, Bite)
	if err != nil {
		return 0, "", err
	}
	defer rows.Close()
	for ; rows.Next(); n++ {
		if err := rows.Scan(&last); err != nil {
			return 0, "", err
		}
	}
	return n, last, rows.Err()
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
			taken := 0
			err := d.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
				taken, err = sweep(ctx, tx)
				return err
			})
			more = err == nil && taken >= Bite // also where the database takes nothing: it is for the next time
			failed = errors.Join(failed, err)
		}
	}
	return errors.Join(failed, ctx.Err())
}
