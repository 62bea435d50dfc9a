package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"latchkey/internal/db"
)

// Digests is the name of [Log.AddDigests] as a step of a migration.
const Digests = "audit.digests"

// earlierPurpose is what the rows were chained with before they had digests.
const earlierPurpose = "audit"

// AddDigests chains a log anew whose rows have no digests yet. The chain as it stands is verified first, row by row: one
// that does not fit gets a hash with which it never fits, so a break stays the break that it was. A last row says what
// the old chain ended in. It returns [ErrKey], and changes nothing, if the key file is not the log's.
//
// However long the log is, it holds a few of its rows at a time.
func (l *Log) AddDigests(ctx context.Context, tx db.Tx) error {
	if err := l.KeyFits(ctx, tx); err != nil {
		return err
	}
	c := rechaining{log: l, after: math.MinInt64}
	for {
		rows, err := c.next(ctx, tx)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return c.finish(ctx, tx)
		}
		for _, r := range rows {
			if err := c.chain(ctx, tx, r); err != nil {
				return err
			}
		}
	}
}

// rechaining is how far AddDigests has come.
type rechaining struct {
	log          *Log
	after        int64  // the row that was chained last
	seq          int64  // its number, as it should be: 0 before the first
	before, hash string // its hash in the old chain, and in the new one
	rows         int64  // how many there were
	broken       string // the first that did not fit
}

// next reads some rows as they were: the network and the details stand in the clear.
func (c *rechaining) next(ctx context.Context, tx db.Reader) (list []row, err error) {
	rows, err := tx.Rows(ctx, `SELECT seq, at, event, actor, subject, network, detail, hash FROM audit_event
		WHERE seq > $1 ORDER BY seq LIMIT $2`, c.after, db.Bite)
	if err != nil {
		return nil, fmt.Errorf("reading audit log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.seq, &r.at, &r.kind, &r.actor, &r.subject, &r.network.text, &r.detail.text, &r.hash); err != nil {
			return nil, fmt.Errorf("reading audit log: %w", err)
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

func (c *rechaining) chain(ctx context.Context, tx db.Tx, r row) error {
	how := purpose
	if r.seq != c.seq+1 || !c.log.Ring.Verify(r.hash, earlierPurpose, r.earlierParts(c.before)...) {
		how = purposeBroken
		if c.broken == "" {
			c.broken = strconv.FormatInt(r.seq, 10)
		}
	}
	c.before = r.hash
	r.network, r.detail = newPersonal(r.network.text), newPersonal(r.detail.text)
	r.hash = c.log.Ring.MAC(how, r.parts(c.hash)...)
	c.after, c.seq, c.hash = r.seq, r.seq, r.hash
	c.rows++
	return tx.Do(ctx, "chaining audit log anew", `UPDATE audit_event
		SET network_salt = $1, network_digest = $2, detail_salt = $3, detail_digest = $4, hash = $5 WHERE seq = $6`,
		r.network.salt, r.network.digest, r.detail.salt, r.detail.digest, r.hash, r.seq)
}

func (r row) earlierParts(previous string) []string {
	return []string{
		previous, strconv.FormatInt(r.seq, 10), strconv.FormatInt(int64(r.at), 10),
		r.kind, r.actor, r.subject, r.network.text, r.detail.text,
	}
}

// finish adds the row that says what was done. It writes what this migration's table has, whatever comes later.
func (c *rechaining) finish(ctx context.Context, tx db.Tx) error {
	if c.rows == 0 {
		return nil
	}
	facts := map[string]string{"rows": strconv.FormatInt(c.rows, 10), "head": c.before}
	if c.broken != "" {
		facts["broken"] = c.broken
	}
	detail, err := json.Marshal(facts)
	if err != nil {
		return fmt.Errorf("writing audit detail: %w", err)
	}
	r := row{
		seq: c.seq + 1, at: c.log.Clock.Now(), kind: "audit.rechained", network: newPersonal(""), detail: newPersonal(string(detail)),
	}
	r.hash = c.log.Ring.MAC(purpose, r.parts(c.hash)...)
	return tx.Do(ctx, "chaining audit log anew", `INSERT INTO audit_event (seq, at, event, actor, subject,
			network, network_salt, network_digest, detail, detail_salt, detail_digest, hash)
		VALUES ($1, $2, $3, '', '', '', $4, $5, $6, $7, $8, $9)`,
		r.seq, int64(r.at), r.kind, r.network.salt, r.network.digest, r.detail.text, r.detail.salt, r.detail.digest, r.hash)
}
