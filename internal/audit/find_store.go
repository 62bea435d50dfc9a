package audit

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Filter selects rows of the log. Empty fields match everything.
type Filter struct {
	Person  string // a user's id, as actor or subject
	Account string // a client account's id, as subject
	Kind    string // a kind, or its part before a dot: "two-factor"
	From    clock.Instant
	To      clock.Instant // not included
}

func (f Filter) fits(r row) bool {
	return (f.Person == "" || r.actor == f.Person || r.subject == f.Person) && (f.Account == "" || r.subject == f.Account) &&
		(f.Kind == "" || of(r.kind, f.Kind)) && r.at >= f.From && (f.To == 0 || r.at < f.To)
}

// of reports whether a kind is the one that is asked for, or one of its area.
func of(kind, asked string) bool { return kind == asked || strings.HasPrefix(kind, asked+".") }

// Through an index of the log rows are read in turns, since what else a filter asks of them is looked at here: the first turn
// reads what a page shows, later ones up to mostAtOnce, and after mostLooked rows whoever asks goes on.
const (
	mostAtOnce = 1000
	mostLooked = 10_000
)

// shortSpan is up to how long a span of days is looked through row by row, whoever's rows are asked for.
const shortSpan = 31 * 24 * time.Hour

// byTime reports whether rows are read in the order of their times. Otherwise it is the order in which they were written, which
// is the same unless the clock was put back.
func (f Filter) byTime() bool {
	days := f.From != 0 || f.To != 0
	of := f.Person + f.Account + f.Kind
	return days && (of == "" || f.From != 0 && f.To != 0 && f.To.Sub(f.From) <= shortSpan)
}

// Find returns at most limit rows, newest first, from before the row numbered before on (0: from the newest). Next is where the
// rows behind these begin, 0 where there are none: so much of the log is looked through at once that there may be fewer rows than
// limit, or none, and more behind. It does not verify them; [Log.Verify] does.
func Find(ctx context.Context, tx db.Reader, f Filter, before int64, limit int) (found []Record, next int64, err error) {
	streams, err := f.streams(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	next = upTo(before)
	for looked, size := 0, limit+1; looked < mostLooked; size = min(2*size, mostAtOnce) {
		rows, more, err := merged(ctx, tx, streams, next, size)
		if err != nil {
			return nil, 0, err
		}
		for _, r := range rows {
			fits := f.fits(r)
			if fits && len(found) == limit {
				return found, found[limit-1].Seq, nil
			}
			if next = r.seq; fits {
				found = append(found, r.record())
			}
		}
		if !more {
			return found, 0, nil
		}
		looked += max(1, len(rows))
	}
	return found, next, nil
}

// stream reads rows along one index of the log, at most limit of them from before a row on.
type stream func(ctx context.Context, tx db.Reader, before int64, limit int) ([]row, error)

func (f Filter) streams(ctx context.Context, tx db.Reader) ([]stream, error) {
	switch {
	case f.byTime():
		return []stream{f.timed}, nil
	case f.Person != "":
		return []stream{
			written(`SELECT `+columns+` FROM audit_event WHERE actor = $3 AND seq < $1 ORDER BY seq DESC LIMIT $2`, f.Person),
			written(`SELECT `+columns+` FROM audit_event WHERE subject = $3 AND seq < $1 ORDER BY seq DESC LIMIT $2`, f.Person),
		}, nil
	case f.Account != "":
		return []stream{
			written(`SELECT `+columns+` FROM audit_event WHERE subject = $3 AND seq < $1 ORDER BY seq DESC LIMIT $2`, f.Account),
		}, nil
	case f.Kind != "":
		kinds, err := Kinds(ctx, tx)
		var all []stream
		for _, kind := range kinds {
			if of(kind, f.Kind) {
				all = append(all, written(`SELECT `+columns+` FROM audit_event WHERE event = $3 AND seq < $1 ORDER BY seq DESC LIMIT $2`, kind))
			}
		}
		return all, err
	}
	return []stream{written(`SELECT ` + columns + ` FROM audit_event WHERE seq < $1 ORDER BY seq DESC LIMIT $2`)}, nil
}

// written is a stream in the order in which rows were written.
func written(query string, of ...any) stream {
	return func(ctx context.Context, tx db.Reader, before int64, limit int) ([]row, error) {
		return rowsOf(tx.Rows(ctx, query, append([]any{before, limit}, of...)...))
	}
}

// timed is the stream in the order of the times.
func (f Filter) timed(ctx context.Context, tx db.Reader, before int64, limit int) ([]row, error) {
	at := clock.Instant(math.MaxInt64)
	if f.To != 0 {
		at = f.To - 1
	}
	if before < upTo(0) {
		var stood clock.Instant
		err := tx.Row(ctx, `SELECT at FROM audit_event WHERE seq = $1`, before).Scan(&stood)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading audit log: %w", err)
		}
		at = min(at, stood)
	}
	return rowsOf(tx.Rows(ctx, `SELECT `+columns+` FROM audit_event WHERE at >= $1 AND at <= $2 AND (at < $2 OR seq < $3)
		ORDER BY at DESC, seq DESC LIMIT $4`, int64(f.From), int64(at), before, limit))
}

func rowsOf(rows *sql.Rows, err error) (all []row, _ error) {
	if err != nil {
		return nil, fmt.Errorf("reading audit log: %w", err)
	}
	err = each(rows, func(r row) error {
		all = append(all, r)
		return nil
	})
	return all, err
}

// merged is what several streams read, each row once and the newest first, as far down as all of them have read. More says that
// one of them has not come to its end.
func merged(ctx context.Context, tx db.Reader, streams []stream, before int64, limit int) (all []row, more bool, err error) {
	var last int64
	for _, read := range streams {
		rows, err := read(ctx, tx, before, limit)
		if err != nil {
			return nil, false, err
		}
		if len(rows) == limit {
			more, last = true, max(last, rows[limit-1].seq)
		}
		all = append(all, rows...)
	}
	if len(streams) < 2 {
		return all, more, nil
	}
	slices.SortFunc(all, func(a, b row) int { return cmp.Compare(b.seq, a.seq) })
	all = slices.CompactFunc(all, func(a, b row) bool { return a.seq == b.seq })
	return slices.DeleteFunc(all, func(r row) bool { return r.seq < last }), more, nil
}

// Kinds returns the kinds of events that occur in the log. It reads one row of each.
func Kinds(ctx context.Context, tx db.Reader) ([]string, error) {
	rows, err := tx.Rows(ctx, `SELECT event FROM (WITH RECURSIVE kinds (event) AS (
			SELECT MIN(event) FROM audit_event
			UNION ALL SELECT (SELECT MIN(a.event) FROM audit_event AS a WHERE a.event > kinds.event) FROM kinds WHERE kinds.event IS NOT NULL
		) SELECT event FROM kinds WHERE event IS NOT NULL) AS there ORDER BY event`)
	if err != nil {
		return nil, fmt.Errorf("reading audit log: %w", err)
	}
	defer rows.Close()
	var kinds []string
	for rows.Next() {
		var kind string
		if err := rows.Scan(&kind); err != nil {
			return nil, fmt.Errorf("reading audit log: %w", err)
		}
		kinds = append(kinds, kind)
	}
	return kinds, rows.Err()
}
