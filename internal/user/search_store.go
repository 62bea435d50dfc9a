package user

import (
	"context"
	"fmt"

	"latchkey/internal/address"
	"latchkey/internal/db"
	"latchkey/internal/search"
)

// document is how staff find a person: by three letters within the name, too.
func (u User) document() search.Document {
	parts := []string{u.Name, u.Email}
	if e, err := address.ParseEmail(u.Email); err == nil {
		if e.Key() != u.Email {
			parts = append(parts, e.Key()) // the name of its domain as mail servers write it
		}
		if written := address.Letters(e.Domain); written != e.Domain {
			parts = append(parts, written) // and as people do
		}
	}
	if u.Phone != "" {
		parts = append(parts, u.Phone)
	}
	return search.Document{Kind: search.Person, ID: u.ID, Title: u.Name, Text: u.Email, Parts: parts, At: u.CreatedAt}
}

// found has a person be found as they are now.
func (us *Users) found(ctx context.Context, tx db.Tx, id string) error {
	u, err := us.ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	return search.Put(ctx, tx, u.document())
}

// Feed is the [search.Feeder] of people.
func (us *Users) Feed(ctx context.Context, tx db.Reader, before string, limit int) ([]search.Document, string, error) {
	rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM users WHERE id < $1 ORDER BY id DESC LIMIT $2`, search.From(before), limit)
	if err != nil {
		return nil, "", fmt.Errorf("listing users: %w", err)
	}
	defer rows.Close()
	var all []search.Document
	for rows.Next() {
		u, err := scan(rows)
		if err != nil {
			return nil, "", err
		}
		all = append(all, u.document())
	}
	return search.Fed(all, limit, rows.Err())
}
