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
	Sufficient  bool // it is open, and a browser that follows it has given enough proofs
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

const keyRows = `SELECT k.case_id, k.id, k.number, COALESCE(p.kind, ''), COALESCE(p.at, 0), COALESCE(p.target, '')
	FROM recovery_key AS k LEFT JOIN recovery_proof AS p ON p.key_id = k.id `

// keysOf is the browsers that follow a case, with what each has proved. While the case is open, a phone counts for as
// long as it is this.
func keysOf(ctx context.Context, tx db.Reader, c Case, phone string) ([]Key, error) {
	counts := func(_ string, p Proof, target string) bool {
		return p != Phone || target == phone || !c.ClosedAt.IsZero()
	}
	all, err := keys(ctx, tx, counts, keyRows+`WHERE k.case_id = $1 ORDER BY k.id, p.at, p.kind`, c.ID)
	return all[c.ID], err
}

// openKeys is [keysOf] for all cases in the state [Open] at once, by the ids of the cases; phones are the numbers of their
// people, by the same ids.
func openKeys(ctx context.Context, tx db.Reader, phones map[string]string) (map[string][]Key, error) {
	counts := func(caseID string, p Proof, target string) bool { return p != Phone || target == phones[caseID] }
	return keys(ctx, tx, counts, keyRows+`JOIN recovery_case AS c ON c.id = k.case_id
		WHERE c.state = $1 AND c.closed_at = 0 ORDER BY k.case_id, k.id, p.at, p.kind`, string(Open))
}

// keys reads browsers by the cases that they follow, each with those of its proofs that count.
func keys(
	ctx context.Context, tx db.Reader, counts func(caseID string, p Proof, target string) bool, query string, args ...any,
) (map[string][]Key, error) {
	all := map[string][]Key{}
	err := each(ctx, tx, func(row scanner) error {
		var caseID, id, number, target string
		var kind Proof
		var at clock.Instant
		if err := row.Scan(&caseID, &id, &number, &kind, &at, &target); err != nil {
			return err
		}
		of := all[caseID]
		if len(of) == 0 || of[len(of)-1].ID != id {
			of = append(of, Key{ID: id, Number: number, Proofs: map[Proof]clock.Instant{}})
			all[caseID] = of
		}
		key := &of[len(of)-1]
		if kind != "" && counts(caseID, kind, target) {
			key.Proofs[kind] = at
		}
		if kind == Browser {
			key.browser = target
		}
		return nil
	}, query, args...)
	return all, err
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

// lastWorkers is who of [workersOf] had a hand in each case under way last, by the ids of the cases.
func lastWorkers(ctx context.Context, tx db.Reader) (map[string]string, error) {
	workers := map[string]string{}
	err := each(ctx, tx, func(row scanner) error {
		var id, worker string
		err := row.Scan(&id, &worker)
		workers[id] = worker
		return err
	}, `SELECT s.case_id, s.staff_id FROM recovery_step AS s JOIN recovery_case AS c ON c.id = s.case_id
		WHERE c.closed_at = 0 AND s.staff_id <> '' AND s.event NOT IN ('send-back', 'resume') ORDER BY s.case_id, s.version`)
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

func waiting(ctx context.Context, tx db.Reader, limit int64) (all []Case, err error) {
	err = each(ctx, tx, func(row scanner) error {
		c, err := scanCase(row)
		all = append(all, c)
		return err
	}, `SELECT `+caseColumns+` FROM recovery_case AS c WHERE c.closed_at = 0 ORDER BY c.state_at, c.id LIMIT $1`, limit)
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
