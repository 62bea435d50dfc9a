package ticket

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/search"

	"github.com/uptrace/bun"
)

// Document is how a ticket is found by what it is called and by its number. A guest's, staff alone find.
func (t Ticket) Document() search.Document {
	return search.Document{
		Kind: search.Ticket, ID: t.ID, Of: t.Number, Account: t.AccountID, Title: t.Subject,
		Parts: []string{t.Number, t.Guest.Email}, At: t.OpenedAt,
	}
}

// Newest returns at most limit tickets with ids below before ("" begins at the newest), the newest first.
func (ts *Tickets) Newest(ctx context.Context, tx db.Reader, before string, limit int) ([]Ticket, error) {
	rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM ticket WHERE id < $1 ORDER BY id DESC LIMIT $2`, search.From(before), limit)
	return scanAll(rows, err)
}

// NewestMessages returns at most limit messages with ids below before ("" begins at the newest), the newest first, and
// their tickets by id.
func (ts *Tickets) NewestMessages(
	ctx context.Context, tx db.Reader, before string, limit int,
) (all []Message, of map[string]Ticket, err error) {
	rows, err := tx.Rows(ctx, `SELECT `+messageColumns+` FROM ticket_message WHERE id < $1 ORDER BY id DESC LIMIT $2`,
		search.From(before), limit)
	if err != nil {
		return nil, nil, fmt.Errorf("listing messages: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		m, err := scanMessage(rows)
		if err != nil {
			return nil, nil, fmt.Errorf("listing messages: %w", err)
		}
		all, ids = append(all, m), append(ids, m.TicketID)
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		return nil, nil, err
	}
	found, err := scanAll(tx.NewSelect().ColumnExpr(columns).TableExpr("ticket").Where("id IN (?)", bun.List(ids)).Rows(ctx))
	of = map[string]Ticket{}
	for _, t := range found {
		of[t.ID] = t
	}
	return all, of, err
}
