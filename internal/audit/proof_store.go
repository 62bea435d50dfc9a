package audit

import (
	"context"
	"fmt"
	"slices"

	"latchkey/internal/db"
)

// provenBy is how many of the last rows are tried: the last one may have been changed, which is no fault of the key's.
const provenBy = 20

// Proves returns [ErrKey] unless one of the last rows was written with a key of the ring, by its hash and not by its name only,
// whichever version of this program has written it. An empty log proves every key.
func (l *Log) Proves(ctx context.Context, tx db.Reader) error {
	digests, err := db.HasColumn(ctx, tx, "audit_event", "detail_digest")
	if err != nil {
		return err
	}
	desk, err := db.HasColumn(ctx, tx, "audit_event", "at_desk")
	if err != nil {
		return err
	}
	last, err := lastRows(ctx, tx, digests, desk)
	if err != nil || len(last) == 0 {
		return err
	}
	slices.Reverse(last)
	before := ""
	for _, r := range last {
		if before != "" || r.seq == 1 {
			if digests && l.Ring.Verify(r.hash, purpose, r.parts(before)...) ||
				!digests && l.Ring.Verify(r.hash, earlierPurpose, r.earlierParts(before)...) {
				return nil
			}
		}
		before = r.hash
	}
	return ErrKey
}

// GoesOn reports whether the log that later reads is the one that earlier reads, or goes on from where that one ends.
func GoesOn(ctx context.Context, earlier, later db.Reader) (bool, error) {
	seq, hash, err := last(ctx, earlier)
	if err != nil {
		return false, err
	}
	var there bool
	err = later.Row(ctx, `SELECT EXISTS (SELECT 1 FROM audit_event WHERE seq = $1 AND hash = $2)`, seq, hash).Scan(&there)
	if err != nil {
		return false, fmt.Errorf("reading audit log: %w", err)
	}
	return there, nil
}

// lastRows are the last rows, the newest first, of a table as it is and as it was before it had digests, or told of the desk.
func lastRows(ctx context.Context, tx db.Reader, digests, desk bool) (list []row, err error) {
	query := `SELECT seq, at, event, actor, subject, network_digest, detail_digest, network, detail, hash, at_desk
		FROM audit_event WHERE seq > 0 ORDER BY seq DESC LIMIT $1`
	switch {
	case !digests:
		query = `SELECT seq, at, event, actor, subject, '', '', network, detail, hash, 0
			FROM audit_event WHERE seq > 0 ORDER BY seq DESC LIMIT $1`
	case !desk:
		query = `SELECT seq, at, event, actor, subject, network_digest, detail_digest, network, detail, hash, 0
			FROM audit_event WHERE seq > 0 ORDER BY seq DESC LIMIT $1`
	}
	rows, err := tx.Rows(ctx, query, provenBy)
	if err != nil {
		return nil, fmt.Errorf("reading audit log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		var atDesk int64
		err := rows.Scan(&r.seq, &r.at, &r.kind, &r.actor, &r.subject, &r.network.digest, &r.detail.digest, &r.network.text, &r.detail.text,
			&r.hash, &atDesk)
		if err != nil {
			return nil, fmt.Errorf("reading audit log: %w", err)
		}
		r.atDesk = atDesk != 0
		list = append(list, r)
	}
	return list, rows.Err()
}
