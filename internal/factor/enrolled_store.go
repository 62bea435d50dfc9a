package factor

import (
	"context"
	"fmt"
	"slices"

	"latchkey/internal/db"
	"latchkey/internal/user"
)

// State returns what a person has set up. For a person without methods it is the zero State.
func (f *Factors) State(ctx context.Context, tx db.Reader, userID string) (State, error) {
	s, err := loadState(ctx, tx, userID)
	if err != nil {
		return State{}, err
	}
	if i := slices.IndexFunc(s.Methods, func(e Enrolled) bool { return e.Kind == Email }); i >= 0 { // there is one at most
		rests, err := user.StandingOf(ctx, tx, userID)
		if err != nil {
			return State{}, err
		}
		s.Methods[i].Target = user.MaskEmail(rests.Email)
		if !rests.ResetAt.IsZero() {
			s.Methods[i].Blocked = SameMailbox
		}
	}
	arrange(s.Methods)
	return s, nil
}

func loadState(ctx context.Context, tx db.Reader, userID string) (s State, err error) {
	rows, err := tx.Rows(ctx, `SELECT f.id, f.kind, f.name, f.target, f.strength, f.preferred, f.created_at, f.last_used_at, f.checked_at,
			COALESCE(s.made_at, 0), COALESCE(s.saved_at, 0), COALESCE(s.strength, 0),
			(SELECT COUNT(*) FROM backup_code AS c WHERE c.set_id = s.id AND c.used_at = 0),
			(SELECT COUNT(*) FROM backup_code AS c WHERE c.set_id = s.id)
		FROM factor AS f LEFT JOIN backup_set AS s ON s.user_id = f.user_id
		WHERE f.user_id = $1 AND f.pending_until = 0 ORDER BY f.id`, userID)
	if err != nil {
		return State{}, fmt.Errorf("loading factors: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		var e Enrolled
		b := &s.Backup
		err := rows.Scan(&e.ID, &e.Kind, &e.Name, &r.target, &e.Strength, &e.Preferred, &e.AddedAt, &e.LastUsedAt, &e.checkedAt,
			&b.MadeAt, &b.SavedAt, &b.Strength, &b.Left, &b.Total)
		if err != nil {
			return State{}, fmt.Errorf("loading factors: %w", err)
		}
		r.kind = e.Kind
		e.Target, e.Strength = r.masked(), min(e.Strength, StrengthOf(e.Kind))
		s.Methods = append(s.Methods, e)
	}
	return s, rows.Err()
}

func remove(ctx context.Context, tx db.Tx, userID, id string) error {
	return changeOne(ctx, tx, `DELETE FROM factor WHERE user_id = $1 AND id = $2 AND pending_until = 0`, userID, id)
}

func rename(ctx context.Context, tx db.Tx, userID, id, name string) error {
	return changeOne(ctx, tx, `UPDATE factor SET name = $1 WHERE user_id = $2 AND id = $3 AND pending_until = 0`, name, userID, id)
}

func prefer(ctx context.Context, tx db.Tx, userID, id string) error {
	err := changeOne(ctx, tx, `UPDATE factor SET preferred = 1 WHERE user_id = $1 AND id = $2 AND pending_until = 0`, userID, id)
	if err != nil {
		return err
	}
	return exec(ctx, tx, `UPDATE factor SET preferred = 0 WHERE user_id = $1 AND id <> $2`, userID, id)
}

func changeOne(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.DoOne(ctx, "changing factor", ErrNoMethod, query, args...)
}
