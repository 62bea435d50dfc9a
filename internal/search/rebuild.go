package search

import (
	"context"
	"fmt"
	"time"

	"latchkey/internal/db"
)

// Feeder lists the documents of one kind for an index that is made anew, by an order in which the newest come first: at most
// limit from after the one that before names, from the newest if it is "". Next names the last of them, and is "" where there
// are no more.
type Feeder func(ctx context.Context, r db.Reader, before string, limit int) (documents []Document, next string, err error)

// From is what the id of a document has to be below, for a page of a [Feeder].
func From(before string) string {
	if before == "" {
		return db.LastID
	}
	return before
}

// Fed is what a [Feeder] returns for a page of at most limit documents that was read.
func Fed(documents []Document, limit int, err error) ([]Document, string, error) {
	if err != nil || len(documents) < limit {
		return documents, "", err
	}
	return documents, documents[len(documents)-1].ID, nil
}

// Turns of a rebuild are as long as this, and as many documents as fit; others write between them.
const (
	turn    = 10 * time.Millisecond
	fewest  = 1
	mostFed = 200
)

// done is the state of a kind that is filled in.
const done = "done"

func fillName(k Kind) string { return "fill " + string(k) }

// Rebuild makes the index if there is none, or one of another version, and fills in each kind that is not filled in yet. It
// goes on where an earlier one was cut off. What owners put meanwhile stays as they put it. It ends with ctx.
func Rebuild(ctx context.Context, d *db.DB, feeders map[Kind]Feeder) error {
	if err := inTurns(ctx, d, startAnew, nil); err != nil {
		return err
	}
	for _, k := range Kinds() {
		if feeders[k] == nil {
			continue
		}
		fill := func(ctx context.Context, tx db.Tx, limit int) (bool, error) {
			state, err := fillTurn(ctx, tx, k, feeders[k], limit)
			return state == done, err
		}
		if err := inTurns(ctx, d, fill, Tidy); err != nil {
			return fmt.Errorf("filling the index in: %w", err)
		}
	}
	return nil
}

// inTurns does so much at once as takes about a turn, each in a transaction, until all is done.
func inTurns(ctx context.Context, d *db.DB, do func(ctx context.Context, tx db.Tx, limit int) (all bool, err error),
	between func(context.Context, *db.DB) error,
) error {
	limit := fewest
	for all := false; !all; {
		var took time.Duration
		err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) (err error) {
			began := time.Now()
			defer func() { took = time.Since(began) }()
			all, err = do(ctx, tx, limit)
			return err
		})
		if err == nil && between != nil {
			err = between(ctx, d)
		}
		if err != nil {
			return err
		}
		switch {
		case took < turn/2:
			limit = min(2*limit, mostFed)
		case took > turn:
			limit = max(limit/2, fewest)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(took):
		}
	}
	return nil
}

func fillTurn(ctx context.Context, tx db.Tx, k Kind, feed Feeder, limit int) (state string, err error) {
	if err := tx.Row(ctx, `SELECT value FROM search_state WHERE name = $1`, fillName(k)).Scan(&state); err != nil {
		return "", fmt.Errorf("reading the index's state: %w", err)
	}
	if state == done {
		return done, nil
	}
	documents, next, err := feed(ctx, tx, state, limit)
	if err != nil {
		return "", err
	}
	if err := Fill(ctx, tx, k, documents); err != nil {
		return "", err
	}
	if next == "" {
		next = done
	}
	return next, setState(ctx, tx, fillName(k), next)
}

// Forget has the index made anew by the next [Rebuild]. Nothing is found until then.
func Forget(ctx context.Context, tx db.Tx) error {
	if there, err := made(ctx, tx); err != nil || !there {
		return err
	}
	return setState(ctx, tx, "version", "")
}

// pages is how much a turn of putting in order writes.
const pages = 8

// Tidy puts the index in order: each change adds a small index of its own, which are joined here, in short turns. It returns
// when there is nothing to join, or ctx has ended.
func Tidy(ctx context.Context, d *db.DB) error {
	for ctx.Err() == nil {
		more := false
		err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) (err error) {
			more, err = join(ctx, tx)
			return err
		})
		if err != nil {
			return fmt.Errorf("putting the index in order: %w", err)
		}
		if !more {
			return nil
		}
	}
	return ctx.Err()
}

// join reports whether there may be more to join: SQLite counts fewer than two changes where it has done nothing.
func join(ctx context.Context, tx db.Tx) (more bool, err error) {
	if is, err := usable(ctx, tx); err != nil || !is {
		return false, err
	}
	var before, after int64
	if err := tx.Row(ctx, `SELECT total_changes()`).Scan(&before); err != nil {
		return false, err
	}
	if err := tx.Do(ctx, "joining", `INSERT INTO search_word (search_word, rank) VALUES ('merge', $1)`, pages); err != nil {
		return false, err
	}
	if err := tx.Row(ctx, `SELECT total_changes()`).Scan(&after); err != nil {
		return false, err
	}
	return after-before >= 2, nil
}
