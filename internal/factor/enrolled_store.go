package factor

import (
	"context"
	"fmt"
	"slices"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/user"
)

// State returns what a person has set up. For a person without methods it is the zero State.
func (f *Factors) State(ctx context.Context, tx db.Reader, userID string) (State, error) {
	s, err := loadState(ctx, tx, userID)
	if err != nil {
		return State{}, err
	}
	for _, list := range [][]Enrolled{s.Methods, s.Suspended} {
		i := slices.IndexFunc(list, func(e Enrolled) bool { return e.Kind == Email }) // there is one at most, in both
		if i < 0 {
			continue
		}
		rests, err := user.StandingOf(ctx, tx, userID)
		if err != nil {
			return State{}, err
		}
		list[i].Target, list[i].movedAt = user.MaskEmail(rests.Email), rests.EmailSince
		if !rests.ResetAt.IsZero() {
			list[i].Blocked = SameMailbox
		}
	}
	arrange(s.Methods)
	return s, nil
}

func loadState(ctx context.Context, tx db.Reader, userID string) (s State, err error) {
	rows, err := tx.Rows(ctx, `SELECT f.id, f.kind, f.name, f.target, f.strength, f.preferred, f.created_at, f.last_used_at,
			f.checked_at, f.suspended_at,
			COALESCE(s.id, ''), COALESCE(s.made_at, 0), COALESCE(s.saved_at, 0), COALESCE(s.doubted_at, 0),
			COALESCE(s.strength, 0), COALESCE(s.suspended_at, 0),
			(SELECT COUNT(*) FROM backup_code AS c WHERE c.set_id = s.id AND c.used_at = 0),
			(SELECT COUNT(*) FROM backup_code AS c WHERE c.set_id = s.id)
		FROM factor AS f LEFT JOIN backup_set AS s ON s.user_id = f.user_id AND s.removed_at = 0
		WHERE f.user_id = $1 AND f.pending_until = 0 AND f.removed_at = 0 ORDER BY f.id`, userID)
	if err != nil {
		return State{}, fmt.Errorf("loading factors: %w", err)
	}
	defer rows.Close()
	var set []Enrolled
	for rows.Next() {
		var r row
		var e Enrolled
		var suspended, setSuspended clock.Instant
		var b BackupState
		err := rows.Scan(&e.ID, &e.Kind, &e.Name, &r.target, &e.Strength, &e.Preferred, &e.AddedAt, &e.LastUsedAt,
			&e.checkedAt, &suspended, &b.ID, &b.MadeAt, &b.SavedAt, &b.DoubtedAt, &b.Strength, &setSuspended, &b.Left, &b.Total)
		if err != nil {
			return State{}, fmt.Errorf("loading factors: %w", err)
		}
		r.kind = e.Kind
		e.Target, e.Strength = r.masked(), min(e.Strength, StrengthOf(e.Kind))
		if suspended.IsZero() {
			s.Methods = append(s.Methods, e)
		} else {
			s.Suspended = append(s.Suspended, e)
		}
		if s.Backup = b; !setSuspended.IsZero() {
			s.Backup, set = BackupState{}, []Enrolled{{ID: b.ID, Kind: Backup, AddedAt: b.MadeAt, Strength: b.Strength}}
		}
	}
	s.Suspended = append(s.Suspended, set...)
	return s, rows.Err()
}

func rename(ctx context.Context, tx db.Tx, userID, id, name string) error {
	return changeOne(ctx, tx, `UPDATE factor SET name = $1 WHERE user_id = $2 AND id = $3 AND `+works, name, userID, id)
}

func prefer(ctx context.Context, tx db.Tx, userID, id string) error {
	err := changeOne(ctx, tx, `UPDATE factor SET preferred = 1 WHERE user_id = $1 AND id = $2 AND `+works, userID, id)
	if err != nil {
		return err
	}
	return exec(ctx, tx, `UPDATE factor SET preferred = 0 WHERE user_id = $1 AND id <> $2`, userID, id)
}

func changeOne(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.DoOne(ctx, "changing factor", ErrNoMethod, query, args...)
}
