package recovery

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"latchkey/internal/clock"
	"latchkey/internal/db"

	"github.com/uptrace/bun"
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
	return eachOf(rows, err, fn)
}

func eachOf(rows *sql.Rows, err error, fn func(scanner) error) error {
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

const (
	keyColumns = `k.case_id, k.id, k.number, COALESCE(p.kind, ''), COALESCE(p.at, 0), COALESCE(p.target, '')`
	keyTables  = `recovery_key AS k LEFT JOIN recovery_proof AS p ON p.key_id = k.id`
)

// keysOf is the browsers that follow a case, with what each has proved. While the case is open, a phone counts for as
// long as it is this.
func keysOf(ctx context.Context, tx db.Reader, c Case, phone string) ([]Key, error) {
	counts := func(_ string, p Proof, target string) bool {
		return p != Phone || target == phone || !c.ClosedAt.IsZero()
	}
	rows, err := tx.Rows(ctx, `SELECT `+keyColumns+` FROM `+keyTables+` WHERE k.case_id = $1 ORDER BY k.id, p.at, p.kind`, c.ID)
	all, err := keys(rows, err, counts)
	return all[c.ID], err
}

// openKeys is [keysOf] for those of some cases that are in the state [Open], by the ids of the cases; phones are the numbers
// of their people, by the same ids.
func openKeys(ctx context.Context, tx db.Reader, of []Listed, phones map[string]string) (map[string][]Key, error) {
	counts := func(caseID string, p Proof, target string) bool { return p != Phone || target == phones[caseID] }
	ids := []string{""}
	for _, l := range of {
		if l.State == Open {
			ids = append(ids, l.ID)
		}
	}
	rows, err := tx.NewSelect().ColumnExpr(keyColumns).TableExpr(keyTables).Where("k.case_id IN (?)", bun.List(ids)).
		OrderExpr("k.case_id, k.id, p.at, p.kind").Rows(ctx)
	return keys(rows, err, counts)
}

// keys reads browsers by the cases that they follow, each with those of its proofs that count.
func keys(rows *sql.Rows, err error, counts func(caseID string, p Proof, target string) bool) (map[string][]Key, error) {
	all := map[string][]Key{}
	err = eachOf(rows, err, func(row scanner) error {
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
	})
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

// lastWorkers is who of [workersOf] had a hand in each of these cases last, by the ids of the cases.
func lastWorkers(ctx context.Context, tx db.Reader, cases []Case) (map[string]string, error) {
	ids := []string{""}
	for _, c := range cases {
		ids = append(ids, c.ID)
	}
	workers := map[string]string{}
	rows, err := tx.NewSelect().ColumnExpr("case_id, staff_id").TableExpr("recovery_step").Where("case_id IN (?)", bun.List(ids)).
		Where("staff_id <> '' AND event NOT IN ('send-back', 'resume')").OrderExpr("case_id, version").Rows(ctx)
	err = eachOf(rows, err, func(row scanner) error {
		var id, worker string
		err := row.Scan(&id, &worker)
		workers[id] = worker
		return err
	})
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

// underWay are cases that are not over, those that moved last first.
func underWay(ctx context.Context, tx db.Reader, limit int64) (all []Listed, err error) {
	err = each(ctx, tx, listing(&all), `SELECT `+caseColumns+` FROM recovery_case AS c WHERE c.closed_at = 0
		ORDER BY c.state_at DESC, c.id DESC LIMIT $1`, limit)
	return all, err
}

// over are cases that are over, those that ended last first: from behind one of them on, or from the first for "".
func over(ctx context.Context, tx db.Reader, behind string, limit int64) (all []Listed, err error) {
	at, id := clock.Instant(math.MaxInt64), db.LastID
	if behind != "" {
		c, err := caseByID(ctx, tx, behind)
		if errors.Is(err, ErrNoCase) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		at, id = c.StateAt, c.ID
	}
	err = each(ctx, tx, listing(&all), `SELECT `+caseColumns+` FROM recovery_case AS c WHERE c.closed_at > 0
		AND c.state_at <= $1 AND (c.state_at < $1 OR c.id < $2) ORDER BY c.state_at DESC, c.id DESC LIMIT $3`,
		int64(at), id, limit)
	return all, err
}

func listing(all *[]Listed) func(scanner) error {
	return func(row scanner) (err error) {
		var l Listed
		l.Case, err = scanCase(row)
		*all = append(*all, l)
		return err
	}
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
	}, `SELECT id FROM recovery_case WHERE closed_at = 0 ORDER BY state_at, id`)
	return ids, err
}
