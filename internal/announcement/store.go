package announcement

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// ErrNotFound says that there is no such announcement.
var ErrNotFound = errors.New("no such announcement")

const columns = `id, language, title, body, from_at, until_at, created_at, created_by`

type scanner interface{ Scan(dest ...any) error }

func scan(row scanner) (a Announcement, err error) {
	err = row.Scan(&a.ID, &a.Language, &a.Title, &a.Body, &a.From, &a.Until, &a.CreatedAt, &a.CreatedBy)
	return a, err
}

func current(ctx context.Context, tx db.Reader, now clock.Instant, language string) ([]Announcement, error) {
	return all(tx.Rows(ctx, `SELECT `+columns+` FROM announcement WHERE from_at <= $1 AND (until_at = 0 OR until_at > $1)
		AND language IN ('', $2) ORDER BY from_at DESC, id DESC LIMIT 20`, int64(now), language))
}

func list(ctx context.Context, tx db.Reader, before string, limit int) ([]Announcement, error) {
	return all(tx.Rows(ctx, `SELECT `+columns+` FROM announcement WHERE id < $1 ORDER BY id DESC LIMIT $2`,
		cmp.Or(before, db.LastID), limit))
}

func all(rows *sql.Rows, err error) (found []Announcement, _ error) {
	if err != nil {
		return nil, fmt.Errorf("listing announcements: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		a, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("listing announcements: %w", err)
		}
		found = append(found, a)
	}
	return found, rows.Err()
}

func find(ctx context.Context, tx db.Reader, id string) (Announcement, error) {
	a, err := scan(tx.Row(ctx, `SELECT `+columns+` FROM announcement WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return a, ErrNotFound
	}
	if err != nil {
		return a, fmt.Errorf("loading announcement: %w", err)
	}
	return a, nil
}

func save(ctx context.Context, tx db.Tx, a Announcement) error {
	return tx.Do(ctx, "saving announcement", `INSERT INTO announcement (id, language, title, body, from_at, until_at, created_at, created_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET language = excluded.language, title = excluded.title,
			body = excluded.body, from_at = excluded.from_at, until_at = excluded.until_at`,
		a.ID, a.Language, a.Title, a.Body, int64(a.From), int64(a.Until), int64(a.CreatedAt), a.CreatedBy)
}

func remove(ctx context.Context, tx db.Tx, id string) error {
	return tx.DoOne(ctx, "removing announcement", ErrNotFound, `DELETE FROM announcement WHERE id = $1`, id)
}
