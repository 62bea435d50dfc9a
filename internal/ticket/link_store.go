package ticket

import (
	"context"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// LinkFor is how long the link of a guest's ticket works.
const LinkFor = 30 * 24 * time.Hour

// mostLinks is how many links of one ticket work: one goes out with each answer.
const mostLinks = 50

// NewLink makes a link to a guest's ticket, and returns its token and until when it works. Only its hash is kept.
func (ts *Tickets) NewLink(ctx context.Context, tx db.Tx, ticketID string) (token string, until clock.Instant, err error) {
	token, hash := seal.NewToken()
	now := ts.Clock.Now()
	until = now.Add(LinkFor)
	err = tx.Do(ctx, "making a ticket's link", `INSERT INTO ticket_link (hash, ticket_id, created_at, expires_at) VALUES ($1, $2, $3, $4)`,
		hash, ticketID, int64(now), int64(until))
	if err != nil {
		return "", 0, err
	}
	return token, until, tx.Do(ctx, "making a ticket's link", `DELETE FROM ticket_link WHERE ticket_id = $1 AND hash NOT IN
		(SELECT hash FROM ticket_link WHERE ticket_id = $1 ORDER BY created_at DESC, hash LIMIT $2)`, ticketID, mostLinks)
}

// ByLink returns the ticket that a link with this token leads to; [ErrNotFound] if it does not work, also for a ticket
// that belongs to an account.
func (ts *Tickets) ByLink(ctx context.Context, tx db.Reader, token string) (Ticket, error) {
	now := ts.Clock.Now()
	return found(scan(tx.Row(ctx, `SELECT `+ofTicket+` FROM ticket_link AS l JOIN ticket AS t ON t.id = l.ticket_id
		WHERE l.hash = $1 AND l.expires_at > $2 AND l.created_at <= $3 AND t.account_id IS NULL`,
		seal.HashToken(token), int64(now), int64(now.Add(clock.Ahead)))))
}

// Unconfirmed returns the last ticket of a guest with this address that waits for it to be confirmed; [ErrNotFound] if there is none.
// One that is taken for spam waits for nothing.
func (ts *Tickets) Unconfirmed(ctx context.Context, tx db.Reader, email string) (Ticket, error) {
	return found(scan(tx.Row(ctx, `SELECT `+columns+` FROM ticket WHERE guest_key = $1 AND guest_key <> '' AND account_id IS NULL
		AND guest_confirmed_at = 0 AND status IN ('open', 'answered') ORDER BY updated_at DESC, id DESC LIMIT 1`, EmailKey(email))))
}

// EndLinks ends every link of a ticket.
func (ts *Tickets) EndLinks(ctx context.Context, tx db.Tx, ticketID string) error {
	return tx.Do(ctx, "ending a ticket's links", `DELETE FROM ticket_link WHERE ticket_id = $1`, ticketID)
}

// Restored ends every link of a guest: the database was put back, and one may have been ended since. Who has an answer
// under way is not known any more.
func (ts *Tickets) Restored(ctx context.Context, tx db.Tx) error {
	if err := tx.Do(ctx, "ending tickets' links", `DELETE FROM ticket_link`); err != nil {
		return err
	}
	return tx.Do(ctx, "ending tickets' links", `DELETE FROM ticket_answering`)
}

// Sweeps delete links that have expired, and what nobody answers any more.
func (ts *Tickets) Sweeps() []db.Sweep {
	now := int64(ts.Clock.Now())
	return []db.Sweep{
		db.Sweeping("sweeping tickets", `DELETE FROM ticket_link WHERE hash IN (SELECT hash FROM ticket_link
			WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`, now),
		db.Sweeping("sweeping tickets", `DELETE FROM ticket_answering WHERE (ticket_id, user_id) IN
			(SELECT ticket_id, user_id FROM ticket_answering WHERE until <= $1 ORDER BY until LIMIT $2)`, now),
	}
}
