package main

import (
	"context"
	"errors"
	"path/filepath"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/search"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// fillIndex has all that is in a data folder be found, in one go: a server does it by and by, between other things.
func fillIndex(ctx context.Context, data string) (err error) {
	d, err := db.Open(ctx, filepath.Join(data, "latchkey.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	nothing := func(context.Context, db.Reader, string, int) ([]search.Document, string, error) { return nil, "", nil }
	feeders := map[search.Kind]search.Feeder{}
	for _, kind := range search.Kinds() {
		feeders[kind] = nothing
	}
	if err := search.Rebuild(ctx, d, feeders); err != nil { // so that nothing is left to do
		return err
	}
	feeders[search.Person] = (&user.Users{}).Feed
	feeders[search.Account] = (&account.Accounts{}).Feed
	feeders[search.Ticket] = (&support.Service{Tickets: &ticket.Tickets{}}).Feed
	for kind, feed := range feeders {
		if err := feedAll(ctx, d, kind, feed); err != nil {
			return err
		}
	}
	return search.Tidy(ctx, d)
}

func feedAll(ctx context.Context, d *db.DB, kind search.Kind, feed search.Feeder) error {
	before := ""
	for {
		err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			documents, next, err := feed(ctx, tx, before, rowsAtOnce)
			if before = next; err != nil {
				return err
			}
			return search.Fill(ctx, tx, kind, documents)
		})
		if err != nil || before == "" {
			return err
		}
	}
}
