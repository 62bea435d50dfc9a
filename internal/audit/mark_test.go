package audit_test

import (
	"context"
	"testing"

	"latchkey/internal/audit"
	"latchkey/internal/db"
)

func TestALogIsHeldAgainstItsMark(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keeps  bool   // a row says that marks are kept
		change string // from outside
		mark   func(sealed string) string
		want   audit.Standing
	}{
		"as it was":                            {want: audit.Reached, keeps: true},
		"with rows behind":                     {change: `more`, want: audit.Reached, keeps: true},
		"its last row cut off":                 {change: `DELETE FROM audit_event WHERE seq = 6`, want: audit.Behind, keeps: true},
		"all of it cut off":                    {change: `DELETE FROM audit_event`, want: audit.Behind, keeps: true},
		"another history of the same length":   {change: `UPDATE audit_event SET hash = 'x' WHERE seq = 6`, want: audit.Behind, keeps: true},
		"no mark, though one is kept":          {mark: nothing, want: audit.Unmarked, keeps: true},
		"no mark, and none was kept":           {mark: nothing, want: audit.NoMarks},
		"a mark in the clear":                  {mark: func(string) string { return `{"rows":1}` }, want: audit.Unreadable, keeps: true},
		"a mark that was cut":                  {mark: cut, want: audit.Unreadable, keeps: true},
		"a mark of somewhere, and none kept":   {mark: func(string) string { return "nonsense" }, want: audit.Unreadable},
		"the row that says so cut off as well": {change: `DELETE FROM audit_event WHERE seq > 3`, want: audit.Behind, keeps: true},
	} {
		t.Run(name, func(t *testing.T) {
			l, d := filled(t)
			if c.keeps {
				inTx(t, d, l.KeepMarks)
				inTx(t, d, l.KeepMarks)
			} else {
				inTx(t, d, func(ctx context.Context, tx db.Tx) error { return l.Append(ctx, tx, audit.Event{Kind: "sixth"}) })
			}
			m, err := l.Mark(t.Context(), d.Read())
			if err != nil || m.Rows != 6 {
				t.Fatalf("%+v, %v", m, err)
			}
			sealed, err := l.SealMark(m)
			if err != nil {
				t.Fatal(err)
			}
			if c.mark != nil {
				sealed = c.mark(sealed)
			}
			inTx(t, d, func(ctx context.Context, tx db.Tx) error {
				if c.change == "more" {
					return l.Append(ctx, tx, audit.Event{Kind: "seventh"})
				}
				if c.change == "" {
					return nil
				}
				_, err := tx.Exec(ctx, c.change)
				return err
			})
			if got, err := l.Compare(t.Context(), d.Read(), sealed); got != c.want || err != nil {
				t.Errorf("it stands at %d, want %d; %v", got, c.want, err)
			}
		})
	}
}

func nothing(string) string { return "" }

func cut(sealed string) string { return sealed[:len(sealed)-3] }
