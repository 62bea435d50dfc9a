package ticket

import (
	"context"
	"fmt"

	"latchkey/internal/db"
)

func page(ctx context.Context, tx db.Reader, q Query) ([]Ticket, error) {
	s := tx.NewSelect().ColumnExpr(columns).TableExpr("ticket")
	switch q.View {
	case Mine:
		s = s.Where("assignee = ? AND running = 1", q.StaffID)
	case Unassigned:
		s = s.Where("assignee = '' AND running = 1")
	case OnUs:
		s = s.Where("status = 'open'")
	case OnClient:
		s = s.Where("status = 'answered'")
	case Done:
		s = s.Where("status = 'closed'")
	case Junk:
		s = s.Where("status = 'spam'")
	default:
		s = s.Where("running = 1")
	}
	if q.DepartmentID != "" {
		s = s.Where("department_id = ?", q.DepartmentID)
		if q.View == OnUs || q.View == OnClient {
			s = s.Where("running = 1") // which the department's index begins with
		}
	}
	after, begun := ParseCursor(q.After)
	switch {
	case begun && q.Order == ByUpdated:
		s = s.Where("(updated_at, id) < (?, ?)", int64(after.At), after.ID)
	case begun && q.Order == ByClosed:
		s = s.Where("(waiting_since, id) < (?, ?)", int64(after.At), after.ID)
	case begun && q.Order == ByPriority:
		s = s.Where("(priority, waiting_since, id) > (?, ?, ?)", int64(after.Priority), int64(after.At), after.ID)
	case begun:
		s = s.Where("(waiting_since, id) > (?, ?)", int64(after.At), after.ID)
	}
	switch q.Order { // the id makes every place one of its own
	case ByUpdated:
		s = s.OrderExpr("updated_at DESC, id DESC")
	case ByClosed: // a closed ticket waits for nothing since it was closed
		s = s.OrderExpr("waiting_since DESC, id DESC")
	case ByPriority:
		s = s.OrderExpr("priority, waiting_since, id")
	default:
		s = s.OrderExpr("waiting_since, id")
	}
	rows, err := s.Limit(int64(q.Limit)).Rows(ctx)
	return scanAll(rows, err)
}

// Each count stops one after a thousand, so that it costs no more however many there are. Whether there is a thousand and first
// one is asked before anything is counted: passing rows over is quicker than counting them.
const (
	countedOpen = `COALESCE((SELECT 1001 FROM ticket WHERE status = 'open' LIMIT 1 OFFSET 1000),
		(SELECT COUNT(*) FROM ticket WHERE status = 'open'))`
	counted = `SELECT ` + countedOpen + `,
		COALESCE((SELECT 1001 FROM ticket WHERE assignee = $1 AND running = 1 LIMIT 1 OFFSET 1000),
			(SELECT COUNT(*) FROM ticket WHERE assignee = $1 AND running = 1)),
		COALESCE((SELECT 1001 FROM ticket WHERE assignee = '' AND running = 1 LIMIT 1 OFFSET 1000),
			(SELECT COUNT(*) FROM ticket WHERE assignee = '' AND running = 1)),
		COALESCE((SELECT 1001 FROM ticket WHERE status = 'answered' LIMIT 1 OFFSET 1000),
			(SELECT COUNT(*) FROM ticket WHERE status = 'answered')),
		COALESCE((SELECT 1001 FROM ticket WHERE status = 'closed' LIMIT 1 OFFSET 1000),
			(SELECT COUNT(*) FROM ticket WHERE status = 'closed')),
		COALESCE((SELECT 1001 FROM ticket WHERE status = 'spam' LIMIT 1 OFFSET 1000),
			(SELECT COUNT(*) FROM ticket WHERE status = 'spam'))`

	// Of one department, along its index. Only spam is counted among that of all, which is little beside what a department has
	// closed: an expression keeps the department's index out of it.
	countedOf = `SELECT COALESCE((SELECT 1001 FROM ticket WHERE department_id = $2 AND running = 1 AND status = 'open' LIMIT 1 OFFSET 1000),
			(SELECT COUNT(*) FROM ticket WHERE department_id = $2 AND running = 1 AND status = 'open')),
		COALESCE((SELECT 1001 FROM ticket WHERE assignee = $1 AND running = 1 AND department_id = $2 LIMIT 1 OFFSET 1000),
			(SELECT COUNT(*) FROM ticket WHERE assignee = $1 AND running = 1 AND department_id = $2)),
		COALESCE((SELECT 1001 FROM ticket WHERE department_id = $2 AND running = 1 AND assignee = '' LIMIT 1 OFFSET 1000),
			(SELECT COUNT(*) FROM ticket WHERE department_id = $2 AND running = 1 AND assignee = '')),
		COALESCE((SELECT 1001 FROM ticket WHERE department_id = $2 AND running = 1 AND status = 'answered' LIMIT 1 OFFSET 1000),
			(SELECT COUNT(*) FROM ticket WHERE department_id = $2 AND running = 1 AND status = 'answered')),
		COALESCE((SELECT 1001 FROM ticket WHERE department_id = $2 AND running = 0 AND status = 'closed' LIMIT 1 OFFSET 1000),
			(SELECT COUNT(*) FROM ticket WHERE department_id = $2 AND running = 0 AND status = 'closed')),
		COALESCE((SELECT 1001 FROM ticket WHERE status = 'spam' AND department_id || '' = $2 LIMIT 1 OFFSET 1000),
			(SELECT COUNT(*) FROM ticket WHERE status = 'spam' AND department_id || '' = $2))`
)

func countOnUs(ctx context.Context, tx db.Reader) (n int, err error) {
	if err := tx.Row(ctx, `SELECT `+countedOpen).Scan(&n); err != nil {
		return 0, fmt.Errorf("counting tickets: %w", err)
	}
	return n, nil
}

func count(ctx context.Context, tx db.Reader, staffID, departmentID string) (Counts, error) {
	c := Counts{Views: map[View]int{}}
	n := make([]int, 6)
	row := func() db.Row { return tx.Row(ctx, counted, staffID) }
	if departmentID != "" {
		row = func() db.Row { return tx.Row(ctx, countedOf, staffID, departmentID) }
	}
	if err := row().Scan(&n[0], &n[1], &n[2], &n[3], &n[4], &n[5]); err != nil {
		return c, fmt.Errorf("counting tickets: %w", err)
	}
	for i, v := range []View{OnUs, Mine, Unassigned, OnClient, Done, Junk} {
		c.Views[v] = n[i]
	}
	c.Views[InProgress] = min(c.Views[OnUs]+c.Views[OnClient], MostCounted+1)
	return c, nil
}
