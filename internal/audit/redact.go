package audit

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// RedactionAnnounced is the kind of the rows that announce up to which row personal details will be let go of.
const RedactionAnnounced = "audit.redaction-announced"

const (
	announcedFor  = 7 * 24 * time.Hour // from the announcement until it is done
	announceEvery = 24 * time.Hour
	clockSlack    = time.Minute
)

// Redact blanks the network and the details of rows that are older than keep; 0 keeps them for ever. The chain holds
// without them. A row announces it a week before, and [Log.Verify] takes nothing for let go of that was not announced.
// An announcement by a clock that was put back since is never followed: what is gone does not come back.
func (l *Log) Redact(ctx context.Context, d *db.DB, keep time.Duration) error {
	if keep <= 0 {
		return nil
	}
	now := l.Clock.Now()
	if err := l.announce(ctx, d, now, keep); err != nil {
		return err
	}
	a, found, err := newest(ctx, d.Read(), RedactionAnnounced, now.Add(-announcedFor))
	if err != nil || !found {
		return err
	}
	putBack, err := olderBehind(ctx, d.Read(), a.seq, a.at.Add(-clockSlack))
	if err != nil || putBack {
		return err
	}
	old, err := lastBefore(ctx, d.Read(), l.blanked(), now.Add(-keep)) // the host may keep them for longer by now
	if err != nil {
		return err
	}
	return l.blankUpTo(ctx, d, min(old, a.announces()))
}

// announce adds a row, at most one a day, that says up to where rows will be old enough.
func (l *Log) announce(ctx context.Context, d *db.DB, now clock.Instant, keep time.Duration) error {
	a, found, err := newest(ctx, d.Read(), RedactionAnnounced, now)
	if err != nil || found && a.at.After(now.Add(-announceEvery)) {
		return err
	}
	upTo, err := lastBefore(ctx, d.Read(), a.announces(), now.Add(announcedFor-keep))
	if err != nil || upTo <= a.announces() {
		return err
	}
	return d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return l.Append(ctx, tx, Event{Kind: RedactionAnnounced, Detail: map[string]string{"up-to": strconv.FormatInt(upTo, 10)}})
	})
}

// announces is up to which row this one announces that details will go; 0: it is none, or its own were let go of. Then
// a later one announces more.
func (r row) announces() int64 {
	if r.kind != RedactionAnnounced {
		return 0
	}
	var detail map[string]string
	if json.Unmarshal([]byte(r.detail.text), &detail) != nil {
		return 0
	}
	upTo, _ := strconv.ParseInt(detail["up-to"], 10, 64)
	return upTo
}

func (l *Log) blanked() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.blank
}

func (l *Log) blankUpTo(ctx context.Context, d *db.DB, upTo int64) error {
	for {
		from, err := firstWhole(ctx, d.Read(), l.blanked(), upTo)
		if err != nil {
			return err
		}
		to := upTo
		if from > 0 {
			to = min(upTo, from+db.Bite-1)
			if err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return blank(ctx, tx, from, to) }); err != nil {
				return err
			}
		}
		l.mu.Lock()
		l.blank = max(l.blank, to)
		l.mu.Unlock()
		if from == 0 {
			return nil
		}
	}
}
