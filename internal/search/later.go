package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"latchkey/internal/db"
)

// The documents of a ticket that has thousands are put a few at a time, each few in a transaction of their own. What is to be
// done stands in the index meanwhile, so that it is gone on with after a crash.
const (
	laterName = "later " + string(Ticket) + " "
	unseen    = "unseen "
)

// Later notes, in the transaction of a change, that the documents that lead to a ticket are yet to be put as they are now. With
// hide nothing is found that leads there until [Done]: what the change takes away is not found for one moment longer. Whoever
// calls it goes on with the ticket behind the transaction, and with all of [Pending] now and then.
func Later(ctx context.Context, tx db.Tx, ticket string, hide bool) error {
	there, err := made(ctx, tx)
	if err != nil || !there {
		return err // there is nothing to be found
	}
	token, err := db.NewID()
	if err != nil {
		return err
	}
	before, err := pendingOf(ctx, tx, ticket)
	if err != nil {
		return err
	}
	if hide || strings.HasPrefix(before, unseen) {
		token = unseen + token
	}
	return setState(ctx, tx, laterName+ticket, token)
}

// Pending is what [Later] has noted and [Done] has not ended: by the tickets, what Done takes.
func Pending(ctx context.Context, r db.Reader) (map[string]string, error) {
	there, err := made(ctx, r)
	if err != nil || !there {
		return nil, err
	}
	rows, err := r.Rows(ctx, `SELECT name, value FROM search_state WHERE name >= $1 AND name < $2`, laterName, laterName+db.LastID)
	if err != nil {
		return nil, fmt.Errorf("reading the index's state: %w", err)
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var name, token string
		if err := rows.Scan(&name, &token); err != nil {
			return nil, fmt.Errorf("reading the index's state: %w", err)
		}
		all[strings.TrimPrefix(name, laterName)] = token
	}
	return all, rows.Err()
}

// Done ends what [Later] noted, in the transaction of the last documents, unless it was noted anew since the token was read: then
// whoever did so puts them once more.
func Done(ctx context.Context, tx db.Tx, ticket, token string) error {
	return tx.Do(ctx, "changing the index", `DELETE FROM search_state WHERE name = $1 AND value = $2`, laterName+ticket, token)
}

func pendingOf(ctx context.Context, r db.Reader, ticket string) (token string, err error) {
	err = r.Row(ctx, `SELECT value FROM search_state WHERE name = $1`, laterName+ticket).Scan(&token)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("reading the index's state: %w", err)
	}
	return token, nil
}
