package audit_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/seal"
)

func newLog(t *testing.T) (*audit.Log, *db.DB) {
	t.Helper()
	folder := t.TempDir()
	ring, err := seal.LoadOrCreate(filepath.Join(folder, "key"))
	if err != nil {
		t.Fatal(err)
	}
	d := dbtest.Open(t, filepath.Join(folder, "latchkey.db"))
	return &audit.Log{Clock: clock.Fixed(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)), Ring: ring}, d
}

// filled is a log of five rows.
func filled(t *testing.T) (*audit.Log, *db.DB) {
	t.Helper()
	l, d := newLog(t)
	for i := range 5 {
		inTx(t, d, func(ctx context.Context, tx db.Tx) error {
			return l.Append(ctx, tx, audit.Event{
				Kind: "two-factor.on", Actor: "ada", Subject: fmt.Sprint("user-", i%2),
				Network: "203.0.113.9", Detail: map[string]string{"n": fmt.Sprint(i)},
			})
		})
		l.Clock.Advance(time.Second)
	}
	return l, d
}

func inTx(t *testing.T, d *db.DB, fn func(context.Context, db.Tx) error) {
	t.Helper()
	if err := d.InTx(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestAnUntouchedLogHolds(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	if n, head, err := l.Verify(t.Context(), d.Read()); n != 0 || head != "" || err != nil || l.KeyFits(t.Context(), d.Read()) != nil {
		t.Fatalf("an empty log: %d rows, head %q, %v", n, head, err)
	}
	l, d = filled(t)
	n, head, err := l.Verify(t.Context(), d.Read())
	if n != 5 || head == "" || err != nil {
		t.Fatalf("%d rows, head %q, %v", n, head, err)
	}
	records, _, err := audit.Find(t.Context(), d.Read(), audit.Filter{Person: "user-0"}, 0, 10)
	if err != nil || len(records) != 3 || records[0].Detail["n"] != "4" || records[0].Actor != "ada" || records[0].Seq != 5 {
		t.Fatalf("of one person: %+v, %v", records, err)
	}
}

// Whoever can write to the database but lacks the key can't change it unseen.
func TestAChangedLogIsNoticed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change string
		row    int64
	}{
		"another kind":              {`UPDATE audit_event SET event = 'sign-out' WHERE seq = 3`, 3},
		"another person":            {`UPDATE audit_event SET subject = 'eve' WHERE seq = 2`, 2},
		"nobody did it":             {`UPDATE audit_event SET actor = '' WHERE seq = 2`, 2},
		"another time":              {`UPDATE audit_event SET at = at + 1 WHERE seq = 5`, 5},
		"another network":           {`UPDATE audit_event SET network = '' WHERE seq = 1`, 1},
		"another detail":            {`UPDATE audit_event SET detail = '{}' WHERE seq = 4`, 4},
		"a broken detail":           {`UPDATE audit_event SET detail = '{' WHERE seq = 4`, 4},
		"words moved between cells": {`UPDATE audit_event SET event = 'two-factor', actor = '.onada' WHERE seq = 2`, 2},
		"the first row gone":        {`DELETE FROM audit_event WHERE seq = 1`, 2},
		"one in the middle gone":    {`DELETE FROM audit_event WHERE seq = 3`, 4},
		"one gone, the gap closed":  {`DELETE FROM audit_event WHERE seq = 3; UPDATE audit_event SET seq = seq - 1 WHERE seq > 3`, 3},
		"one put in": {`INSERT INTO audit_event
			SELECT 6, at, event, actor, subject, network, detail, hash, network_salt, network_digest, detail_salt, detail_digest, at_desk
			FROM audit_event WHERE seq = 5`, 6},
		"one put in before":            {forgedAt("0"), 0},
		"one put in before all":        {forgedAt("-9223372036854775808"), 0},
		"one put in before any number": {forgedAt("-1e300"), 0},
		"two exchanged": {`UPDATE audit_event SET seq = 99 WHERE seq = 2;
			UPDATE audit_event SET seq = 2 WHERE seq = 3; UPDATE audit_event SET seq = 3 WHERE seq = 99`, 2},
		"another salt":           {`UPDATE audit_event SET network_salt = 'x' WHERE seq = 1`, 1},
		"another digest":         {`UPDATE audit_event SET detail_digest = 'x' WHERE seq = 1`, 1},
		"a detail and its salt":  {`UPDATE audit_event SET detail_salt = detail_salt || '{', detail = substr(detail, 2) WHERE seq = 3`, 3},
		"a detail let go of":     {`UPDATE audit_event SET detail = '', detail_salt = '' WHERE seq = 3`, 3},
		"a network let go of":    {`UPDATE audit_event SET network = '', network_salt = '' WHERE seq = 5`, 5},
		"let go of, with a word": {`UPDATE audit_event SET network = '192.0.2.1', network_salt = '' WHERE seq = 5`, 5},
		"moved to the desk":      {`UPDATE audit_event SET at_desk = 1 WHERE seq = 2`, 2},
		"a hash of another row":  {`UPDATE audit_event SET hash = (SELECT hash FROM audit_event WHERE seq = 1) WHERE seq = 2`, 2},
	} {
		t.Run(name, func(t *testing.T) {
			l, d := filled(t)
			inTx(t, d, func(ctx context.Context, tx db.Tx) error {
				_, err := tx.Exec(ctx, c.change)
				return err
			})
			var broken audit.BrokenError
			if _, _, err := l.Verify(t.Context(), d.Read()); !errors.As(err, &broken) || broken.Seq != c.row {
				t.Fatalf("got %v, want row %d", err, c.row)
			}
		})
	}
}

