package audit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/db"
)

const day = 24 * time.Hour

// keepAYear lets a log go on for some days with a row a day, and has it let go of what is older than a year each day.
func keepAYear(t *testing.T, l *audit.Log, d *db.DB, days int, keep time.Duration) {
	t.Helper()
	for range days {
		inTx(t, d, func(ctx context.Context, tx db.Tx) error {
			return l.Append(ctx, tx, audit.Event{
				Kind: "sign-in.done", Actor: "ada", Subject: "ada", Network: "203.0.113.9", Detail: map[string]string{"second-step": "totp"},
			})
		})
		redact(t, l, d, keep)
		l.Clock.Advance(day)
	}
}

func redact(t *testing.T, l *audit.Log, d *db.DB, keep time.Duration) {
	t.Helper()
	if err := l.Redact(t.Context(), d, keep); err != nil {
		t.Fatal(err)
	}
}

// gone is how many rows have been let go of; it fails the test if they are not the oldest, or the chain does not hold.
func gone(t *testing.T, l *audit.Log, d *db.DB) (n int) {
	t.Helper()
	if _, _, err := l.Verify(t.Context(), d.Read()); err != nil {
		t.Fatal(err)
	}
	rows, _, err := audit.Find(t.Context(), d.Read(), audit.Filter{}, 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		bare := r.Network == "" && len(r.Detail) == 0
		if r.Redacted {
			n++
		}
		if r.Redacted && !bare || n > 0 && !r.Redacted || r.Kind == "" || r.At == 0 || r.Kind == "sign-in.done" && !r.Redacted && bare {
			t.Fatalf("row %d of %d: %+v", r.Seq, len(rows)-i, r)
		}
	}
	return n
}

// After its time a row holds no address and no details any more, and the chain holds without them.
func TestPersonalDetailsAreLetGoOf(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	keepAYear(t, l, d, 40, 30*day)
	// In 40 days: the rows of the first ten, less the one that is a year old only tomorrow, and their announcements later.
	n := gone(t, l, d)
	if n < 8 || n > 10 {
		t.Errorf("%d rows were let go of", n)
	}
	var whole int
	if err := d.Read().Row(t.Context(), `SELECT COUNT(*) FROM audit_event
		WHERE at < $1 AND (network <> '' OR network_salt <> '' OR detail <> '' OR detail_salt <> '')`,
		int64(l.Clock.Now().Add(-32*day))).Scan(&whole); err != nil || whole != 0 {
		t.Errorf("%d rows hold something still: %v", whole, err)
	}
	redact(t, l, d, 30*day)
	redact(t, &audit.Log{Clock: l.Clock, Ring: l.Ring}, d, 30*day) // after a restart
	if again := gone(t, l, d); again < n || again > n+1 {
		t.Errorf("then %d", again)
	}
}

// What is let go of is announced a week before, and no sooner; a host that keeps for longer by then keeps it.
func TestLettingGoIsAnnounced(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	keepAYear(t, l, d, 40, 0)
	if n := gone(t, l, d); n != 0 {
		t.Fatalf("%d rows are gone although they are kept for ever", n)
	}
	redact(t, l, d, 10*day)
	l.Clock.Advance(7*day - time.Minute)
	redact(t, l, d, 10*day)
	announced, _, err := audit.Find(t.Context(), d.Read(), audit.Filter{Kind: audit.RedactionAnnounced}, 0, 10)
	if n := gone(t, l, d); err != nil || n != 0 || len(announced) != 2 {
		t.Fatalf("before the week is over %d rows are gone, with %d announcements: %v", n, len(announced), err)
	}
	l.Clock.Advance(time.Minute)
	redact(t, l, d, 365*day)
	if n := gone(t, l, d); n != 0 {
		t.Errorf("%d rows are gone although the host keeps them for a year now", n)
	}
	redact(t, l, d, 10*day)
	if n := gone(t, l, d); n < 30 {
		t.Errorf("only %d rows are gone", n)
	}
}

