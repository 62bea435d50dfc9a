package audit_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/pace"
)

// checking is a log of so many rows, with a checker that runs.
func checking(t *testing.T, rows int, p *pace.Pace) (*audit.Log, *db.DB, *audit.Checker) {
	t.Helper()
	l, d := newLog(t)
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		for range rows {
			if err := l.Append(ctx, tx, audit.Event{Kind: "sign-in.done", Subject: "ada"}); err != nil {
				return err
			}
		}
		return nil
	})
	c := audit.NewChecker(l, d, p)
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	go c.Run(ctx)
	return l, d, c
}

func ended(t *testing.T, c *audit.Checker) audit.Checked {
	t.Helper()
	c.Await(t.Context(), time.Minute)
	state := c.State()
	if state.Running || state.At.IsZero() {
		t.Fatalf("it has not ended: %+v", state)
	}
	return state
}

func TestALongLogIsCheckedBiteByBite(t *testing.T) {
	t.Parallel()
	const rows = 2*db.Bite + 7
	var bites atomic.Int32
	p := &pace.Pace{Busy: func() bool { bites.Add(1); return false }} // asked after each
	l, d, c := checking(t, rows, p)
	if s := c.State(); s.Running || !s.At.IsZero() {
		t.Errorf("before any check: %+v", s)
	}
	c.Start()
	s := ended(t, c)
	_, head, err := l.Verify(t.Context(), d.Read())
	if s.Err != nil || err != nil || s.Rows != rows || s.Of != rows || s.Head != head {
		t.Errorf("it ended with %+v; all at once %s, %v", s, head, err)
	}
	if n := bites.Load(); n != 3 {
		t.Errorf("%d rows were checked in %d bites", rows, n)
	}
}

// A log of whole bites has its last one, with nothing in it.
func TestALogOfWholeBitesIsChecked(t *testing.T) {
	t.Parallel()
	_, _, c := checking(t, 2*db.Bite, &pace.Pace{})
	c.Start()
	if s := ended(t, c); s.Err != nil || s.Rows != 2*db.Bite {
		t.Errorf("%+v", s)
	}
}

func TestTheBreakOfALongLogIsFound(t *testing.T) {
	t.Parallel()
	_, d, c := checking(t, 3*db.Bite, &pace.Pace{})
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		return tx.Do(ctx, "breaking it", `UPDATE audit_event SET subject = 'eve' WHERE seq = $1`, db.Bite+3)
	})
	c.Start()
	var broken audit.BrokenError
	if s := ended(t, c); !errors.As(s.Err, &broken) || broken.Seq != db.Bite+3 {
		t.Errorf("%+v", s)
	}
	c.Start() // and again: what was found is found again
	if s := ended(t, c); !errors.As(s.Err, &broken) {
		t.Errorf("the second check: %+v", s)
	}
}

// Whoever asks while a check runs gets that one, however often they ask.
func TestOneCheckRunsAtATime(t *testing.T) {
	t.Parallel()
	var bites atomic.Int32
	p := &pace.Pace{Busy: func() bool { bites.Add(1); return false }}
	_, _, c := checking(t, 10, p)
	held, let, released := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() { released <- p.Bite(t.Context(), func() error { close(held); <-let; return nil }) }()
	<-held // or the check would be there before it
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		for range 5 {
			c.Start()
		}
	}()
	select {
	case <-asked:
	case <-time.After(10 * time.Second):
		t.Fatal("whoever asks again waits")
	}
	if s := c.State(); !s.Running || s.Rows != 0 {
		t.Errorf("while it waits for its turn: %+v", s)
	}
	close(let)
	if err := <-released; err != nil {
		t.Fatal(err)
	}
	if s := ended(t, c); s.Err != nil || s.Rows != 10 {
		t.Errorf("%+v", s)
	}
	if n := bites.Load(); n > 2 { // the one that was held, and the check's
		t.Errorf("%d bites", n)
	}
}

func TestACheckEndsWithTheProgram(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	inTx(t, d, func(ctx context.Context, tx db.Tx) error { return l.Append(ctx, tx, audit.Event{Kind: "sign-in.done"}) })
	c := audit.NewChecker(l, d, &pace.Pace{})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	c.Start()
	over := make(chan struct{})
	go func() { c.Run(ctx); close(over) }()
	select {
	case <-over:
	case <-time.After(10 * time.Second):
		t.Fatal("it goes on")
	}
}
