package factor

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// backupSet is the row of the set of backup codes that is in force for a person.
type backupSet struct {
	id, userID, unseen string
	madeAt, savedAt    clock.Instant
	strength           Strength
}

func (s backupSet) place() string { return "backup_set/" + s.id + "/unseen" }

var errNoSet = errors.New("no backup codes")

// setWorks is what a set is like whose codes can be used.
const setWorks = `suspended_at = 0 AND removed_at = 0`

// codesLeft reports whether the person has a backup code that can be used.
func codesLeft(ctx context.Context, tx db.Reader, userID string) (left bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM backup_set AS s JOIN backup_code AS c ON c.set_id = s.id AND c.used_at = 0
		WHERE s.user_id = $1 AND `+setWorks+`)`, userID).Scan(&left)
	if err != nil {
		return false, fmt.Errorf("loading backup codes: %w", err)
	}
	return left, nil
}

func setOf(ctx context.Context, tx db.Reader, userID string) (backupSet, error) {
	s := backupSet{userID: userID}
	err := tx.Row(ctx, `SELECT id, unseen, made_at, saved_at, strength FROM backup_set WHERE user_id = $1 AND `+setWorks, userID).
		Scan(&s.id, &s.unseen, &s.madeAt, &s.savedAt, &s.strength)
	if errors.Is(err, sql.ErrNoRows) {
		return s, errNoSet
	}
	if err != nil {
		return s, fmt.Errorf("loading backup codes: %w", err)
	}
	return s, nil
}

// replaceSet puts a set in force. The one before it is gone for good, whatever had become of it.
func replaceSet(ctx context.Context, tx db.Tx, s backupSet, macs []string) error {
	if err := exec(ctx, tx, `DELETE FROM backup_set WHERE user_id = $1`, s.userID); err != nil {
		return err
	}
	err := exec(ctx, tx, `INSERT INTO backup_set (id, user_id, made_at, saved_at, unseen, strength) VALUES ($1, $2, $3, $4, $5, $6)`,
		s.id, s.userID, int64(s.madeAt), int64(s.savedAt), s.unseen, int64(s.strength))
	if err != nil {
		return err
	}
	for _, mac := range macs {
		if err := exec(ctx, tx, `INSERT INTO backup_code (set_id, mac) VALUES ($1, $2)`, s.id, mac); err != nil {
			return err
		}
	}
	return nil
}

// useCode spends a code; the database decides who is first.
func useCode(ctx context.Context, tx db.Tx, set backupSet, mac string, now clock.Instant) (Outcome, error) {
	result, err := tx.Exec(ctx, `UPDATE backup_code SET used_at = $1 WHERE set_id = $2 AND mac = $3 AND used_at = 0`, int64(now), set.id, mac)
	if err != nil {
		return Outcome{}, fmt.Errorf("spending backup code: %w", err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return Outcome{}, fmt.Errorf("spending backup code: %w", err)
	}
	var left, same int
	err = tx.Row(ctx, `SELECT COALESCE(SUM(CASE WHEN used_at = 0 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN mac = $1 THEN 1 ELSE 0 END), 0)
		FROM backup_code WHERE set_id = $2`, mac, set.id).Scan(&left, &same)
	switch {
	case err != nil:
		return Outcome{}, fmt.Errorf("counting backup codes: %w", err)
	case n == 1:
		proof := Proof{FactorID: set.id, Strength: set.strength, Since: set.madeAt}
		return Outcome{OK: true, Left: left, Proof: proof}, markKept(ctx, tx, set.id, now)
	case same == 1:
		return refused(Used), nil
	}
	return refused(Wrong), nil
}

func macsOf(ctx context.Context, tx db.Reader, setID string) (map[string]bool, error) {
	rows, err := tx.Rows(ctx, `SELECT mac FROM backup_code WHERE set_id = $1`, setID)
	if err != nil {
		return nil, fmt.Errorf("loading backup codes: %w", err)
	}
	defer rows.Close()
	macs := map[string]bool{}
	for rows.Next() {
		var mac string
		if err := rows.Scan(&mac); err != nil {
			return nil, fmt.Errorf("loading backup codes: %w", err)
		}
		macs[mac] = true
	}
	return macs, rows.Err()
}

func markSeen(ctx context.Context, tx db.Tx, setID string) error {
	return exec(ctx, tx, `UPDATE backup_set SET unseen = '' WHERE id = $1`, setID)
}

// markKept records that a set is saved, unless that was said before: who gives one of its codes has kept it.
func markKept(ctx context.Context, tx db.Tx, setID string, now clock.Instant) error {
	return exec(ctx, tx, `UPDATE backup_set SET saved_at = $1 WHERE id = $2 AND saved_at = 0`, int64(now), setID)
}

func markSaved(ctx context.Context, tx db.Tx, userID string, now clock.Instant) error {
	return exec(ctx, tx, `UPDATE backup_set SET saved_at = $1 WHERE user_id = $2 AND unseen = '' AND `+setWorks, int64(now), userID)
}
