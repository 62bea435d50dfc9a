package account

import (
	"context"
	"strings"

	"latchkey/internal/db"
	"latchkey/internal/search"
)

// document is how staff find an account. Its people do not look for it.
func (a Account) document() search.Document {
	address := []string{a.Company, a.Street, a.Postcode, a.City, a.Region}
	return search.Document{
		Kind: search.Account, ID: a.ID, Of: a.Number, Title: a.Name, Text: strings.Join(address, " "),
		Parts: []string{a.Number, a.Email, a.TaxID}, At: a.CreatedAt,
	}
}

// found has an account be found as it is now.
func (as *Accounts) found(ctx context.Context, tx db.Tx, id string) error {
	a, err := as.ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	return search.Put(ctx, tx, a.document())
}

// Feed is the [search.Feeder] of accounts.
func (as *Accounts) Feed(ctx context.Context, tx db.Reader, before string, limit int) ([]search.Document, string, error) {
	found, err := accounts(tx.Rows(ctx, `SELECT `+accountColumns+` FROM account AS a WHERE a.id < $1 ORDER BY a.id DESC LIMIT $2`,
		search.From(before), limit))
	var all []search.Document
	for _, a := range found {
		all = append(all, a.document())
	}
	return search.Fed(all, limit, err)
}
