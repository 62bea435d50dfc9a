package attachment

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"

	"github.com/uptrace/bun"
)

const columns = `id, owner_kind, owner_id, name, type, size, sha256, created_at`

func scan(row interface{ Scan(...any) error }) (a Attachment, err error) {
	var at int64
	err = row.Scan(&a.ID, &a.Owner.Kind, &a.Owner.ID, &a.Name, &a.Type, &a.Size, &a.Hash, &at)
	a.CreatedAt = clock.Instant(at)
	return a, err
}

func insert(ctx context.Context, tx db.Tx, a Attachment, position int) error {
	return tx.Do(ctx, "attaching a file", `INSERT INTO attachment (`+columns+`, position)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.ID, string(a.Owner.Kind), a.Owner.ID, a.Name, a.Type, a.Size, a.Hash, int64(a.CreatedAt), position)
}

func remove(ctx context.Context, tx db.Tx, id string) error {
	return tx.Do(ctx, "removing an attachment", `DELETE FROM attachment WHERE id = $1`, id)
}

func find(ctx context.Context, tx db.Reader, id string) (Attachment, error) {
	a, err := scan(tx.Row(ctx, `SELECT `+columns+` FROM attachment WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Attachment{}, ErrNone
	}
	if err != nil {
		return Attachment{}, fmt.Errorf("loading an attachment: %w", err)
	}
	return a, nil
}

func of(ctx context.Context, tx db.Reader, kind Kind, ids []string) (map[string][]Attachment, error) {
	all := map[string][]Attachment{}
	if len(ids) == 0 {
		return all, nil
	}
	rows, err := tx.NewSelect().ColumnExpr(columns).TableExpr("attachment").Where("owner_kind = ?", string(kind)).
		Where("owner_id IN (?)", bun.List(ids)).OrderExpr("owner_id, position, id").Rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing attachments: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		a, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("listing attachments: %w", err)
		}
		all[a.Owner.ID] = append(all[a.Owner.ID], a)
	}
	return all, rows.Err()
}

// named reports whether anything that is attached has this content.
func named(ctx context.Context, tx db.Reader, hash string) (is bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM attachment WHERE sha256 = $1)`, hash).Scan(&is)
	if err != nil {
		return false, fmt.Errorf("looking for an attachment: %w", err)
	}
	return is, nil
}

// contents calls each for every content that is named, with one of the attachments that name it.
func contents(ctx context.Context, tx db.Reader, each func(Attachment) error) error {
	rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM attachment WHERE id IN (SELECT MIN(id) FROM attachment GROUP BY sha256)
		ORDER BY sha256`)
	if err != nil {
		return fmt.Errorf("listing contents: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		a, err := scan(rows)
		if err != nil {
			return fmt.Errorf("listing contents: %w", err)
		}
		if err := each(a); err != nil {
			return err
		}
	}
	return rows.Err()
}