// A clock that is years ahead for an hour takes nothing with it: what it announced is never done.
func TestAClockThatWasWrongLetsGoOfNothing(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	keepAYear(t, l, d, 20, 365*day)
	now := l.Clock.Now().Time()
	l.Clock.Set(now.AddDate(4, 0, 0))
	redact(t, l, d, 365*day)
	l.Clock.Set(now)
	keepAYear(t, l, d, 5, 365*day)
	l.Clock.Set(now.AddDate(4, 0, 8)) // once more, for longer than a week after what it announced
	redact(t, l, d, 365*day)
	if n := gone(t, l, d); n != 0 {
		t.Errorf("%d rows are gone", n)
	}
}

// Only what the chain announces may be blank: whoever can write to the database can't take the details of a theft out.
func TestWhatWasNotAnnouncedIsNotLetGoOf(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	keepAYear(t, l, d, 60, 30*day)
	n := int64(gone(t, l, d))
	for _, seq := range []int64{n + 40, n + 20} {
		inTx(t, d, func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, fmt.Sprintf(`UPDATE audit_event
				SET network = '', network_salt = '', detail = '', detail_salt = '' WHERE seq = %d`, seq))
			return err
		})
		var broken audit.BrokenError
		if _, _, err := l.Verify(t.Context(), d.Read()); !errors.As(err, &broken) || broken.Seq != n+40 {
			t.Errorf("row %d was blanked from outside: %v", seq, err)
		}
	}
}

// However much there is, others get their turn in between.
func TestMuchIsLetGoOfBitByBit(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		for range 2500 {
			if err := l.Append(ctx, tx, audit.Event{Kind: "sign-in.done", Subject: "ada", Network: "203.0.113.9"}); err != nil {
				return err
			}
		}
		return nil
	})
	l.Clock.Advance(40 * day)
	redact(t, l, d, 30*day)
	l.Clock.Advance(8 * day)
	turns := 0
	d.Observe(func(query string) {
		if query == "COMMIT" {
			turns++
		}
	})
	redact(t, l, d, 30*day)
	d.Observe(nil)
	if n := gone(t, l, d); n != 2500 || turns < 3 {
		t.Errorf("%d rows in %d turns", n, turns)
	}
}

// Names stand where they can be let go of.
func TestARowNamesPeopleByTheirIDs(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	for name, e := range map[string]audit.Event{
		"an address as who did it":   {Kind: "user.added", Actor: "ada@example.com"},
		"a name as whose account":    {Kind: "user.added", Subject: "Ada Hartwell"},
		"an address in what it is":   {Kind: "user.added ada@example.com"},
		"a name in another alphabet": {Kind: "user.added", Subject: "آدا"},
	} {
		err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return l.Append(ctx, tx, e) })
		if err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// What is looked at again and again is one row an hour, also after a restart and of many at once.
func TestOnceAnHour(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	e := audit.Event{Kind: "person.viewed", Actor: "noor", Subject: "ada", Network: "203.0.113.9"}
	look := func(l *audit.Log, e audit.Event) {
		t.Helper()
		if err := l.Once(t.Context(), d, e, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	want := func(what string, n int64) {
		t.Helper()
		if rows, _, err := l.Verify(t.Context(), d.Read()); rows != n || err != nil {
			t.Errorf("%s: %d rows, want %d; %v", what, rows, n, err)
		}
	}
	look(l, e)
	look(l, e)
	want("twice", 1)
	again := &audit.Log{Clock: l.Clock, Ring: l.Ring}
	done := make(chan error, 8)
	for range cap(done) {
		go func() { done <- again.Once(t.Context(), d, e, time.Hour) }()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	want("eight at once after a restart", 1)
	other := e
	other.Actor = "sven"
	look(l, other)
	other.Subject = "bruno"
	look(l, other)
	want("another member, another person", 3)
	l.Clock.Advance(time.Hour)
	look(l, e)
	want("an hour later", 4)
	l.Clock.Set(l.Clock.Now().Time().Add(-24 * time.Hour)) // what a wrong clock wrote keeps nothing out
	look(l, e)
	want("with a clock that was put back", 5)
}
