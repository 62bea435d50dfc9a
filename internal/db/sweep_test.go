package db_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
)

func dueSettings(below int64) db.Sweep {
	return db.Sweeping("sweeping", `DELETE FROM setting WHERE name IN
		(SELECT name FROM setting WHERE CAST(value AS BIGINT) < $1 LIMIT $2)`, below)
}

func fill(t *testing.T, d *db.DB, rows int) {
	t.Helper()
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return tx.Do(ctx, "filling", `INSERT INTO setting (name, value) SELECT i, i FROM
			(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM n)`, rows)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// However much is due, whoever writes meanwhile waits for one bite of it.
func TestASweepLetsOthersWriteBetweenItsBites(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	const rows = 5*db.Bite + 10
	fill(t, d, rows)
	var bites []int
	sweep := dueSettings(rows)
	err := d.Sweep(t.Context(), func(ctx context.Context, tx db.Tx) (int, error) {
		taken, err := sweep(ctx, tx)
		bites = append(bites, taken)
		return taken, err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range bites {
		if n > db.Bite {
			t.Errorf("%d rows were taken at once", n)
		}
	}
	if n := count(t, d.Read()); n != 1 || len(bites) != 6 {
		t.Errorf("%d rows are left after %d bites, want 1 after 6", n, len(bites))
	}
}

func TestASweepThatFailsKeepsNoOtherFromItsWork(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	fill(t, d, 3)
	broken := errors.New("broken")
	err := d.Sweep(t.Context(), func(context.Context, db.Tx) (int, error) { return db.Bite, broken }, dueSettings(10))
	if n := count(t, d.Read()); n != 0 || !errors.Is(err, broken) {
		t.Errorf("%d rows are left, %v", n, err)
	}
}

func TestASweepEndsWithItsContext(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	ctx, cancel := context.WithCancel(t.Context())
	leaves := func(context.Context, db.Tx) (int, error) { cancel(); return db.Bite, nil }
	next := func(context.Context, db.Tx) (int, error) { t.Error("the next one was begun"); return 0, nil }
	err := d.Sweep(ctx, leaves, next)
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAnErrorOfASweepSaysWhatItDid(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	err := d.Sweep(t.Context(), db.Sweeping("clearing up", `DELETE FROM nothing WHERE a IN (SELECT a FROM nothing LIMIT $1)`))
	if err == nil || !strings.Contains(err.Error(), "clearing up") {
		t.Error(err)
	}
}

// A walk comes past every key once, takes what is due wherever it stands, and leaves the rest.
func TestAWalkTakesWhatIsDueAlongTheKey(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{1, db.Bite - 1, db.Bite, db.Bite + 1, 3 * db.Bite, 3*db.Bite + 7} {
		d := open(t, inTemp(t))
		fill(t, d, rows)
		walks := 0
		err := d.Sweep(t.Context(), db.Walking(`SELECT name FROM setting WHERE name > $1 ORDER BY name LIMIT $2`,
			func(ctx context.Context, tx db.Tx, behind, upTo string) error {
				walks++
				return tx.Do(ctx, "sweeping", `DELETE FROM setting WHERE name > $1 AND name <= $2 AND CAST(value AS BIGINT) % 3 > 0`,
					behind, upTo)
			}))
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, d.Read()); n != rows/3 || walks != (rows+db.Bite-1)/db.Bite {
			t.Errorf("of %d rows %d are left after %d bites", rows, n, walks)
		}
	}
}

func TestASweepEndsWhereNothingCanBeWritten(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := d.Sweep(ctx, dueSettings(1), dueSettings(2)); err == nil || ctx.Err() != nil {
		t.Errorf("it ended with %v", ctx.Err())
	}
}
