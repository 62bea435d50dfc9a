// Package audit keeps the append-only log of security events. Each row carries a keyed hash of itself and the
// row before, so that somebody who can write to the database but does not have the key can't change, insert or
// remove a row unnoticed. The log holds no secrets.
package audit

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// Event is one security event.
type Event struct {
	Kind    string            // what happened, such as "two-factor.on"
	Actor   string            // who did it: a user's id, "shell", or "" for somebody who was not signed in
	Subject string            // whose account it concerns: a user's id, or ""
	Network string            // the client's address, or ""
	Detail  map[string]string // further facts, never secrets
}

// Record is an Event in the log.
type Record struct {
	Seq int64
	At  clock.Instant
	Event
}

// BrokenError says at which row the chain is broken.
type BrokenError struct{ Seq int64 }

func (e BrokenError) Error() string {
	return fmt.Sprintf("the audit log was changed from outside: row %d does not fit the one before it", e.Seq)
}

// ErrKey says that the log was written with a key that is not in the key file.
var ErrKey = errors.New("the key file does not fit this database: it was made with another key. Put back the key file that belongs to it")

// Log appends to the log and verifies it.
type Log struct {
	Clock *clock.Clock
	Ring  *seal.Ring
}

// Append adds an event in the caller's transaction, so that the event is logged if and only if it happened.
func (l *Log) Append(ctx context.Context, tx db.Tx, e Event) error {
	seq, previous, err := last(ctx, tx)
	if err != nil {
		return err
	}
	detail, err := json.Marshal(e.Detail)
	if err != nil {
		return fmt.Errorf("writing audit detail: %w", err)
	}
	r := row{Record: Record{Seq: seq + 1, At: l.Clock.Now(), Event: e}, detail: string(detail)}
	return insert(ctx, tx, r, l.Ring.MAC(purpose, r.parts(previous)...))
}

// Verify checks the whole chain. It returns the number of rows and the last hash, which can be written down
// elsewhere to notice later that the log was cut short. If the chain is broken, the error is a [BrokenError].
func (l *Log) Verify(ctx context.Context, tx db.Reader) (rows int64, head string, err error) {
	err = walk(ctx, tx, func(r row, hash string) error {
		if r.Seq != rows+1 || !l.Ring.Verify(hash, purpose, r.parts(head)...) {
			return BrokenError{Seq: r.Seq}
		}
		rows, head = r.Seq, hash
		return nil
	})
	return rows, head, err
}

// KeyFits returns [ErrKey] if the last row was not written with a key of the ring.
func (l *Log) KeyFits(ctx context.Context, tx db.Reader) error {
	seq, hash, err := last(ctx, tx)
	if err != nil || seq == 0 || l.Ring.Made(hash) {
		return err
	}
	return ErrKey
}

const purpose = "audit"

type row struct {
	Record
	detail string
}

func (r row) parts(previous string) []string {
	return []string{
		previous, strconv.FormatInt(r.Seq, 10), strconv.FormatInt(int64(r.At), 10),
		r.Kind, r.Actor, r.Subject, r.Network, r.detail,
	}
}

func last(ctx context.Context, tx db.Reader) (seq int64, hash string, err error) {
	err = tx.Row(ctx, `SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1`).Scan(&seq, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("reading audit log: %w", err)
	}
	return seq, hash, nil
}
