package factor

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/user"
)

// sentCode is a sent code's row, with what it depends on now.
type sentCode struct {
	id, userID, scope, mac string
	target                 string // the hash of the address that it went to
	factor                 row
	resetAt                clock.Instant // of an e-mailed one: when the person's password was set through an e-mailed link
	createdAt, expiresAt   clock.Instant
}

func insertSent(ctx context.Context, tx db.Tx, c sentCode) error {
	if err := exec(ctx, tx, `UPDATE sent_code SET current = 0 WHERE scope = $1 AND kind = $2`, c.scope, string(c.factor.kind)); err != nil {
		return err
	}
	return exec(ctx, tx, `INSERT INTO sent_code (id, user_id, factor_id, kind, scope, mac, target, tries_left, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		c.id, c.userID, c.factor.id, string(c.factor.kind), c.scope, c.mac, c.target, CodeTries, int64(c.createdAt), int64(c.expiresAt))
}

// codeEnds is when a sent code that is good at a time ends.
func codeEnds(now clock.Instant) clock.Span { return now.EndsFor(CodeLifetime) }

// countTry takes one try from the code that an answer could be right for.
func countTry(ctx context.Context, tx db.Tx, k Kind, userID, scope string, now clock.Instant) (id string, err error) {
	err = tx.Returning(ctx, `UPDATE sent_code SET tries_left = tries_left - 1
		WHERE scope = $1 AND kind = $2 AND user_id = $3 AND current = 1 AND tries_left > 0 AND expires_at > $4 AND expires_at <= $5
		RETURNING id`, scope, string(k), userID, int64(codeEnds(now).After), int64(codeEnds(now).Until)).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("counting answers: %w", err)
	}
	return id, nil
}

func currentCode(ctx context.Context, tx db.Reader, k Kind, a Answer, pending bool) (c sentCode, found bool, err error) {
	f := &c.factor
	var pendingUntil clock.Instant
	err = tx.Row(ctx, `SELECT c.id, c.mac, c.target, c.expires_at, f.id, f.kind, f.strength, f.pending_until, f.target, f.created_at
		FROM sent_code AS c JOIN factor AS f ON f.id = c.factor_id AND f.user_id = c.user_id AND f.kind = c.kind
			AND f.suspended_at = 0 AND f.removed_at = 0
		WHERE c.scope = $1 AND c.kind = $2 AND c.user_id = $3 AND c.current = 1`, a.Scope, string(k), a.UserID).
		Scan(&c.id, &c.mac, &c.target, &c.expiresAt, &f.id, &f.kind, &f.strength, &pendingUntil, &f.target, &f.createdAt)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, fmt.Errorf("loading code: %w", err)
	}
	if k == Email {
		rests, err := user.StandingOf(ctx, tx, a.UserID)
		if err != nil {
			return c, false, err
		}
		f.movedTo(rests)
		c.resetAt = rests.ResetAt
	}
	return c, pending == !pendingUntil.IsZero(), nil
}

// currentSent is the code that is current in a scope, whatever it was sent for.
func currentSent(ctx context.Context, tx db.Reader, k Kind, userID, scope string) (c sentCode, found bool, err error) {
	err = tx.Row(ctx, `SELECT id, mac, target, expires_at FROM sent_code WHERE scope = $1 AND kind = $2 AND user_id = $3 AND current = 1`,
		scope, string(k), userID).Scan(&c.id, &c.mac, &c.target, &c.expiresAt)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, fmt.Errorf("loading code: %w", err)
	}
	return c, true, nil
}

// useSent spends a code; the database decides who is first.
func useSent(ctx context.Context, tx db.Tx, id string, now clock.Instant) (first bool, err error) {
	result, err := tx.Exec(ctx, `UPDATE sent_code SET used_at = $1 WHERE id = $2 AND used_at = 0`, int64(now), id)
	if err != nil {
		return false, fmt.Errorf("spending code: %w", err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// SentMessage records which message carries a code.
func (f *Factors) SentMessage(ctx context.Context, tx db.Tx, codeID, messageID string) error {
	return exec(ctx, tx, `UPDATE sent_code SET message_id = $1 WHERE id = $2`, messageID, codeID)
}

// Superseded reports whether the code that a message carries is good for nothing any more: it was used, or a newer one was
// sent. It reports false for a message that carries none of these.
func (f *Factors) Superseded(ctx context.Context, tx db.Reader, messageID string) (is bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM sent_code WHERE message_id = $1 AND message_id <> ''
		AND (current = 0 OR used_at > 0))`, messageID).Scan(&is)
	if err != nil {
		return false, fmt.Errorf("loading code: %w", err)
	}
	return is, nil
}

// CurrentMessage returns the message with the present code of a scope, and the method that it belongs to. It
// returns sql.ErrNoRows if no code was sent.
func (f *Factors) CurrentMessage(ctx context.Context, tx db.Reader, userID, scope string, k Kind) (messageID, factorID string, err error) {
	err = tx.Row(ctx, `SELECT message_id, factor_id FROM sent_code WHERE scope = $1 AND kind = $2 AND user_id = $3 AND current = 1`,
		scope, string(k), userID).Scan(&messageID, &factorID)
	if err != nil {
		return "", "", fmt.Errorf("loading code: %w", err)
	}
	return messageID, factorID, nil
}

// AwaitedMessage returns the message with the code that an answer for this scope would be checked against, even
// if its tries are used up; found is false if none waits.
func (f *Factors) AwaitedMessage(ctx context.Context, tx db.Reader, d Destination, scope string) (messageID string, found bool, err error) {
	holds := codeEnds(f.Clock.Now())
	err = tx.Row(ctx, `SELECT message_id FROM sent_code
		WHERE scope = $1 AND kind = $2 AND user_id = $3 AND current = 1 AND used_at = 0 AND expires_at > $4 AND expires_at <= $5`,
		scope, string(d.Kind), d.UserID, int64(holds.After), int64(holds.Until)).Scan(&messageID)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("loading code: %w", err)
	}
	return messageID, true, nil
}

// Usage returns how many codes of a kind were sent between two times, and how many of them were used.
func (f *Factors) Usage(ctx context.Context, tx db.Reader, k Kind, from, until clock.Instant) (sent, used int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN used_at > 0 THEN 1 ELSE 0 END), 0) FROM sent_code
		WHERE kind = $1 AND created_at >= $2 AND created_at <= $3 AND (created_at < $4 OR used_at > 0)`,
		string(k), int64(from), int64(f.Clock.Now().Add(clock.Ahead)), int64(until)).Scan(&sent, &used)
	if err != nil {
		return 0, 0, fmt.Errorf("counting codes: %w", err)
	}
	return sent, used, nil
}
