package notice

import (
	"context"
	"fmt"

	"latchkey/internal/db"
)

// formerFor is how long notices go to an address that was given up, too: as long
// as the change can be disputed from there.
const formerFor = NotMeFor

// KeepFormer remembers an address that was in force; the one in force now is none of them.
func (ns *Notices) KeepFormer(ctx context.Context, tx db.Tx, userID, former, now string) error {
	if err := exec(ctx, tx, `DELETE FROM former_email WHERE user_id = $1 AND email = $2`, userID, now); err != nil {
		return err
	}
	return exec(ctx, tx, `INSERT INTO former_email (user_id, email, until) VALUES ($1, $2, $3)
		ON CONFLICT (user_id, email) DO UPDATE SET until = excluded.until`, userID, former, int64(ns.Clock.Now().Add(formerFor)))
}

// FormerEmails is the addresses of a person that were in force a short while ago:
// notices go there too.
func (ns *Notices) FormerEmails(ctx context.Context, tx db.Reader, userID string) ([]string, error) {
	rows, err := tx.Rows(ctx, `SELECT email FROM former_email WHERE user_id = $1 AND until > $2 ORDER BY email`, userID, int64(ns.Clock.Now()))
	if err != nil {
		return nil, fmt.Errorf("listing former addresses: %w", err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var email string
		if err := rows.Scan(&email); err != nil {
			return nil, fmt.Errorf("listing former addresses: %w", err)
		}
		all = append(all, email)
	}
	return all, rows.Err()
}

// DropFormer has notices go to the address in force alone.
func (ns *Notices) DropFormer(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `DELETE FROM former_email WHERE user_id = $1`, userID)
}

// Sweep deletes links and former addresses that count no more.
func (ns *Notices) Sweep(ctx context.Context, tx db.Tx) error {
	now := int64(ns.Clock.Now())
	if err := exec(ctx, tx, `DELETE FROM not_me WHERE expires_at <= $1`, now); err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM former_email WHERE until <= $1`, now)
}
