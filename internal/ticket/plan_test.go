package ticket_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"latchkey/internal/account/accounttest"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
)

// Every list is read along an index in the order that it is shown in: what a page costs does not grow with the tickets.
func TestListsAreReadAlongAnIndex(t *testing.T) {
	t.Parallel()
	f := accounttest.New(t)
	tickets := &ticket.Tickets{Accounts: f.Accounts, Clock: clock.Fixed(accounttest.Now)}
	cursor := ticket.Place{Priority: ticket.High, At: 1, ID: "x"}.Cursor()
	account := f.IDs["engines"]
	lists := map[string]func() error{
		"own": func() error {
			_, err := tickets.Own(t.Context(), f.Read(), ticket.Own{Accounts: []string{account}, UserID: "u", After: cursor, Limit: 50})
			return err
		},
		"own, running": func() error {
			_, err := tickets.Own(t.Context(), f.Read(), ticket.Own{Accounts: []string{account}, UserID: "u", Running: true, Limit: 50})
			return err
		},
		"counts":          func() error { _, err := tickets.Count(t.Context(), f.Read(), "s", ""); return err },
		"counts of one":   func() error { _, err := tickets.Count(t.Context(), f.Read(), "s", "d"); return err },
		"alerts, counted": func() error { _, err := tickets.CountAlerts(t.Context(), f.Read(), "s"); return err },
		"chosen":          func() error { _, err := tickets.ByNumbers(t.Context(), f.Read(), []string{"T-1", "T-2"}); return err },
		"waiting":         func() error { _, err := tickets.CountOnUs(t.Context(), f.Read()); return err },
		"own counts": func() error {
			_, _, err := tickets.CountOwn(t.Context(), f.Read(), []string{account}, "u")
			return err
		},
		"related": func() error {
			_, err := tickets.Related(t.Context(), f.Read(), ticket.Ticket{ID: "x", AccountID: account}, 10)
			return err
		},
		"related to a guest's": func() error {
			guest := ticket.Guest{Email: "a@example.org", ConfirmedAt: 1}
			_, err := tickets.Related(t.Context(), f.Read(), ticket.Ticket{ID: "x", Guest: guest}, 10)
			return err
		},
		"thread": func() error {
			_, err := tickets.Thread(t.Context(), f.Read(), "t", ticket.Part{Before: "x", Limit: 50})
			return err
		},
		"poll": func() error {
			_, err := tickets.Thread(t.Context(), f.Read(), "t", ticket.Part{After: "x", Limit: 50})
			return err
		},
		"newest": func() error { _, err := tickets.Newest(t.Context(), f.Read(), "", 50); return err },
		"alerts": func() error { _, err := tickets.Alerts(t.Context(), f.Read(), "s", 50); return err },
	}
	views(t, f, tickets, lists)
	for name, read := range lists {
		for _, step := range steps(t, f, read) {
			if strings.Contains(step, "TEMP B-TREE") || strings.HasPrefix(step, "SCAN") && !scanned[name+": "+step] {
				t.Errorf("%s: %s", name, step)
			}
		}
	}
}

// scanned is what counts scan: the departments, and what was taken along an index into at most so many rows.
var scanned = map[string]bool{
	"counts: SCAN d": true, "own counts: SCAN few": true, "own counts: SCAN a": true, "own counts: SCAN b": true,
	"own counts: SCAN t": true, "counts: SCAN CONSTANT ROW": true,
	"waiting: SCAN CONSTANT ROW": true, "counts of one: SCAN CONSTANT ROW": true, "alerts, counted: SCAN few": true,
}

// views adds every view of the queue in each order, of all departments and of one, from the beginning and behind a cursor.
func views(t *testing.T, f *accounttest.Fixture, tickets *ticket.Tickets, lists map[string]func() error) {
	cursor := ticket.Place{Priority: ticket.High, At: 1, ID: "x"}.Cursor()
	for _, view := range ticket.Views {
		for _, order := range ticket.Orders {
			for _, department := range []string{"", ticket.Support} {
				for _, after := range []string{"", cursor} {
					q := ticket.Query{View: view, StaffID: "s", DepartmentID: department, Order: order, After: after, Limit: 50}
					lists[fmt.Sprint(view, " by ", order, " of ", department, " after ", after)] = func() error {
						_, err := tickets.Page(t.Context(), f.Read(), q)
						return err
					}
				}
			}
		}
	}
}

// steps is how SQLite goes about the statements of a reading.
func steps(t *testing.T, f *accounttest.Fixture, read func() error) (all []string) {
	t.Helper()
	var asked []string
	f.Observe(func(query string) { asked = append(asked, query) })
	err := read()
	f.Observe(nil)
	if err != nil {
		t.Fatal(err)
	}
	f.Write(t, func(ctx context.Context, tx db.Tx) error {
		for _, query := range asked {
			rows, err := tx.ReturningRows(ctx, `EXPLAIN QUERY PLAN `+query, make([]any, strings.Count(query, "$"))...)
			if err != nil {
				return err
			}
			for rows.Next() {
				var id, parent, unused int
				var step string
				if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
					return err
				}
				all = append(all, step)
			}
			rows.Close()
		}
		return nil
	})
	if len(all) == 0 {
		t.Fatal("nothing was asked: this test has gone blind")
	}
	return all
}
