package recovery

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
)

// sentCode is a code that a browser of a case awaits. Its id goes into mac, and the number that it was sent to.
type sentCode struct{ id, mac, messageID, number string }

func replaceCode(ctx context.Context, tx db.Tx, keyID string, s sentCode, now, until clock.Instant) error {
	if err := exec(ctx, tx, `DELETE FROM recovery_code WHERE key_id = $1`, keyID); err != nil {
		return err
	}
	return exec(ctx, tx, `INSERT INTO recovery_code (id, key_id, mac, message_id, created_at, expires_at, tries_left) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		s.id, keyID, s.mac, s.messageID, int64(now), int64(until), factor.CodeTries)
}

// awaitedMessage is the message with the code that this browser awaits, be its tries used
// up or not. ErrNoCode.
func awaitedMessage(ctx context.Context, tx db.Reader, keyID string, now clock.Instant) (id string, err error) {
	err = tx.Row(ctx, `SELECT message_id FROM recovery_code WHERE key_id = $1 AND expires_at > $2`, keyID, int64(now)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNoCode
	}
	if err != nil {
		return "", fmt.Errorf("loading code: %w", err)
	}
	return id, nil
}

// countTry takes one try from the code that this browser awaits; an empty answer where
// there is none that could be right.
func countTry(ctx context.Context, tx db.Tx, keyID string, now clock.Instant) (s sentCode, err error) {
	err = tx.Returning(ctx, `UPDATE recovery_code SET tries_left = tries_left - 1 WHERE key_id = $1 AND expires_at > $2 AND tries_left > 0
		RETURNING id, mac`, keyID, int64(now)).Scan(&s.id, &s.mac)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s, fmt.Errorf("loading code: %w", err)
	}
	return s, nil
}

// useCode spends a code; ErrDone where somebody was faster.
func useCode(ctx context.Context, tx db.Tx, id string) error {
	result, err := tx.Exec(ctx, `DELETE FROM recovery_code WHERE id = $1`, id)
	return once(result, err, ErrDone)
}

func sweepCodes(ctx context.Context, tx db.Tx, now clock.Instant) error {
	return exec(ctx, tx, `DELETE FROM recovery_code WHERE expires_at <= $1`, int64(now))
}