// forgedAt puts a row in with a number.
func forgedAt(seq string) string {
	return `INSERT INTO audit_event (seq, at, event, actor, subject, network, detail, hash)
		VALUES (` + seq + `, 5, 'user.role', 'eve', 'ada', '', '{}', 'x')`
}

// A row says that it was done at the desk, for as long as there is a log, and that can't be taken off it.
func TestARowSaysThatItWasDoneAtTheDesk(t *testing.T) {
	t.Parallel()
	l, d := filled(t)
	err := d.InTx(audit.AtDesk(t.Context()), func(ctx context.Context, tx db.Tx) error {
		return l.Append(ctx, tx, audit.Event{Kind: "account.closed", Actor: "noor", Subject: "engines"})
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := audit.Of(t.Context(), d.Read(), "engines", nil, 0, 10)
	if err != nil || len(rows) != 1 || !rows[0].AtDesk {
		t.Fatalf("the row is %+v, %v", rows, err)
	}
	if rows, err := audit.Of(t.Context(), d.Read(), "user-0", nil, 0, 10); err != nil || len(rows) != 3 || rows[0].AtDesk {
		t.Errorf("another's are %+v, %v", rows, err)
	}
	if _, _, err := l.Verify(t.Context(), d.Read()); err != nil {
		t.Fatal(err)
	}
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE audit_event SET at_desk = 0 WHERE seq = 6`)
		return err
	})
	var broken audit.BrokenError
	if _, _, err := l.Verify(t.Context(), d.Read()); !errors.As(err, &broken) || broken.Seq != 6 {
		t.Errorf("it was taken off unseen: %v", err)
	}
}

// A log cut short holds in itself; its head, written down elsewhere, tells.
func TestALogCutShortHasAnotherHead(t *testing.T) {
	t.Parallel()
	l, d := filled(t)
	_, before, _ := l.Verify(t.Context(), d.Read())
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM audit_event WHERE seq = 5`)
		return err
	})
	if n, after, err := l.Verify(t.Context(), d.Read()); n != 4 || after == before || err != nil {
		t.Fatalf("%d rows, the same head: %v, %v", n, after == before, err)
	}
}

func TestAnotherKeyDoesNotFit(t *testing.T) {
	t.Parallel()
	l, d := filled(t)
	stranger, _ := newLog(t)
	if err := l.KeyFits(t.Context(), d.Read()); err != nil {
		t.Errorf("its own key: %v", err)
	}
	if err := stranger.KeyFits(t.Context(), d.Read()); !errors.Is(err, audit.ErrKey) {
		t.Errorf("another key: %v", err)
	}
	if _, _, err := stranger.Verify(t.Context(), d.Read()); err == nil {
		t.Error("the chain holds with another key")
	}
}

// An event stands if and only if what it tells of does.
func TestAnUndoneEventIsNotInTheLog(t *testing.T) {
	t.Parallel()
	l, d := filled(t)
	undone := errors.New("undone")
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return errors.Join(l.Append(ctx, tx, audit.Event{Kind: "never"}), undone)
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	inTx(t, d, func(ctx context.Context, tx db.Tx) error { return l.Append(ctx, tx, audit.Event{Kind: "after"}) })
	if n, _, err := l.Verify(t.Context(), d.Read()); n != 6 || err != nil {
		t.Fatalf("%d rows, %v", n, err)
	}
}
