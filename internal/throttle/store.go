package throttle

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

func load(ctx context.Context, tx db.Reader, name string) (streak, error) {
	var s streak
	err := tx.Row(ctx, `SELECT wrong, last_at, until FROM throttle_streak WHERE name = $1`, name).Scan(&s.wrong, &s.lastAt, &s.until)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s, fmt.Errorf("reading attempts: %w", err)
	}
	return s, nil
}

func store(ctx context.Context, tx db.Tx, name string, s streak) error {
	return exec(ctx, tx, `INSERT INTO throttle_streak (name, wrong, last_at, until) VALUES ($1, $2, $3, $4)
		ON CONFLICT (name) DO UPDATE SET wrong = excluded.wrong, last_at = excluded.last_at, until = excluded.until`,
		name, s.wrong, int64(s.lastAt), int64(s.until))
}

var errNone = errors.New("nothing was counted")

// begin counts the first guess of a streak, unless there is a streak already or the budget is used up. Hardly anybody has guessed wrong
// of late, so that this is all that most attempts ask. A streak that has run out is left to be looked at, as is a day to come.
func begin(ctx context.Context, tx db.Tx, limit Limit, now clock.Instant) (counted bool, err error) {
	const insert = `INSERT INTO throttle_streak (name, wrong, last_at, until) `
	until := int64(now.Add(limit.Rule.Forget))
	if limit.Rule.Budget == 0 {
		err = tx.DoOne(ctx, "counting attempts", errNone, insert+`VALUES ($1, 1, $2, $3) ON CONFLICT (name) DO NOTHING`,
			limit.Name, int64(now), until)
	} else {
		first, last := limit.span(now)
		err = tx.DoOne(ctx, "counting attempts", errNone, insert+`SELECT $1, 1, $2, $3 WHERE $4 >
			(SELECT COALESCE(SUM(wrong), 0) FROM throttle_day WHERE name = $5 AND day >= $6 AND day <= $7) ON CONFLICT (name) DO NOTHING`,
			limit.Name, int64(now), until, limit.Rule.Budget, limit.budget(), first, last)
	}
	if errors.Is(err, errNone) {
		return false, nil
	}
	return err == nil, err
}

func forget(ctx context.Context, tx db.Tx, name string) error {
	return exec(ctx, tx, `DELETE FROM throttle_streak WHERE name = $1`, name)
}

func refundOne(ctx context.Context, tx db.Tx, name string) error {
	return exec(ctx, tx, `UPDATE throttle_streak SET wrong = wrong - 1 WHERE name = $1 AND wrong > 0`, name)
}

func refund(ctx context.Context, tx db.Tx, name string, waited time.Duration) error {
	return exec(ctx, tx, `UPDATE throttle_streak SET wrong = wrong - 1, last_at = last_at - $1 WHERE name = $2 AND wrong > 0`,
		waited.Milliseconds(), name)
}

func addToYear(ctx context.Context, tx db.Tx, limit Limit, now clock.Instant, wrong int64) error {
	if limit.Rule.Budget == 0 {
		return nil
	}
	return exec(ctx, tx, `INSERT INTO throttle_day (name, day, wrong) VALUES ($1, $2, $3)
		ON CONFLICT (name, day) DO UPDATE SET wrong = throttle_day.wrong + excluded.wrong`, limit.budget(), day(now), wrong)
}

// wrongSince leaves out days that are yet to come: they were counted while the clock was wrong.
func wrongSince(ctx context.Context, tx db.Reader, name string, first, last int64) (int64, error) {
	var wrong int64
	err := tx.Row(ctx, `SELECT COALESCE(SUM(wrong), 0) FROM throttle_day WHERE name = $1 AND day >= $2 AND day <= $3`,
		name, first, last).Scan(&wrong)
	if err != nil {
		return 0, fmt.Errorf("reading attempts: %w", err)
	}
	return wrong, nil
}

func forgetYear(ctx context.Context, tx db.Tx, name string) error {
	return exec(ctx, tx, `DELETE FROM throttle_day WHERE name = $1`, name)
}

func sweeps(now clock.Instant, day, today int64) []db.Sweep {
	const doing = "counting attempts"
	return []db.Sweep{
		db.Walking(`SELECT name FROM throttle_streak WHERE name > $1 ORDER BY name LIMIT $2`,
			func(ctx context.Context, tx db.Tx, behind, upTo string) error {
				return exec(ctx, tx, `DELETE FROM throttle_streak WHERE name > $1 AND name <= $2 AND until <= $3`, behind, upTo, int64(now))
			}),
		db.Sweeping(doing, `DELETE FROM throttle_day WHERE (name, day) IN (SELECT name, day FROM throttle_day WHERE day < $1
			ORDER BY day LIMIT $2)`, day),
		db.Sweeping(doing, `DELETE FROM throttle_day WHERE (name, day) IN (SELECT name, day FROM throttle_day
			WHERE name >= $1 AND name < $2 AND day < $3 ORDER BY name LIMIT $4)`, daily, afterDaily, today),
	}
}

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, "counting attempts", query, args...)
}
