// Package audit keeps the append-only log of security events. Each row carries a keyed hash of itself and the
// row before, so that somebody who can write to the database but does not have the key can't change, insert or
// remove a row unnoticed. The log holds no secrets. What is personal in a row, its network and its details, can be
// let go of after a while; the chain holds without them.
package audit

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// Address is the name of a detail that tells nobody an address: who knows of one can see that it is the same. The address itself
// stands masked in the log.
const Address = "address"

// Event is one security event. Names, addresses and numbers of people stand in Network and Detail, nowhere else: all
// other fields are kept for ever.
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
	Redacted bool // its network and details were let go of: see [Log.Redact]
	AtDesk   bool // it was done at the desk of the host's staff: see [AtDesk]
}

// BrokenError says at which row the chain is broken.
type BrokenError struct {
	Seq int64
	Key string // the id of the key that the row names, if it is not in the key file
}

func (e BrokenError) Error() string {
	if e.Key != "" {
		return fmt.Sprintf("row %d of the audit log names the key %s, whose line is not in the key file: put it back, below the newest. "+
			"If there never was such a key, the log was changed from outside", e.Seq, e.Key)
	}
	return fmt.Sprintf("the audit log was changed from outside: row %d does not fit the one before it", e.Seq)
}

// ErrKey says that the log was written with a key that is not in the key file.
var ErrKey = errors.New("the key file does not fit this database: it was made with another key. Put back the key file that belongs to it")

// Log appends to the log and verifies it.
type Log struct {
	Clock *clock.Clock
	Ring  *seal.Ring

	mu    sync.Mutex
	once  map[string]clock.Instant // what [Log.Once] has seen lately
	blank int64                    // up to which row this process has let go of everything
	end   end                      // of the log, as far as this process has seen
}

// end is the last row of the log. Another process may have added one since, and a row that was added is gone again if its transaction is
// undone: whoever relies on it lets the database compare.
type end struct {
	seq  int64
	hash string
}

// Append adds an event in the caller's transaction, so that the event is logged if and only if it happened.
func (l *Log) Append(ctx context.Context, tx db.Tx, e Event) error {
	if err := e.check(); err != nil {
		return err
	}
	detail, err := json.Marshal(e.Detail)
	if err != nil {
		return fmt.Errorf("writing audit detail: %w", err)
	}
	return l.add(ctx, tx, row{
		at: l.Clock.Now(), kind: e.Kind, actor: e.Actor, subject: e.Subject,
		network: newPersonal(e.Network), detail: newPersonal(string(detail)), atDesk: atDesk(ctx),
	})
}

// add chains a row to the last one: to the one that this process knows of, if it still is the last, which saves reading it.
func (l *Log) add(ctx context.Context, tx db.Tx, r row) (err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.end.seq > 0 {
		l.chain(&r)
		added, err := insertBehind(ctx, tx, r, l.end)
		if added {
			l.end = end{seq: r.seq, hash: r.hash}
		}
		if added || err != nil {
			return err
		}
	}
	if l.end.seq, l.end.hash, err = last(ctx, tx); err != nil {
		return err
	}
	l.chain(&r)
	l.end = end{seq: r.seq, hash: r.hash}
	return insert(ctx, tx, r)
}

// chain gives a row the number behind the end, and its hash.
func (l *Log) chain(r *row) {
	r.seq = l.end.seq + 1
	r.hash = l.Ring.MAC(purpose, r.parts(l.end.hash)...)
}

// check holds that what is kept for ever names people by their ids only.
func (e Event) check() error {
	for _, word := range []string{e.Kind, e.Actor, e.Subject} {
		if strings.ContainsFunc(word, notOfAnID) {
			return fmt.Errorf("a row of the audit log is kept for ever, and %q is no id: it belongs into the details", word)
		}
	}
	return nil
}

func notOfAnID(c rune) bool {
	return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_'
}

// Once adds an event in a transaction of its own, unless one of the same kind, person and account with the same
// details was added less than within ago: what is looked at again and again is worth one row.
func (l *Log) Once(ctx context.Context, d *db.DB, e Event, within time.Duration) error {
	detail, err := json.Marshal(e.Detail)
	if err != nil {
		return fmt.Errorf("writing audit detail: %w", err)
	}
	name := strings.Join([]string{e.Kind, e.Actor, e.Subject, string(detail)}, " ")
	now := l.Clock.Now()
	if l.seenLately(name, now, within) {
		return nil
	}
	err = d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		known, err := addedSince(ctx, tx, e, string(detail), now.Add(-within), now)
		if err != nil || known {
			return err
		}
		return l.Append(ctx, tx, e)
	})
	if err == nil {
		l.saw(name, now)
	}
	return err
}

// mostSeen bounds what Once remembers; beyond it the database is asked again.
const mostSeen = 10_000

func (l *Log) seenLately(name string, now clock.Instant, within time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, seen := l.once[name]
	return seen && at.After(now.Add(-within)) && !at.After(now)
}

func (l *Log) saw(name string, now clock.Instant) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.once == nil || len(l.once) >= mostSeen {
		l.once = map[string]clock.Instant{}
	}
	l.once[name] = now
}

func (l *Log) broken(r row) BrokenError {
	if l.Ring.Made(r.hash) {
		return BrokenError{Seq: r.seq}
	}
	return BrokenError{Seq: r.seq, Key: seal.KeyOf(r.hash)}
}

// KeyFits returns [ErrKey] if the last row was not written with a key of the ring.
func (l *Log) KeyFits(ctx context.Context, tx db.Reader) error {
	seq, hash, err := last(ctx, tx)
	if err != nil || seq == 0 || l.Ring.Made(hash) {
		return err
	}
	return ErrKey
}

// Last returns the number of the last row: while it stays, nothing has happened that the log tells of. It is 0 for an empty log.
func (l *Log) Last(ctx context.Context, tx db.Reader) (seq int64, err error) {
	seq, _, err = last(ctx, tx)
	return seq, err
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
