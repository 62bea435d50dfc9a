package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"latchkey/internal/db"
)

// feed is a feeder of tickets that are there, the oldest first.
func feed(documents []Document) Feeder {
	return func(_ context.Context, _ db.Reader, before string, limit int) (some []Document, next string, err error) {
		for _, d := range slices.Backward(documents) {
			if before != "" && d.ID >= before {
				continue
			}
			if some = append(some, d); len(some) == limit {
				return some, d.ID, nil
			}
		}
		return some, "", nil
	}
}

func tickets(n int) (all []Document) {
	for i := range n {
		all = append(all, Document{Kind: Ticket, ID: fmt.Sprintf("m%04d", i), Account: "a", Title: "hello", Text: fmt.Sprint("number", i)})
	}
	return all
}

func rebuild(t *testing.T, d *db.DB, feeder Feeder) {
	t.Helper()
	if err := Rebuild(context.Background(), d, map[Kind]Feeder{Ticket: feeder}); err != nil {
		t.Fatal(err)
	}
}

func TestAnIndexIsMadeOfWhatIsThere(t *testing.T) {
	d := open(t)
	all := tickets(300)
	newer := Document{Kind: Ticket, ID: "m9999", Account: "a", Title: "hello", Text: "put meanwhile"}
	changed := Document{Kind: Ticket, ID: "m0007", Account: "a", Title: "hello", Text: "changed meanwhile"}
	store(t, d, newer, changed)
	rebuild(t, d, feed(all))
	got := find(t, d, Query{Scope: Staff(), Text: "hello", Limit: 4})
	if want := []string{"m0007", "m9999", "m0299", "m0298"}; !slices.Equal(ids(got), want) || got[0].Count != 301 {
		t.Errorf("found %q of %d", ids(got), got[0].Count)
	}
	if got := ids(find(t, d, Query{Scope: client("a"), Text: "number7"})); slices.Contains(got, "m0007") {
		t.Error("what was put meanwhile is undone")
	}
	rebuild(t, d, func(context.Context, db.Reader, string, int) ([]Document, string, error) {
		return nil, "", errors.New("asked for what is there already")
	})
}

func TestAnIndexOfAnotherVersionIsMadeAnew(t *testing.T) {
	d := open(t)
	store(t, d, Document{Kind: Ticket, ID: "gone", Account: "a", Title: "hello"})
	inTx(t, d, func(ctx context.Context, tx db.Tx) error { return setState(ctx, tx, "version", "0") })
	store(t, d, Document{Kind: Ticket, ID: "m0001", Account: "a", Title: "hello"}) // by a command, before the server starts
	rebuild(t, d, feed(tickets(3)))
	if got := ids(find(t, d, Query{Scope: Staff(), Text: "hello"})); !slices.Equal(got, []string{"m0002", "m0001", "m0000"}) {
		t.Errorf("found %q", got)
	}
	inTx(t, d, Forget)
	if got := find(t, d, Query{Scope: Staff(), Text: "hello"}); len(got) != 0 {
		t.Errorf("found %v in no index", got)
	}
	rebuild(t, d, feed(tickets(2)))
	if got := ids(find(t, d, Query{Scope: Staff(), Text: "hello"})); !slices.Equal(got, []string{"m0001", "m0000"}) {
		t.Errorf("then found %q", got)
	}
}

// An index of another version is taken away a few rows at a time, so that nobody waits for it. Meanwhile nothing is found, what is put is
// left to the feeder, the file is whole, and whoever is cut off goes on.
func TestAnIndexOfAnotherVersionIsTakenAwayInTurns(t *testing.T) {
	t.Parallel()
	d := open(t)
	store(t, d, tickets(400)...)
	inTx(t, d, func(ctx context.Context, tx db.Tx) error { return setState(ctx, tx, "version", "2") })
	rows := func() (n int) {
		t.Helper()
		if err := d.Read().Row(t.Context(), `SELECT COUNT(*) FROM search_document`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for turns, ready := 0, false; !ready; turns++ {
		before := rows()
		inTx(t, d, func(ctx context.Context, tx db.Tx) (err error) {
			ready, err = startAnew(ctx, tx, 50)
			return err
		})
		if now := rows(); now > before || now < before-50 {
			t.Errorf("of %d rows a turn leaves %d", before, now)
		}
		if turns < 8 && ready {
			t.Errorf("all is gone within %d turns", turns)
		}
		if got := find(t, d, Query{Scope: Staff(), Text: "hello"}); len(got) > 0 {
			t.Errorf("found %q of an index that is taken away", ids(got))
		}
		if err := d.Integrity(t.Context()); err != nil {
			t.Errorf("after %d turns: %v", turns, err)
		}
		if !ready {
			store(t, d, tickets(1)...)
			if err := Tidy(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
	}
	rebuild(t, d, feed(tickets(3)))
	if got := ids(find(t, d, Query{Scope: Staff(), Text: "hello"})); !slices.Equal(got, []string{"m0002", "m0001", "m0000"}) {
		t.Errorf("then found %q", got)
	}
}

func TestARebuildThatIsCutOffGoesOn(t *testing.T) {
	d := open(t)
	all := tickets(50)
	ctx, cancel := context.WithCancel(context.Background())
	asked := 0
	cutOff := func(ctx context.Context, r db.Reader, before string, limit int) ([]Document, string, error) {
		if asked++; asked == 3 {
			cancel()
		}
		return feed(all)(ctx, r, before, limit)
	}
	err := Rebuild(ctx, d, map[Kind]Feeder{Ticket: cutOff})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("ended with %v", err)
	}
	rebuild(t, d, func(ctx context.Context, r db.Reader, before string, limit int) ([]Document, string, error) {
		if before == "" {
			t.Error("begins anew")
		}
		return feed(all)(ctx, r, before, limit)
	})
	if got := find(t, d, Query{Scope: Staff(), Text: "hello"}); len(got) != 1 || got[0].Count != 50 || got[0].Hits[0].ID != "m0049" {
		t.Errorf("found %v", got)
	}
}
