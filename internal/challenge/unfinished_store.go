package challenge

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
	"latchkey/internal/user"
)

func earlierHash(secret string) string {
	if secret == "" {
		return ""
	}
	return seal.HashToken(secret)
}

func takeUnfinished(ctx context.Context, tx db.Tx, most int, now clock.Instant) (all []Unfinished, more bool, err error) {
	taken, err := takeExpired(ctx, tx, most, now)
	if err != nil {
		return nil, false, err
	}
	people := make([]string, len(taken))
	for i, t := range taken {
		people[i] = t.UserID
	}
	rests, err := user.StandingsOf(ctx, tx, people)
	if err != nil {
		return nil, false, err
	}
	for _, t := range taken {
		if rests[t.UserID].Holds(t.epoch) {
			all = append(all, t.Unfinished)
		}
	}
	slices.SortFunc(all, func(a, b Unfinished) int { return cmp.Compare(a.At, b.At) })
	return all, len(taken) == most, nil
}

type expired struct {
	Unfinished
	epoch int64
}

func takeExpired(ctx context.Context, tx db.Tx, most int, now clock.Instant) ([]expired, error) {
	rows, err := tx.ReturningRows(ctx, `DELETE FROM challenge WHERE id IN (SELECT id FROM challenge
			WHERE purpose = $1 AND (expires_at <= $2 OR expires_at > $3) LIMIT $4)
		RETURNING user_id, user_agent, network, created_at, epoch`, string(SignIn), int64(ends(now).After), int64(ends(now).Until), most)
	if err != nil {
		return nil, fmt.Errorf("listing unfinished sign-ins: %w", err)
	}
	defer rows.Close()
	var all []expired
	for rows.Next() {
		var e expired
		if err := rows.Scan(&e.UserID, &e.Agent, &e.Network, &e.At, &e.epoch); err != nil {
			return nil, fmt.Errorf("listing unfinished sign-ins: %w", err)
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

func finish(ctx context.Context, tx db.Tx, c Challenge) error {
	return tx.DoOne(ctx, "changing challenge", ErrExpired, deleteChain, c.UserID, c.Chain)
}

const deleteChain = `DELETE FROM challenge WHERE user_id = $1 AND chain = $2`

func endChain(ctx context.Context, tx db.Tx, c Challenge) error {
	return exec(ctx, tx, deleteChain, c.UserID, c.Chain)
}
