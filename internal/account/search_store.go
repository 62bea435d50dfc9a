package account

import (
	"context"
	"slices"
	"strings"

	"latchkey/internal/db"
	"latchkey/internal/search"
)

// document is how staff find an account: by three letters within its names, too. Its people do not look for it.
func (a Account) document() search.Document {
	address := []string{a.Company, a.Street, a.Postcode, a.City, a.Region}
	return search.Document{
		Kind: search.Account, ID: a.ID, Of: a.Number, Title: a.Name, Text: strings.Join(address, " "),
		Parts: []string{a.Number, a.Email, a.TaxID, a.Name, a.Company}, At: a.CreatedAt,
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

// Find returns at most limit accounts that words are found by, those that were made last first: skip are passed over.
func (as *Accounts) Find(ctx context.Context, tx db.Reader, words string, skip, limit int) ([]Account, error) {
	groups, err := search.Find(ctx, tx, search.Query{
		Scope: search.Staff(), Text: words, Kinds: []search.Kind{search.Account}, Skip: skip, Limit: limit,
	})
	if err != nil || len(groups) == 0 {
		return nil, err
	}
	place := map[string]int{}
	var ids []string
	for i, h := range groups[0].Hits {
		place[h.ID] = i
		ids = append(ids, h.ID)
	}
	found, err := as.ByIDs(ctx, tx, ids)
	slices.SortFunc(found, func(a, b Account) int { return place[a.ID] - place[b.ID] })
	return found, err
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
