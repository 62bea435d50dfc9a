// Package audit keeps the append-only log of security events. Each row carries
// a keyed hash over itself and the row before, so that whoever can write to the
// database but lacks the key can't change, insert or remove one unseen. It holds
// no secrets.
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

// Event is one thing that happened.
type Event struct {
	Kind    string            // what, as "two-factor.on"
	Actor   string            // who did it: a user's id, "shell", or "" for somebody not signed in
	Subject string            // whose security it touches: a user's id, or ""
	Network string            // the address it came from, or ""
	Detail  map[string]string // facts worth keeping, never secrets
}

// Record is an Event as it stands in the log.
type Record struct {
	Seq int64
	At  clock.Instant
	Event
}

// BrokenError tells where the chain does not hold.
type BrokenError struct{ Seq int64 }

func (e BrokenError) Error() string {
	return fmt.Sprintf("the audit log was changed from outside: row %d does not fit the one before it", e.Seq)
}

// ErrKey says that the log was written with another key.
var ErrKey = errors.New("the key file does not fit this database: it was made with another key. Put back the key file that belongs to it")

// Log writes and verifies the chain.
type Log struct {
	Clock *clock.Clock
	Ring  *seal.Ring
}

// Append adds an event in the caller's transaction, so that it stands if and only if what it tells of does.
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

// Verify walks the whole chain and returns how many rows hold and the last hash,
// which may be written down elsewhere to notice a log cut short. The error is a
// BrokenError where the chain was changed.
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

// KeyFits returns ErrKey if the last row was not written with a key of the ring.
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
