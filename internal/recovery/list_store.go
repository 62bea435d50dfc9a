package recovery

import (
	"context"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Step is one event of a case.
type Step struct {
	Version int64
	Event   Event
	State   State // the state after it
	Actor   Actor
	StaffID string // "" if it was not staff
	Item    string // the proof, the item of the checklist or the reason
	At      clock.Instant
}

// Check is one ticked item of the checklist.
type Check struct {
	Item    string
	StaffID string
	At      clock.Instant
}

// Listed is a case in a list, with its person's address and name.
type Listed struct {
	Case
	Email, Name string
}

func each(ctx context.Context, tx db.Reader, fn func(scanner) error, query string, args ...any) error {
	rows, err := tx.Rows(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("listing cases: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// numbersOf is the browsers that follow a case: their ids by the numbers that they show.
func numbersOf(ctx context.Context, tx db.Reader, caseID string) (map[string]string, error) {
	ids := map[string]string{}
	err := each(ctx, tx, func(row scanner) error {
		var id, number string
		err := row.Scan(&id, &number)
		ids[number] = id
		return err
	}, `SELECT id, number FROM recovery_key WHERE case_id = $1`, caseID)
	return ids, err
}

// keysOf is the browsers that follow a case, with what each has proved. While the case is open, a phone counts for as
// long as it is this.
func keysOf(ctx context.Context, tx db.Reader, c Case, phone string) (keys []Key, err error) {
	err = each(ctx, tx, func(row scanner) error {
		var id, number, kind, target string
		var at clock.Instant
		if err := row.Scan(&id, &number, &kind, &at, &target); err != nil {
			return err
		}
		if len(keys) == 0 || keys[len(keys)-1].ID != id {
			keys = append(keys, Key{ID: id, Number: number, Proofs: map[Proof]clock.Instant{}})
		}
		if kind != "" {
			keys[len(keys)-1].Proofs[Proof(kind)] = at
		}
		if Proof(kind) == Browser {
			keys[len(keys)-1].browser = target
		}
		return nil
	}, `SELECT k.id, k.number, COALESCE(p.kind, ''), COALESCE(p.at, 0), COALESCE(p.target, '') FROM recovery_key AS k
		LEFT JOIN recovery_proof AS p ON p.key_id = k.id AND (p.kind <> 'phone' OR p.target = $1 OR $2)
		WHERE k.case_id = $3 ORDER BY k.id, p.at, p.kind`, phone, !c.ClosedAt.IsZero(), c.ID)
	return keys, err
}

func checksOf(ctx context.Context, tx db.Reader, caseID string) (checks []Check, err error) {
	err = each(ctx, tx, func(row scanner) error {
		var c Check
		err := row.Scan(&c.Item, &c.StaffID, &c.At)
		checks = append(checks, c)
		return err
	}, `SELECT item, staff_id, at FROM recovery_check WHERE case_id = $1 ORDER BY at, item`, caseID)
	return checks, err
}

func stepsOf(ctx context.Context, tx db.Reader, caseID string) (steps []Step, err error) {
	err = each(ctx, tx, func(row scanner) error {
		var s Step
		err := row.Scan(&s.Version, &s.Event, &s.State, &s.Actor, &s.StaffID, &s.Item, &s.At)
		steps = append(steps, s)
		return err
	}, `SELECT version, event, state, actor, staff_id, item, at FROM recovery_step WHERE case_id = $1 ORDER BY version`, caseID)
	return steps, err
}

// workersOf is the staff who had any hand in a case, the sending back aside.
func workersOf(ctx context.Context, tx db.Reader, caseID string) (workers []string, err error) {
	err = each(ctx, tx, func(row scanner) error {
		var id string
		err := row.Scan(&id)
		workers = append(workers, id)
		return err
	}, `SELECT DISTINCT staff_id FROM recovery_step WHERE case_id = $1 AND staff_id <> '' AND event NOT IN ('send-back', 'resume')`, caseID)
	return workers, err
}

// lookedAt reports whether staff have gone on with a case after a sign-in paused it.
func lookedAt(ctx context.Context, tx db.Reader, caseID string) (looked bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM recovery_step AS p
		JOIN recovery_step AS r ON r.case_id = p.case_id AND r.version > p.version
		WHERE p.case_id = $1 AND p.event = 'pause' AND p.actor = 'owner' AND r.event = 'resume')`, caseID).Scan(&looked)
	if err != nil {
		return false, fmt.Errorf("loading case: %w", err)
	}
	return looked, nil
}

func list(ctx context.Context, tx db.Reader, limit int64) (all []Listed, err error) {
	err = each(ctx, tx, func(row scanner) error {
		var l Listed
		var err error
		l.Case, err = scanCase(row)
		all = append(all, l)
		return err
	}, `SELECT `+caseColumns+` FROM recovery_case AS c
		ORDER BY c.closed_at > 0, c.state_at DESC, c.id LIMIT $1`, limit)
	return all, err
}

func activeIDs(ctx context.Context, tx db.Reader) (ids []string, err error) {
	err = each(ctx, tx, func(row scanner) error {
		var id string
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id FROM recovery_case WHERE closed_at = 0 ORDER BY id`)
	return ids, err
}
