package message

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"

	"github.com/uptrace/bun"
)

// due, unleased and free are messages that may be sent at a moment, the parameter now of the statement: nobody has them, no
// server may have them already, and what they carry still counts. Those that a wrong clock put off for years are due, and
// those that it leased are nobody's.
func due(now string) string {
	return fmt.Sprintf(`(due_at <= %s OR due_at > %s + %d)`, now, now, giveUp.Milliseconds())
}

func unleased(now string) string {
	longest := sendTimes[Email] + time.Minute + clock.Ahead
	return fmt.Sprintf(`(leased_until <= %s OR leased_until > %s + %d)`, now, now, longest.Milliseconds())
}

func free(now string) string {
	return `state = 'queued' AND ` + unleased(now) + ` AND handed_at = 0 AND ` +
		fmt.Sprintf(`(expires_at = 0 OR expires_at > %s AND created_at <= %s + %d)`, now, now, clock.Ahead.Milliseconds())
}

// dueNow is the most urgent message that is due and has a vacancy; "" if there is none. What has no vacancy is passed over:
// nothing behind it waits.
func dueNow(ctx context.Context, tx db.Reader, c Channel, places []vacancy, now clock.Instant) (id string, err error) {
	for _, v := range places {
		q := tx.NewSelect().ColumnExpr("id").TableExpr("message").Where("channel = ?", string(c)).
			Where(due("?0")+" AND "+free("?0"), int64(now)).OrderExpr("due_at, id").Limit(1)
		if v.urgency == notices { // those of kinds that are not known, too
			q = q.Where("kind NOT IN (?)", bun.List(append(kindsOf(codes), kindsOf(links)...)))
		} else {
			q = q.Where("kind IN (?)", bun.List(kindsOf(v.urgency)))
		}
		for _, domain := range v.full {
			q = q.Where("LOWER(recipient) NOT LIKE ?", "%@"+domain)
		}
		if err = q.Scan(ctx, &id); !errors.Is(err, sql.ErrNoRows) {
			break
		}
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("looking for due messages: %w", err)
	}
	return id, nil
}

func kindsOf(u urgency) (names []string) {
	for _, k := range Kinds() {
		if k.urgency() == u {
			names = append(names, string(k))
		}
	}
	return names
}

// settlements end the way of one channel's messages that must not be sent any more: those that were being handed over
// when their process died, expired ones, and those tried for too long. Where nobody can send them, the last says so.
// Their arguments are the channel and the moment.
var settlements = []struct{ which, change string }{
	{`handed_at <> 0`, `state = 'failed', reason = 'unsure', lease = '', settled_at = $2`},
	{`expires_at <> 0 AND expires_at <= $2`, `state = 'expired', secret = '', not_me = '', lease = '', settled_at = $2`},
	{
		fmt.Sprintf(`created_at <= $2 - %d AND retried_at <= $2 - %d`, giveUp.Milliseconds(), giveUp.Milliseconds()),
		`state = 'failed', reason = 'too_late', lease = '', settled_at = $2`,
	},
	{`reason <> 'unconfigured'`, `reason = 'unconfigured', detail = ''`},
}

func settle(ctx context.Context, d *db.DB, c Channel, sent bool, now clock.Instant) error {
	todo := settlements
	if sent {
		todo = todo[:len(todo)-1]
	}
	for _, s := range todo {
		// Most looks find nothing, and writing takes a turn that others wait for.
		which := `state = 'queued' AND channel = $1 AND ` + unleased("$2") + ` AND ` + s.which
		var some bool
		if err := d.Read().Row(ctx, `SELECT EXISTS (SELECT 1 FROM message WHERE `+which+`)`, string(c), int64(now)).Scan(&some); err != nil {
			return fmt.Errorf("looking for messages to settle: %w", err)
		}
		if !some {
			continue
		}
		err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE message SET `+s.change+` WHERE `+which, string(c), int64(now))
			return err
		})
		if err != nil {
			return fmt.Errorf("settling messages: %w", err)
		}
	}
	return nil
}

// take leases the most urgent due message for which there is a vacancy.
func (o *Outbox) take(ctx context.Context, tx db.Tx, c Channel, places []vacancy, now clock.Instant) (j job, found bool, err error) {
	id, err := dueNow(ctx, tx, c, places, now)
	if id == "" {
		return job{}, false, err
	}
	j.lease = rand.Text()
	err = tx.Returning(ctx, `UPDATE message SET lease = $1, leased_until = $2, tries = tries + 1 WHERE id = $3 RETURNING tries`,
		j.lease, int64(now.Add(leaseTime)), id).Scan(&j.tries)
	if err != nil {
		return job{}, false, fmt.Errorf("taking a message: %w", err)
	}
	j.Message, err = o.Get(ctx, tx, id)
	return j, err == nil, err
}

// handing marks the message as perhaps taken from now on; errLost if it must not be
// sent: somebody else holds it, it has expired, or its way has ended.
func handing(ctx context.Context, tx db.Tx, j job, now clock.Instant) error {
	return tx.DoOne(ctx, "marking message", errLost, `UPDATE message SET handed_at = $1, leased_until = $4
		WHERE id = $2 AND lease = $3 AND state = 'queued' AND leased_until > $1 AND (expires_at = 0 OR expires_at > $1)`,
		int64(now), j.ID, j.lease, int64(now.Add(sendTimes[j.Channel]+time.Minute)))
}

// taken writes down that the server has it; WhatsApp may have told more already.
func taken(ctx context.Context, tx db.Tx, j job, takenAs string) error {
	_, err := tx.Exec(ctx, `UPDATE message SET state = CASE WHEN state = 'queued' THEN 'sent' ELSE state END,
		reason = CASE WHEN state = 'queued' THEN '' ELSE reason END, detail = CASE WHEN state = 'queued' THEN '' ELSE detail END,
		taken_as = $1, secret = '', not_me = '', lease = '', leased_until = 0 WHERE id = $2 AND lease = $3`, takenAs, j.ID, j.lease)
	if err != nil {
		return fmt.Errorf("marking message as sent: %w", err)
	}
	return nil
}

func fail(ctx context.Context, tx db.Tx, j job, r Reason, detail string, now clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE message SET state = 'failed', reason = $1, detail = $2, settled_at = $3, lease = '', leased_until = 0
		WHERE id = $4 AND lease = $5 AND state = 'queued'`, string(r), detail, int64(now), j.ID, j.lease)
	if err != nil {
		return fmt.Errorf("marking message as failed: %w", err)
	}
	return nil
}

// giveUpOn ends the way of a message whose matter is over.
func giveUpOn(ctx context.Context, tx db.Tx, j job, now clock.Instant) error {
	return tx.Do(ctx, "giving a message up", `UPDATE message SET state = 'expired', reason = '', detail = '', secret = '', not_me = '',
		settled_at = $1, lease = '', leased_until = 0 WHERE id = $2 AND lease = $3 AND state = 'queued' AND handed_at = 0`,
		int64(now), j.ID, j.lease)
}

func again(ctx context.Context, tx db.Tx, j job, r Reason, detail string, due clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE message SET reason = $1, detail = $2, due_at = $3, handed_at = 0, leased_until = 0, lease = ''
		WHERE id = $4 AND lease = $5 AND state = 'queued'`, string(r), detail, int64(due), j.ID, j.lease)
	if err != nil {
		return fmt.Errorf("putting message back: %w", err)
	}
	return nil
}
