package notice

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/user"
)

// formerFor is how long notices go to an address that was given up, too: as long
// as the change can be disputed from there.
const formerFor = NotMeFor

// KeepFormer stores an address that a person has given up. If the address now is stored as a former one, it is
// removed, in whichever form it was written.
func (ns *Notices) KeepFormer(ctx context.Context, tx db.Tx, userID, former, now string) error {
	all, err := ns.FormerEmails(ctx, tx, userID)
	if err != nil {
		return err
	}
	for _, email := range all {
		if !user.SameEmail(email, now) {
			continue
		}
		if err := exec(ctx, tx, `DELETE FROM former_email WHERE user_id = $1 AND email = $2`, userID, email); err != nil {
			return err
		}
	}
	return exec(ctx, tx, `INSERT INTO former_email (user_id, email, until) VALUES ($1, $2, $3)
		ON CONFLICT (user_id, email) DO UPDATE SET until = excluded.until`, userID, former, int64(ns.Clock.Now().Add(formerFor)))
}

// FormerEmails returns the addresses that a person gave up a short while ago. Notices go there too, so that
// somebody who takes an account over can't silence its owner.
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

// DropElsewhere settles that an address is the person's own: from now on notices go there only, and no "This wasn't me"
// link works that was mailed anywhere else.
func (ns *Notices) DropElsewhere(ctx context.Context, tx db.Tx, userID, email string) error {
	if err := exec(ctx, tx, `DELETE FROM former_email WHERE user_id = $1`, userID); err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM not_me WHERE user_id = $1 AND mailed_to <> $2`, userID, email)
}

// DropUntrusted ends a person's links that were mailed anywhere but to the trusted address, besides those with this Ref.
func (ns *Notices) DropUntrusted(ctx context.Context, tx db.Tx, userID, trusted, ref string) error {
	return exec(ctx, tx, `DELETE FROM not_me WHERE user_id = $1 AND mailed_to NOT IN ($2, '') AND ref <> $3`, userID, trusted, ref)
}

// Sweeps delete expired links and former addresses.
func (ns *Notices) Sweeps() []db.Sweep {
	now := int64(ns.Clock.Now())
	return []db.Sweep{
		db.Sweeping(changing, `DELETE FROM not_me WHERE hash IN (SELECT hash FROM not_me
			WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`, now),
		db.Sweeping(changing, `DELETE FROM former_email WHERE (user_id, email) IN (SELECT user_id, email FROM former_email
			WHERE until <= $1 ORDER BY until LIMIT $2)`, now),
	}
}
