package ticket

import (
	"context"
	"errors"
	"fmt"

	"latchkey/internal/db"

	"github.com/uptrace/bun"
)

// SwitchesOf returns by which ways these members of staff are told of each kind, by their ids.
func (ts *Tickets) SwitchesOf(ctx context.Context, tx db.Reader, ids []string) (map[string]Switches, error) {
	all := map[string]Switches{}
	for _, id := range ids {
		all[id] = DefaultSwitches()
	}
	if len(ids) == 0 {
		return all, nil
	}
	rows, err := tx.NewSelect().ColumnExpr("user_id, kind, mail <> 0, page <> 0").TableExpr("staff_switch").
		Where("user_id IN (?)", bun.List(ids)).Rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("loading switches: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var kind AlertKind
		var s Switch
		if err := rows.Scan(&id, &kind, &s.Mail, &s.Page); err != nil {
			return nil, fmt.Errorf("loading switches: %w", err)
		}
		all[id][kind] = s
	}
	return all, rows.Err()
}

// SetSwitches changes by which ways a member of staff is told.
func (ts *Tickets) SetSwitches(ctx context.Context, tx db.Tx, userID string, switches Switches) error {
	for _, kind := range AlertKinds {
		s := switches[kind]
		err := tx.Do(ctx, "changing switches", `INSERT INTO staff_switch (user_id, kind, mail, page) VALUES ($1, $2, $3, $4)
			ON CONFLICT (user_id, kind) DO UPDATE SET mail = excluded.mail, page = excluded.page`,
			userID, string(kind), number(s.Mail), number(s.Page))
		if err != nil {
			return err
		}
	}
	return nil
}

// Alert tells a member of staff of something. It reports whether that is new: what they have not looked at yet is told once.
func (ts *Tickets) Alert(ctx context.Context, tx db.Tx, userID, ticketID string, kind AlertKind, onPage bool) (fresh bool, err error) {
	known := errors.New("was told before")
	err = tx.DoOne(ctx, "telling staff", known, `INSERT INTO staff_alert (user_id, ticket_id, kind, at, page) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, userID, ticketID, string(kind), int64(ts.Clock.Now()), number(onPage))
	if errors.Is(err, known) {
		return false, nil
	}
	return err == nil, err
}

// Alerts returns what a member of staff was told of on the page and has not looked at, the newest first, at most limit.
func (ts *Tickets) Alerts(ctx context.Context, tx db.Reader, userID string, limit int) (all []Alert, err error) {
	rows, err := tx.Rows(ctx, `SELECT a.kind, a.at, t.number, t.subject FROM staff_alert AS a JOIN ticket AS t ON t.id = a.ticket_id
		WHERE a.user_id = $1 AND a.page = 1 ORDER BY a.at DESC, a.ticket_id DESC LIMIT $2`, userID, limit)
	if err != nil {
		return nil, fmt.Errorf("listing alerts: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var a Alert
		if err := rows.Scan(&a.Kind, &a.At, &a.Number, &a.Subject); err != nil {
			return nil, fmt.Errorf("listing alerts: %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// CountAlerts returns how much [Tickets.Alerts] has, at most [MostAlerts]+1.
func (ts *Tickets) CountAlerts(ctx context.Context, tx db.Reader, userID string) (n int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT 1 AS one FROM staff_alert WHERE user_id = $1 AND page = 1 LIMIT $2) AS few`,
		userID, MostAlerts+1).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counting alerts: %w", err)
	}
	return n, nil
}

// Seen records that a member of staff has looked at a ticket, and at those that are a part of it; "" is all tickets.
func (ts *Tickets) Seen(ctx context.Context, tx db.Tx, userID, ticketID string) error {
	return tx.Do(ctx, "telling staff", `DELETE FROM staff_alert WHERE user_id = $1 AND ($2 = '' OR ticket_id = $2
		OR ticket_id IN (SELECT id FROM ticket WHERE merged_into = $2))`, userID, ticketID)
}
