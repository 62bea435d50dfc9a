package audit_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Rows are looked for by who did it or to whom, by kind, and by time; what is not asked for narrows nothing.
func TestTheLogIsLookedThrough(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	began := l.Clock.Now()
	for _, e := range []audit.Event{
		{Kind: "two-factor.on", Actor: "ada", Subject: "ada"},   // 1
		{Kind: "two-factor.off", Actor: "ada", Subject: "ada"},  // 2
		{Kind: "two-factors.odd", Actor: "eve", Subject: "eve"}, // 3
		{Kind: "sign-out", Actor: "bruno", Subject: "bruno"},    // 4
		{Kind: "user.disabled", Actor: "sven", Subject: "ada"},  // 5
		{Kind: "setting.changed", Actor: "sven"},                // 6
		{Kind: "user_disabled", Actor: "eve", Subject: "bob"},   // 7
	} {
		inTx(t, d, func(ctx context.Context, tx db.Tx) error { return l.Append(ctx, tx, e) })
		l.Clock.Advance(time.Hour)
	}
	hour := func(n int) clock.Instant { return began.Add(time.Duration(n) * time.Hour) }
	for name, c := range map[string]struct {
		filter audit.Filter
		want   []int64
	}{
		"everything":                    {audit.Filter{}, []int64{7, 6, 5, 4, 3, 2, 1}},
		"what somebody did or had done": {audit.Filter{Person: "ada"}, []int64{5, 2, 1}},
		"somebody who only acts":        {audit.Filter{Person: "sven"}, []int64{6, 5}},
		"nobody":                        {audit.Filter{Person: "grace"}, nil},
		"a person is no pattern":        {audit.Filter{Person: "%"}, nil},
		"a person is no query":          {audit.Filter{Person: "ada' OR 1"}, nil},
		"one kind":                      {audit.Filter{Kind: "two-factor.off"}, []int64{2}},
		"all kinds of an area":          {audit.Filter{Kind: "two-factor"}, []int64{2, 1}},
		"a kind is no pattern":          {audit.Filter{Kind: "two-f%"}, nil},
		"nor is its underscore":         {audit.Filter{Kind: "user.disabled"}, []int64{5}},
		"from a time on, included":      {audit.Filter{From: hour(5)}, []int64{7, 6}},
		"up to a time, not included":    {audit.Filter{To: hour(1)}, []int64{1}},
		"between":                       {audit.Filter{From: hour(1), To: hour(3)}, []int64{3, 2}},
		"all at once":                   {audit.Filter{Person: "ada", Kind: "two-factor", From: hour(1), To: hour(5)}, []int64{2}},
		"backwards in time":             {audit.Filter{From: hour(3), To: hour(1)}, nil},
	} {
		found, _, err := audit.Find(t.Context(), d.Read(), c.filter, 0, 100)
		if got := seqs(found); !slices.Equal(got, c.want) || err != nil {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
	kinds, err := audit.Kinds(t.Context(), d.Read())
	want := "[setting.changed sign-out two-factor.off two-factor.on two-factors.odd user.disabled user_disabled]"
	if fmt.Sprint(kinds) != want || err != nil {
		t.Errorf("the kinds are %v, %v", kinds, err)
	}
}

// Page by page every row comes once, whatever is written meanwhile.
func TestTheLogIsTurnedPageByPage(t *testing.T) {
	t.Parallel()
	l, d := filled(t)
	var got []int64
	for before := int64(0); ; {
		page, next, err := audit.Find(t.Context(), d.Read(), audit.Filter{Person: "ada"}, before, 2)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, seqs(page)...)
		if before = next; next == 0 {
			break
		}
		inTx(t, d, func(ctx context.Context, tx db.Tx) error {
			return l.Append(ctx, tx, audit.Event{Kind: "sign-out", Actor: "ada"})
		})
	}
	if !slices.Equal(got, []int64{5, 4, 3, 2, 1}) {
		t.Errorf("the pages hold %v", got)
	}
}

// A row that was changed from outside is shown as far as it can be read: it is Verify that tells.
func TestARowWithABrokenDetailIsShown(t *testing.T) {
	t.Parallel()
	_, d := filled(t)
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE audit_event SET detail = '{' WHERE seq = 4`)
		return err
	})
	found, _, err := audit.Find(t.Context(), d.Read(), audit.Filter{}, 5, 1)
	if err != nil || len(found) != 1 || found[0].Seq != 4 || found[0].Kind != "two-factor.on" || len(found[0].Detail) != 0 {
		t.Errorf("%+v, %v", found, err)
	}
}

func seqs(records []audit.Record) (all []int64) {
	for _, r := range records {
		all = append(all, r.Seq)
	}
	return all
}

// However rare what is looked for is, and however many rows there are, pages hold each row that fits once, and each page looks at
// few of them.
func TestARareRowIsFoundPageByPage(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	began := l.Clock.Now()
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		for i := range 25_000 {
			e := audit.Event{Kind: "sign-in.done", Actor: "ada", Subject: "ada"}
			if i%9_000 == 10 {
				e.Kind = "email.changed"
			}
			if err := l.Append(ctx, tx, e); err != nil {
				return err
			}
			l.Clock.Advance(time.Hour)
		}
		return nil
	})
	day := func(n int) clock.Instant { return began.Add(time.Duration(n) * 24 * time.Hour) }
	for name, c := range map[string]struct {
		filter audit.Filter
		want   []int64
	}{
		"by person and kind": {audit.Filter{Person: "ada", Kind: "email.changed"}, []int64{18_011, 9_011, 11}},
		"by kind":            {audit.Filter{Kind: "email"}, []int64{18_011, 9_011, 11}},
		"by a long span":     {audit.Filter{Person: "ada", Kind: "email", From: day(1), To: day(700)}, []int64{9_011}},
		"by a day":           {audit.Filter{Person: "ada", Kind: "email", From: day(375), To: day(376)}, []int64{9_011}},
		"by a day alone":     {audit.Filter{From: day(0), To: began.Add(3 * time.Hour)}, []int64{3, 2, 1}},
	} {
		var got []int64
		for before, pages := int64(0), 0; ; pages++ {
			page, next, err := audit.Find(t.Context(), d.Read(), c.filter, before, 1)
			if err != nil || pages > 10 || next != 0 && before != 0 && next >= before {
				t.Fatalf("%s: page %d from %d leads to %d, %v", name, pages, before, next, err)
			}
			got = append(got, seqs(page)...)
			if before = next; next == 0 {
				break
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Rows that were written while the clock was wrong are found by the times that stand in them, and rows of one moment once each.
func TestRowsOfAWrongClockAreFoundByTheirTimes(t *testing.T) {
	t.Parallel()
	l, d := newLog(t)
	began := l.Clock.Now()
	for _, hours := range []time.Duration{0, 0, 48, -47, 0, 1} {
		l.Clock.Advance(hours * time.Hour)
		inTx(t, d, func(ctx context.Context, tx db.Tx) error { return l.Append(ctx, tx, audit.Event{Kind: "sign-out"}) })
	}
	for want, f := range map[string]audit.Filter{
		"[6 5 4 2 1]": {To: began.Add(24 * time.Hour)}, "[3]": {From: began.Add(24 * time.Hour)}, "[3 6 5 4 2 1]": {From: began},
		"[5 4]": {From: began.Add(time.Hour), To: began.Add(2 * time.Hour)},
	} {
		var got []int64
		for before := int64(0); ; {
			page, next, err := audit.Find(t.Context(), d.Read(), f, before, 1)
			if err != nil || len(got) > 6 {
				t.Fatalf("%v, %v", got, err)
			}
			got = append(got, seqs(page)...)
			if before = next; next == 0 {
				break
			}
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%v, want %s", got, want)
		}
	}
}
