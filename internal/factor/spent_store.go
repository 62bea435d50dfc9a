package factor

import (
	"context"
	"database/sql"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Codes is what became of everybody's backup codes in a database, as far as a copy of it can't know.
type Codes struct {
	sets  map[string]bool // that are there
	spent []spentCode
}

type spentCode struct {
	set, mac string
	at       clock.Instant
}

// CodesIn reads what became of the backup codes in a database, of this version of the program or an earlier one.
func CodesIn(ctx context.Context, tx db.Reader) (Codes, error) {
	c := Codes{sets: map[string]bool{}}
	rows, err := tx.Rows(ctx, `SELECT s.id, COALESCE(c.mac, ''), COALESCE(c.used_at, 0) FROM backup_set AS s
		LEFT JOIN backup_code AS c ON c.set_id = s.id AND c.used_at > 0 ORDER BY s.user_id`)
	if err != nil {
		return c, fmt.Errorf("reading backup codes: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var one spentCode
		if err := rows.Scan(&one.set, &one.mac, &one.at); err != nil {
			return c, fmt.Errorf("reading backup codes: %w", err)
		}
		c.sets[one.set] = true
		if one.mac != "" {
			c.spent = append(c.spent, one)
		}
	}
	return c, rows.Err()
}

// SpendIn spends in an older copy what was spent since: the single codes, and all those of a set that is there no more, since
// whoever made new codes, or removed them, did not want these. It returns how many those are.
func (c Codes) SpendIn(ctx context.Context, tx db.Tx, now clock.Instant) (spent int64, err error) {
	there, err := CodesIn(ctx, tx)
	if err != nil {
		return 0, err
	}
	for _, one := range c.spent {
		result, err := tx.Exec(ctx, `UPDATE backup_code SET used_at = $1 WHERE set_id = $2 AND mac = $3 AND used_at = 0`,
			int64(one.at), one.set, one.mac)
		if err := countIn(&spent, result, err); err != nil {
			return spent, err
		}
	}
	for set := range there.sets {
		if c.sets[set] {
			continue
		}
		result, err := tx.Exec(ctx, `UPDATE backup_code SET used_at = $1 WHERE set_id = $2 AND used_at = 0`, int64(now), set)
		if err := countIn(&spent, result, err); err != nil {
			return spent, err
		}
	}
	return spent, nil
}

func countIn(all *int64, result sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("spending backup codes: %w", err)
	}
	n, err := result.RowsAffected()
	*all += n
	return err
}

// DoubtCodes has everybody be asked for new backup codes: which of those that are there were spent already, nobody knows.
func (f *Factors) DoubtCodes(ctx context.Context, tx db.Tx) error {
	return exec(ctx, tx, `UPDATE backup_set SET doubted_at = $1`, int64(f.Clock.Now()))
}
