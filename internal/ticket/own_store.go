package ticket

import (
	"context"
	"database/sql"
	"fmt"

	"latchkey/internal/db"

	"github.com/uptrace/bun"
)

// unread is when the last that a client may see came after what they have read.
const unread = `t.last_public_id > COALESCE(r.message_id, '')`

// closedUnread is when a closed ticket has something unread for somebody whom it concerns: they opened it, have read in it, or
// follow it. Who joins an account has read nothing of all that was closed before, and waits for none of it.
const closedUnread = `(t.running = 1 OR t.opened_by = ? OR r.message_id IS NOT NULL OR EXISTS (SELECT 1 FROM ticket_follower AS f
	WHERE f.ticket_id = t.id AND f.kind = 'member' AND f.follower_id = ?)) AND ` + unread

func own(ctx context.Context, tx db.Reader, o Own) ([]Listed, error) {
	if len(o.Accounts) == 0 {
		return nil, nil
	}
	s := tx.NewSelect().ColumnExpr(ofTicket).ColumnExpr("CASE WHEN "+unread+" THEN 1 ELSE 0 END").TableExpr("ticket AS t").
		Join("LEFT JOIN ticket_read AS r ON r.ticket_id = t.id AND r.user_id = ?", o.UserID).
		Where("t.account_id IN (?)", bun.List(o.Accounts))
	if o.Running {
		s = s.Where("t.running = 1")
	} else {
		s = s.Where("t.status IN ('open', 'answered', 'closed')")
	}
	if after, begun := ParseCursor(o.After); begun {
		s = s.Where("(t.updated_at, t.id) < (?, ?)", int64(after.At), after.ID)
	}
	return listed(s.OrderExpr("t.updated_at DESC, t.id DESC").Limit(int64(o.Limit)).Rows(ctx))
}

// ownClosed returns the closed tickets that have something unread, of those that were changed last. These are looked up by their
// ids: not, by the index of states, among all that were ever closed.
func ownClosed(ctx context.Context, tx db.Reader, o Own) ([]Listed, error) {
	s := tx.NewSelect().ColumnExpr(ofTicket).ColumnExpr("1").TableExpr("ticket AS t").
		Join("LEFT JOIN ticket_read AS r ON r.ticket_id = t.id AND r.user_id = ?", o.UserID).
		Where(`t.id IN (SELECT few.id FROM (SELECT own.id FROM ticket AS own WHERE own.account_id IN (?) AND own.running = 0
			ORDER BY own.updated_at DESC, own.id DESC LIMIT ?) AS few)`, bun.List(o.Accounts), UnreadClosedAmong).
		Where("t.status || '' = 'closed'").Where(closedUnread, o.UserID, o.UserID)
	if after, begun := ParseCursor(o.After); begun {
		s = s.Where("(t.updated_at, t.id) < (?, ?)", int64(after.At), after.ID)
	}
	return listed(s.Rows(ctx))
}

func listed(rows *sql.Rows, err error) (all []Listed, _ error) {
	if err != nil {
		return nil, fmt.Errorf("listing tickets: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var l Listed
		if err := rows.Scan(append(l.fields(), &l.Unread)...); err != nil {
			return nil, fmt.Errorf("listing tickets: %w", err)
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

func countOwn(ctx context.Context, tx db.Reader, accounts []string, userID string) (running, waiting int, err error) {
	if len(accounts) == 0 {
		return 0, 0, nil
	}
	err = tx.NewSelect().ColumnExpr("COUNT(*)").
		TableExpr("(SELECT 1 AS one FROM ticket AS own WHERE own.account_id IN (?) AND own.running = 1 LIMIT ?) AS few",
			bun.List(accounts), MostCounted+1).
		Scan(ctx, &running)
	if err != nil {
		return 0, 0, fmt.Errorf("counting tickets: %w", err)
	}
	var closed int
	err = tx.NewSelect().ColumnExpr("COUNT(*), COALESCE(SUM(CASE WHEN t.running = 0 THEN 1 ELSE 0 END), 0)").
		TableExpr(`(SELECT a.id, a.last_public_id, a.running, a.opened_by FROM (
				SELECT own.id, own.last_public_id, own.running, own.opened_by FROM ticket AS own
				WHERE own.account_id IN (?) AND own.running = 1 ORDER BY own.updated_at DESC, own.id DESC LIMIT ?) AS a
			UNION ALL SELECT b.id, b.last_public_id, b.running, b.opened_by FROM (
				SELECT own.id, own.last_public_id, own.running, own.opened_by, own.status FROM ticket AS own
				WHERE own.account_id IN (?) AND own.running = 0 ORDER BY own.updated_at DESC, own.id DESC LIMIT ?) AS b
				WHERE b.status = 'closed') AS t`,
			bun.List(accounts), UnreadAmong, bun.List(accounts), UnreadClosedAmong).
		Join("LEFT JOIN ticket_read AS r ON r.ticket_id = t.id AND r.user_id = ?", userID).Where(closedUnread, userID, userID).
		Scan(ctx, &waiting, &closed)
	if err != nil {
		return 0, 0, fmt.Errorf("counting tickets: %w", err)
	}
	return min(running+closed, MostCounted+1), waiting, nil
}
