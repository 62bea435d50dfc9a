package main

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/policy"
	"latchkey/internal/seal"
)

// What so many people leave behind.
const (
	eventsEach    = 2 // rows of the audit log
	sessionOfEach = 5 // of so many one is signed in
	since         = 365 * 24 * time.Hour
	cache         = `PRAGMA cache_size = -524288` // KiB, of the connection that makes them
)

// population writes people who never sign in while it is measured, so that each has a row and no more: what is made at once is made
// by SQLite itself where it can be.
type population struct {
	d      *db.DB
	people int
	now    time.Time
}

// fillPopulation adds so many people to those of a data folder.
func fillPopulation(ctx context.Context, data string, people int) (err error) {
	ring, err := seal.LoadOrCreate(filepath.Join(data, "key"))
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, filepath.Join(data, "latchkey.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	c := &population{d: d, people: people, now: time.Now()}
	for _, step := range []func(context.Context, db.Tx) error{c.widen, c.require, c.addPeople, c.addSessions} {
		if err := d.InTx(ctx, step); err != nil {
			return err
		}
	}
	return c.addEvents(ctx, ring)
}

func (c *population) widen(ctx context.Context, tx db.Tx) error {
	_, err := tx.Exec(ctx, cache)
	return err
}

// require asks everybody for a second step, half a year from now: most have none.
func (c *population) require(ctx context.Context, tx db.Tx) error {
	policies := &policy.Policies{DB: c.d, Clock: clock.Fixed(c.now)}
	return policies.Require(ctx, tx, policy.Requirement{Scope: policy.Everyone, From: clock.At(c.now), Grace: policy.MostGrace})
}

// addPeople writes people who came one by one in a year, with names that many and few of them share.
func (c *population) addPeople(ctx context.Context, tx db.Tx) error {
	words := newLanguage().words
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	given, err := json.Marshal(words[:200])
	if err != nil {
		return err
	}
	family, err := json.Marshal(words[:5000])
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `WITH RECURSIVE number(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i + 1 < $1),
			made AS (SELECT i, $2 - ($1 - i) * $3 AS at, printf('%012x', $2 - ($1 - i) * $3) AS stamp FROM number)
		INSERT INTO users (id, email, email_key, name, password_hash, password_changed_at, created_at)
		SELECT substr(stamp, 1, 8) || '-' || substr(stamp, 9) || printf('-7000-8000-%012x', i),
			printf('member-%07d@example.test', i), printf('member-%07d@example.test', i),
			($4 ->> (i % 200)) || ' ' || ($5 ->> (i / 200 % 5000)), (SELECT password_hash FROM users LIMIT 1), at, at FROM made`,
		c.people, c.now.UnixMilli(), since.Milliseconds()/int64(c.people), string(given), string(family))
	return err
}

// addSessions signs every fifth of them in.
func (c *population) addSessions(ctx context.Context, tx db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO session
			(id, secret_hash, user_id, epoch, created_at, last_seen_at, password_at, second_step_at, user_agent, network)
		SELECT replace(id, '-8000-', '-9000-'), lower(hex(randomblob(32))), id, epoch, $1, $1, $1, 0,
			'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', '127.0.0.0/24'
		FROM users WHERE email_key >= 'member-' AND substr(email_key, 14, 1) IN ('0', '5')`, c.now.Add(-time.Hour).UnixMilli())
	return err
}

// addEvents writes what they did into the audit log, in the order in which they came.
func (c *population) addEvents(ctx context.Context, ring *seal.Ring) error {
	ids, err := c.ids(ctx)
	if err != nil {
		return err
	}
	began := c.now.Add(-since)
	at := clock.Fixed(began)
	log := &audit.Log{Clock: at, Ring: ring}
	total := eventsEach * len(ids)
	return inParts(ctx, c.d, total, rowsAtOnce, each(func(ctx context.Context, tx db.Tx, i int) error {
		at.Set(began.Add(since / time.Duration(total) * time.Duration(i)))
		who := ids[i/eventsEach]
		e := audit.Event{Kind: "sign-in.awaits-code", Actor: who, Subject: who, Network: "127.0.0.1"}
		if i%eventsEach > 0 {
			e.Kind, e.Detail = "sign-in.done", map[string]string{"browser": "Firefox on Linux"}
		}
		return log.Append(ctx, tx, e)
	}))
}

func (c *population) ids(ctx context.Context) (ids []string, err error) {
	rows, err := c.d.Read().Rows(ctx, `SELECT id FROM users WHERE email_key >= 'member-' ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
