package ticket

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/address"
	"latchkey/internal/db"
)

// key is the one form of the guest's address under which it is found; "" for none.
func (g Guest) key() string { return EmailKey(g.Email) }

// EmailKey returns the one form of an address under which it is found and counted; "" for a text that is none.
func EmailKey(email string) string {
	e, err := address.ParseEmail(email)
	if err != nil {
		return ""
	}
	return e.Key()
}

// Follow adds a follower; it is for the caller to see that they belong to the ticket's account.
func (ts *Tickets) Follow(ctx context.Context, tx db.Tx, ticketID string, f Follower) (added bool, err error) {
	err = tx.DoOne(ctx, "following a ticket", errThere, `INSERT INTO ticket_follower (ticket_id, kind, follower_id, added_at)
		VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, ticketID, string(f.Kind), f.ID, int64(ts.Clock.Now()))
	return changed(err)
}

// Unfollow removes a follower, and reports whether there was one.
func (ts *Tickets) Unfollow(ctx context.Context, tx db.Tx, ticketID string, f Follower) (removed bool, err error) {
	return changed(tx.DoOne(ctx, "following a ticket", errThere,
		`DELETE FROM ticket_follower WHERE ticket_id = $1 AND kind = $2 AND follower_id = $3`, ticketID, string(f.Kind), f.ID))
}

var errThere = errors.New("it is so already")

func changed(err error) (bool, error) {
	if errors.Is(err, errThere) {
		return false, nil
	}
	return err == nil, err
}

// Followers returns who follows a ticket, in the order in which they came. Some may not belong to its account any more.
func (ts *Tickets) Followers(ctx context.Context, tx db.Reader, ticketID string) (all []Follower, err error) {
	rows, err := tx.Rows(ctx, `SELECT kind, follower_id FROM ticket_follower WHERE ticket_id = $1
		ORDER BY added_at, kind, follower_id`, ticketID)
	if err != nil {
		return nil, fmt.Errorf("listing followers: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var f Follower
		if err := rows.Scan(&f.Kind, &f.ID); err != nil {
			return nil, fmt.Errorf("listing followers: %w", err)
		}
		all = append(all, f)
	}
	return all, rows.Err()
}

// Block has messages from an address count as spam.
func (ts *Tickets) Block(ctx context.Context, tx db.Tx, b BlockedSender) error {
	return tx.Do(ctx, "blocking a sender", `INSERT INTO blocked_sender (email_key, email, ticket_id, blocked_at, blocked_by)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, EmailKey(b.Email), b.Email, b.TicketID, int64(ts.Clock.Now()), b.By)
}

// Unblock undoes [Tickets.Block]; [ErrNotFound] if the address is not blocked.
func (ts *Tickets) Unblock(ctx context.Context, tx db.Tx, key string) error {
	return tx.DoOne(ctx, "blocking a sender", ErrNotFound, `DELETE FROM blocked_sender WHERE email_key = $1`, key)
}

// Blocked reports whether an address is blocked.
func (ts *Tickets) Blocked(ctx context.Context, tx db.Reader, email string) (bool, error) {
	var key string
	err := tx.Row(ctx, `SELECT email_key FROM blocked_sender WHERE email_key = $1`, EmailKey(email)).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("finding a blocked sender: %w", err)
	}
	return true, nil
}

// BlockedSenders returns at most limit blocked addresses behind the one with the key after, in the order of their keys.
func (ts *Tickets) BlockedSenders(ctx context.Context, tx db.Reader, after string, limit int) (all []BlockedSender, err error) {
	rows, err := tx.Rows(ctx, `SELECT email_key, email, ticket_id, blocked_at, blocked_by FROM blocked_sender WHERE email_key > $1
		ORDER BY email_key LIMIT $2`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("listing blocked senders: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var b BlockedSender
		if err := rows.Scan(&b.Key, &b.Email, &b.TicketID, &b.At, &b.By); err != nil {
			return nil, fmt.Errorf("listing blocked senders: %w", err)
		}
		all = append(all, b)
	}
	return all, rows.Err()
}

// Notes returns the newest notes about a client account, at most limit.
func (ts *Tickets) Notes(ctx context.Context, tx db.Reader, accountID string, limit int) (all []Note, err error) {
	rows, err := tx.Rows(ctx, `SELECT id, account_id, at, author_id, body FROM account_note WHERE account_id = $1 ORDER BY id DESC LIMIT $2`,
		accountID, limit)
	if err != nil {
		return nil, fmt.Errorf("listing notes: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var n Note
		if err := rows.Scan(&n.ID, &n.AccountID, &n.At, &n.AuthorID, &n.Body); err != nil {
			return nil, fmt.Errorf("listing notes: %w", err)
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

// AddNote writes something down about a client account.
func (ts *Tickets) AddNote(ctx context.Context, tx db.Tx, n Note) (id string, err error) {
	if n.ID, err = db.NewID(); err != nil {
		return "", err
	}
	return n.ID, tx.Do(ctx, "adding a note", `INSERT INTO account_note (id, account_id, at, author_id, body) VALUES ($1, $2, $3, $4, $5)`,
		n.ID, n.AccountID, int64(ts.Clock.Now()), n.AuthorID, n.Body)
}

// RemoveNote removes a note about a client account; [ErrNotFound] if there is none with that id.
func (ts *Tickets) RemoveNote(ctx context.Context, tx db.Tx, id string) error {
	return tx.DoOne(ctx, "removing a note", ErrNotFound, `DELETE FROM account_note WHERE id = $1`, id)
}
