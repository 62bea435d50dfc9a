package ticket

import (
	"context"
	"fmt"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// How long somebody counts as there after they were last seen: with a ticket open, and at an answer to it.
const (
	OpenFor      = 75 * time.Second
	AnsweringFor = 45 * time.Second
)

// What is known of somebody is written down again when this much of it is over, and not each time that a page asks.
const (
	openAgain      = 30 * time.Second
	answeringAgain = 20 * time.Second
)

// Presence is a member of staff who has a ticket open.
type Presence struct {
	UserID                 string
	Answering              bool // an answer of theirs is under way
	openTill, answeredTill clock.Instant
}

// Suffices reports whether nothing has to be written down of somebody who is there still, and answers.
func (p Presence) Suffices(now clock.Instant, answering bool) bool {
	if answering && p.answeredTill < now.Add(AnsweringFor-answeringAgain) {
		return false
	}
	return p.openTill >= now.Add(OpenFor-openAgain)
}

// Present records that a member of staff has a ticket open and, with answering, an answer to it under way. Without, what is
// known of their answer stays.
func (ts *Tickets) Present(ctx context.Context, tx db.Tx, ticketID, userID string, answering bool) error {
	now, until := ts.Clock.Now(), clock.Instant(0)
	if answering {
		until = now.Add(AnsweringFor)
	}
	return tx.Do(ctx, "changing ticket", `INSERT INTO ticket_answering (ticket_id, user_id, until, answers_until) VALUES ($1, $2, $3, $4)
		ON CONFLICT (ticket_id, user_id) DO UPDATE SET until = excluded.until, answers_until =
			CASE WHEN excluded.answers_until > 0 THEN excluded.answers_until ELSE ticket_answering.answers_until END`,
		ticketID, userID, at(now.Add(OpenFor)), at(until))
}

// PresentNow returns the staff who have a ticket open, in the order of their ids.
func (ts *Tickets) PresentNow(ctx context.Context, tx db.Reader, ticketID string) (all []Presence, err error) {
	now := ts.Clock.Now()
	rows, err := tx.Rows(ctx, `SELECT user_id, until, answers_until FROM ticket_answering
		WHERE ticket_id = $1 AND until > $2 AND until <= $3 ORDER BY user_id`, ticketID, at(now), at(now.Add(OpenFor)))
	if err != nil {
		return nil, fmt.Errorf("loading a ticket: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var p Presence
		if err := rows.Scan(&p.UserID, &p.openTill, &p.answeredTill); err != nil {
			return nil, fmt.Errorf("loading a ticket: %w", err)
		}
		p.Answering = p.answeredTill > now && p.answeredTill <= now.Add(AnsweringFor)
		all = append(all, p)
	}
	return all, rows.Err()
}

// DoneAnswering records that a member of staff has no answer to a ticket under way any more.
func (ts *Tickets) DoneAnswering(ctx context.Context, tx db.Tx, ticketID, userID string) error {
	return tx.Do(ctx, "changing ticket", `UPDATE ticket_answering SET answers_until = 0 WHERE ticket_id = $1 AND user_id = $2
		AND answers_until > 0`, ticketID, userID)
}
