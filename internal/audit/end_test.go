package audit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"latchkey/internal/audit"
	"latchkey/internal/db"
)

// What a process remembers of the end of the log is never believed: another one has added rows since, the transaction of the last row was
// undone, and the number of that row is another row's by then.
func TestTheLogGoesOnFromItsLastRow(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	other := &audit.Log{Clock: l.Clock, Ring: l.Ring}
	stop := errors.New("stop")
	n := 0
	add := func(l *audit.Log, tx db.Tx) error {
		n++
		return l.Append(t.Context(), tx, audit.Event{Kind: "sign-in.done", Actor: "ada", Detail: map[string]string{"n": fmt.Sprint(n)}})
	}
	for round, steps := range []string{"aab", "bba", "aAb", "aAa", "aBb", "abA", "AaB", "aAAbBBa"} {
		for _, step := range steps {
			by := map[string]*audit.Log{"a": l, "b": other}[strings.ToLower(string(step))]
			undone := step == 'A' || step == 'B'
			err := d.InTx(t.Context(), func(_ context.Context, tx db.Tx) error {
				if err := errors.Join(add(by, tx), add(by, tx)); err != nil {
					return err
				}
				if undone {
					return stop
				}
				return nil
			})
			if undone != errors.Is(err, stop) || err != nil && !undone {
				t.Fatalf("round %d, %q: %v", round, step, err)
			}
		}
		if _, _, err := l.Verify(t.Context(), d.Read()); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
}

// Who adds to the log asks nothing of it, as long as it goes on where this process left it.
func TestTheEndOfTheLogIsReadOnce(t *testing.T) {
	t.Parallel()
	l, d := filled(t)
	var asked []string
	d.Observe(func(query string) { asked = append(asked, query) })
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		return l.Append(ctx, tx, audit.Event{Kind: "two-factor.on"})
	})
	d.Observe(nil)
	statements := 0
	for _, query := range asked {
		if strings.HasPrefix(query, "SELECT ") || strings.HasPrefix(query, "INSERT ") {
			statements++
		}
	}
	if statements != 1 {
		t.Errorf("one row takes %d statements:\n%s", statements, strings.Join(asked, "\n"))
	}
}
