package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/internal/db"
)

// long is a query on which SQLite counts for seconds.
const long = `SELECT count(*) FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000)
	SELECT i FROM n)`

// Whoever asked has gone: what they asked for costs nobody anything any more, and the connections are there for others.
func TestAReadEndsWithItsContext(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	ways := map[string]func(ctx context.Context) error{
		"a row": func(ctx context.Context) error {
			var n int
			return d.Read().Row(ctx, long).Scan(&n)
		},
		"rows": func(ctx context.Context) error {
			rows, err := d.Read().Rows(ctx, long)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				t.Error("it was counted to its end")
			}
			return rows.Err()
		},
		"what Bun builds": func(ctx context.Context) error {
			var n int
			return d.Read().NewSelect().ColumnExpr("("+long+")").Scan(ctx, &n)
		},
	}
	for name, ask := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 8 { // more often than there are connections
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
				if err := ask(ctx); !errors.Is(err, context.DeadlineExceeded) {
					t.Fatalf("it ended with %v, not with its context", err)
				}
				cancel()
			}
			var one int
			if err := d.Read().Row(t.Context(), `SELECT 1`).Scan(&one); err != nil {
				t.Fatalf("the next one is not answered: %v", err)
			}
		})
	}
}

func TestWhoWaitsForAConnectionCanLeave(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	all, end := context.WithCancel(t.Context())
	ended := make(chan error)
	const more = 64 // than there are connections
	for range more {
		go func() {
			var n int
			ended <- d.Read().Row(all, long).Scan(&n)
		}()
	}
	err := error(nil)
	for began := time.Now(); err == nil && time.Since(began) < 10*time.Second; { // until all connections are taken
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		var one int
		err = d.Read().Row(ctx, `SELECT 1`).Scan(&one)
		cancel()
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("who waited ended with %v", err)
	}
	end()
	for range more {
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("one ended with %v", err)
		}
	}
}

// A change that has begun is made whole: whoever closes the page in the middle of it undoes nothing, and cuts no statement off.
func TestTheWriterIsNeverInterrupted(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	asked, leave := context.WithCancel(t.Context())
	err := d.InTx(asked, func(_ context.Context, tx db.Tx) error {
		leave() // and what is done with the context of whoever asked is done all the same
		var n int
		return errors.Join(
			tx.Do(asked, "making a table", `CREATE TABLE whole (a INTEGER)`),
			tx.Do(asked, "filling it", `INSERT INTO whole (a) SELECT 1 UNION SELECT 2`),
			tx.Row(asked, `SELECT count(*) FROM whole`).Scan(&n),
			tx.NewSelect().Table("whole").ColumnExpr("count(*)").Scan(asked, &n),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := d.Read().Row(t.Context(), `SELECT count(*) FROM whole`).Scan(&n); err != nil || n != 2 {
		t.Errorf("%d rows were kept, %v", n, err)
	}
}
