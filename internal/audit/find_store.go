package audit

import (
	"context"
	"fmt"
	"strings"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Filter selects rows of the log. Empty fields match everything.
type Filter struct {
	Person string // a user's id, as actor or subject
	Kind   string // a kind, or its part before a dot: "two-factor"
	From   clock.Instant
	To     clock.Instant // not included
}

// Find returns at most limit rows, newest first, from before the row numbered before on (0: from the newest).
// It does not verify them; [Log.Verify] does.
func Find(ctx context.Context, tx db.Reader, f Filter, before int64, limit int) ([]Record, error) {
	where, args := f.where(before)
	rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM audit_event`+where+
		fmt.Sprintf(` ORDER BY seq DESC LIMIT $%d`, len(args)+1), append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("reading audit log: %w", err)
	}
	var records []Record
	err = each(rows, func(r row) error {
		records = append(records, r.record())
		return nil
	})
	return records, err
}

// where uses few different texts, since each is prepared once and kept.
func (f Filter) where(before int64) (string, []any) {
	var terms []string
	var args []any
	add := func(term string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			term = strings.Replace(term, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		terms = append(terms, term)
	}
	if f.Person != "" {
		add("(actor = ? OR subject = ?)", f.Person, f.Person)
	}
	if f.Kind != "" {
		add("(event = ? OR substr(event, 1, length(?)) = ?)", f.Kind, f.Kind+".", f.Kind+".")
	}
	if f.From != 0 {
		add("at >= ?", int64(f.From))
	}
	if f.To != 0 {
		add("at < ?", int64(f.To))
	}
	if before > 0 {
		add("seq < ?", before)
	}
	if len(terms) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(terms, " AND "), args
}

// Kinds returns the kinds of events that occur in the log.
func Kinds(ctx context.Context, tx db.Reader) ([]string, error) {
	rows, err := tx.Rows(ctx, `SELECT DISTINCT event FROM audit_event ORDER BY event`)
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
