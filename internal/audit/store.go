package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

const columns = `seq, at, event, actor, subject, network, network_salt, network_digest, detail, detail_salt, detail_digest, hash, at_desk`

func insert(ctx context.Context, tx db.Tx, r row) error {
	return tx.Do(ctx, "writing audit log", `INSERT INTO audit_event (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		r.seq, int64(r.at), r.kind, r.actor, r.subject,
		r.network.text, r.network.salt, r.network.digest, r.detail.text, r.detail.salt, r.detail.digest, r.hash,
		db.Flag(r.atDesk))
}

// insertBehind adds a row if the log ends with this one.
func insertBehind(ctx context.Context, tx db.Tx, r row, e end) (added bool, err error) {
	err = tx.DoOne(ctx, "writing audit log", errMoved, `INSERT INTO audit_event (`+columns+`)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
		WHERE EXISTS (SELECT 1 FROM audit_event WHERE seq = $14 AND hash = $15) AND NOT EXISTS (SELECT 1 FROM audit_event WHERE seq > $14)`,
		r.seq, int64(r.at), r.kind, r.actor, r.subject,
		r.network.text, r.network.salt, r.network.digest, r.detail.text, r.detail.salt, r.detail.digest, r.hash,
		db.Flag(r.atDesk), e.seq, e.hash)
	if errors.Is(err, errMoved) {
		return false, nil
	}
	return err == nil, err
}

var errMoved = errors.New("the log goes on elsewhere")

// noneBefore returns a [BrokenError] if a row stands before the first one, with whatever number: no bite would come past it.
func noneBefore(ctx context.Context, tx db.Reader) error {
	var there bool
	if err := tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM audit_event WHERE seq < 1)`).Scan(&there); err != nil {
		return fmt.Errorf("reading audit log: %w", err)
	}
	if there {
		return BrokenError{Seq: 0}
	}
	return nil
}

// bite visits the rows behind one, at most [db.Bite].
func bite(ctx context.Context, tx db.Reader, behind int64, visit func(row) error) error {
	rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM audit_event WHERE seq > $1 ORDER BY seq LIMIT $2`, behind, db.Bite)
	if err != nil {
		return fmt.Errorf("reading audit log: %w", err)
	}
	return each(rows, visit)
}

func each(rows *sql.Rows, visit func(row) error) error {
	defer rows.Close()
	for rows.Next() {
		var r row
		var atDesk int64
		err := rows.Scan(&r.seq, &r.at, &r.kind, &r.actor, &r.subject, &r.network.text, &r.network.salt, &r.network.digest,
			&r.detail.text, &r.detail.salt, &r.detail.digest, &r.hash, &atDesk)
		if err != nil {
			return fmt.Errorf("reading audit log: %w", err)
		}
		r.atDesk = atDesk != 0
		if err := visit(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

// addedSince reports whether a row like this one was added after since. A row from after now tells nothing: the clock was
// wrong then. Only what is behind the newest row of the kind from before since is looked through: there may be many.
func addedSince(ctx context.Context, tx db.Reader, e Event, detail string, since, now clock.Instant) (bool, error) {
	var seq int64
	err := tx.Row(ctx, `SELECT seq FROM audit_event WHERE event = $1 AND actor = $2 AND subject = $3 AND detail = $4
		AND at > $5 AND at <= $6 AND seq > COALESCE(
			(SELECT seq FROM audit_event WHERE event = $1 AND at <= $5 ORDER BY seq DESC LIMIT 1), 0)
		ORDER BY seq LIMIT 1`, e.Kind, e.Actor, e.Subject, detail, int64(since), int64(now)).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading audit log: %w", err)
	}
	return true, nil
}

// newest is the newest row of a kind from before a moment.
func newest(ctx context.Context, tx db.Reader, kind string, before clock.Instant) (r row, found bool, err error) {
	rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM audit_event WHERE event = $1 AND at <= $2 ORDER BY seq DESC LIMIT 1`,
		kind, int64(before))
	if err != nil {
		return r, false, fmt.Errorf("reading audit log: %w", err)
	}
	err = each(rows, func(read row) error {
		r, found = read, true
		return nil
	})
	return r, found, err
}

// lastBefore is the last row of those behind from that come before the first one since a moment.
func lastBefore(ctx context.Context, tx db.Reader, from int64, since clock.Instant) (int64, error) {
	var seq int64
	err := tx.Row(ctx, `SELECT seq - 1 FROM audit_event WHERE seq > $1 AND at >= $2 ORDER BY seq LIMIT 1`, from, int64(since)).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		seq, _, err = last(ctx, tx)
	}
	if err != nil {
		return 0, fmt.Errorf("reading audit log: %w", err)
	}
	return seq, nil
}

// olderBehind reports whether behind a row there is one from before it: the clock was put back since.
func olderBehind(ctx context.Context, tx db.Reader, seq int64, at clock.Instant) (bool, error) {
	var found bool
	err := tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM audit_event WHERE seq > $1 AND at < $2)`, seq, int64(at)).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("reading audit log: %w", err)
	}
	return found, nil
}

// firstWhole is the first row of a stretch that holds something personal still; 0: there is none.
func firstWhole(ctx context.Context, tx db.Reader, behind, upTo int64) (seq int64, err error) {
	err = tx.Row(ctx, `SELECT COALESCE(MIN(seq), 0) FROM audit_event WHERE seq > $1 AND seq <= $2
		AND (network_salt <> '' OR detail_salt <> '')`, behind, upTo).Scan(&seq)
	if err != nil {
		return 0, fmt.Errorf("reading audit log: %w", err)
	}
	return seq, nil
}

func blank(ctx context.Context, tx db.Tx, from, upTo int64) error {
	return tx.Do(ctx, "letting go of personal details", `UPDATE audit_event
		SET network = '', network_salt = '', detail = '', detail_salt = '' WHERE seq >= $1 AND seq <= $2`, from, upTo)
}
