package support_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/recovery"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
)

// Every view in every order, page by page, has each ticket and each case once, in its place.
func TestTheQueueIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	d := open(t)
	cases := recovery.New(d.Authority)
	d.support.Cases = fewer{cases, []support.Case{
		{ID: "case-1", Since: d.Clock.Now().Add(90 * time.Second), OnUs: true},
		{ID: "case-2", Since: d.Clock.Now(), OnUs: false, WorkerID: d.people["noor"].ID},
		{ID: "case-3", Since: d.Clock.Now(), OnUs: true, WorkerID: d.people["sven"].ID},
	}}
	at := d.Clock.Now()
	d.Write(func(ctx context.Context, tx db.Tx) error {
		for i := range 130 {
			_, err := d.Tickets.Add(ctx, tx, ticket.Ticket{
				AccountID: d.account["engines"], Subject: fmt.Sprint(i), Status: ticket.Statuses[i%3], Priority: ticket.Priorities[i%4],
				UpdatedAt: at.Add(time.Duration(i%7) * time.Minute), WaitingSince: at.Add(time.Duration(i%5) * time.Minute),
				Assignee: []string{"", d.people["noor"].ID}[i%2], DepartmentID: []string{ticket.Support, ticket.Billing}[i%2],
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	for view, want := range map[ticket.View]int{
		ticket.InProgress: 90, ticket.OnUs: 46, ticket.OnClient: 44, ticket.Done: 43, ticket.Mine: 45, ticket.Unassigned: 44, ticket.Junk: 0,
	} {
		for _, order := range ticket.Orders {
			var before support.Row
			seen, counted := map[string]bool{}, 0
			for after, first := "", true; first || after != ""; first = false {
				q, err := d.support.Queue(t.Context(), d.by["noor"], ticket.Query{View: view, Order: order, After: after})
				d.Must(err)
				for _, row := range q.Rows {
					if !first && before.Ticket.ID+caseID(before) == row.Ticket.ID+caseID(row) || out(before, row, order) {
						t.Errorf("%s by %s: %+v before %+v", view, order, before, row)
					}
					seen[row.Ticket.ID+caseID(row)], before = true, row
				}
				after, counted = q.Next, q.Counts.Views[view]
			}
			if len(seen) != want || counted != want {
				t.Errorf("%s by %s shows %d and counts %d, want %d", view, order, len(seen), counted, want)
			}
		}
	}
	ofOneDepartment(t, d)
}

// ofOneDepartment reads the queue of billing, which shows and counts its own tickets and no case.
func ofOneDepartment(t *testing.T, d *desk) {
	t.Helper()
	q, err := d.support.Queue(t.Context(), d.by["noor"], ticket.Query{View: ticket.OnUs, DepartmentID: ticket.Billing})
	d.Must(err)
	counted := 0
	for i := range 130 {
		if i%2 == 1 && i%3 == 0 { // those of billing that are open
			counted++
		}
	}
	if len(q.Rows) != counted || q.Counts.Views[ticket.OnUs] != counted {
		t.Errorf("of one department it shows %d and counts %d, want %d", len(q.Rows), q.Counts.Views[ticket.OnUs], counted)
	}
	if _, err := d.support.Queue(t.Context(), d.by["noor"], ticket.Query{DepartmentID: "none"}); !errors.Is(err, support.ErrDepartment) {
		t.Errorf("a department that there is not: %v", err)
	}
	for _, row := range q.Rows {
		if row.Case != nil || row.Ticket.DepartmentID != ticket.Billing {
			t.Errorf("%+v", row)
		}
	}
}

type fewer struct {
	*recovery.Cases
	all []support.Case
}

func (f fewer) InQueue(context.Context, db.Reader) ([]support.Case, error) {
	return slices.Clone(f.all), nil
}

func caseID(r support.Row) string {
	if r.Case == nil {
		return ""
	}
	return r.Case.ID
}

// out reports whether two rows stand in the wrong order.
func out(a, b support.Row, o ticket.Order) bool {
	since := func(r support.Row) (p ticket.Priority, waiting, updated int64) {
		if r.Case != nil {
			return ticket.Urgent, int64(r.Case.Since), int64(r.Case.Since)
		}
		return r.Ticket.Priority, int64(r.Ticket.WaitingSince), int64(r.Ticket.UpdatedAt)
	}
	p1, w1, u1 := since(a)
	p2, w2, u2 := since(b)
	if a.Ticket.ID == "" && a.Case == nil {
		return false
	}
	switch o {
	case ticket.ByUpdated:
		return u1 < u2
	case ticket.ByClosed:
		return w1 < w2
	case ticket.ByPriority:
		return p1 > p2 || p1 == p2 && w1 > w2
	}
	return w1 > w2
}
