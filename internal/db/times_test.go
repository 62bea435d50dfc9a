package db_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
)

// How long others waited for the writer is known of each transaction, also of one that came to nothing.
func TestHowLongTheWriterWasHeld(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	before := d.WriterTimes()
	refused := errors.New("refused")
	for _, hold := range []struct {
		lasts time.Duration
		fails error
	}{{0, nil}, {30 * time.Millisecond, nil}, {60 * time.Millisecond, refused}} {
		err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			time.Sleep(hold.lasts)
			return errors.Join(set(ctx, tx, "brand.name", "x"), hold.fails)
		})
		if !errors.Is(err, hold.fails) {
			t.Fatal(err)
		}
	}
	held := d.WriterTimes()
	more := 0
	for i, n := range held.Within {
		more += n - before.Within[i]
	}
	if more != 3 || held.Within[6] < 1 || held.Longest < 60*time.Millisecond || held.Committed <= 0 {
		t.Errorf("of three transactions, one of which took 60 ms: %+v", held)
	}
	if !strings.HasPrefix(held.By, "internal/db_test.TestHowLong") {
		t.Errorf("the longest is said to be by %q", held.By)
	}
}
