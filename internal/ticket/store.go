package ticket

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"

	"github.com/uptrace/bun"
)

const columns = `id, COALESCE(account_id, ''), number, subject, status, updated_at, opened_at, opened_by, department_id,
	guest_name, guest_email, guest_language, guest_confirmed_at, about_kind, about_id, priority, assignee, waiting_since,
	last_id, last_public_id, last_by, merged_into, version, opened_by_staff`

// ofTicket is the same for a ticket that is joined with something.
const ofTicket = `t.id, COALESCE(t.account_id, ''), t.number, t.subject, t.status, t.updated_at, t.opened_at, t.opened_by,
	t.department_id, t.guest_name, t.guest_email, t.guest_language, t.guest_confirmed_at, t.about_kind, t.about_id, t.priority,
	t.assignee, t.waiting_since, t.last_id, t.last_public_id, t.last_by, t.merged_into, t.version, t.opened_by_staff`

type scanner interface{ Scan(dest ...any) error }

func scan(row scanner) (t Ticket, err error) {
	return t, row.Scan(t.fields()...)
}

// fields is where the columns of a ticket go.
func (t *Ticket) fields() []any {
	return []any{
		&t.ID, &t.AccountID, &t.Number, &t.Subject, &t.Status, &t.UpdatedAt, &t.OpenedAt, &t.OpenedBy, &t.DepartmentID,
		&t.Guest.Name, &t.Guest.Email, &t.Guest.Language, &t.Guest.ConfirmedAt, &t.About.Kind, &t.About.ID, &t.Priority, &t.Assignee,
		&t.WaitingSince, &t.LastID, &t.LastPublicID, &t.LastBy, &t.MergedInto, &t.Version, &t.OpenedFor,
	}
}

func found(t Ticket, err error) (Ticket, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return Ticket{}, ErrNotFound
	}
	if err != nil {
		return Ticket{}, fmt.Errorf("loading ticket: %w", err)
	}
	return t, nil
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// orNull is NULL for a ticket that belongs to no account.
func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

func insert(ctx context.Context, tx db.Tx, t Ticket) error {
	return tx.DoOne(ctx, "adding ticket", ErrExists, `INSERT INTO ticket (id, account_id, number, subject, status, running, updated_at,
		opened_at, opened_by, department_id, guest_name, guest_email, guest_key, guest_language, guest_confirmed_at, about_kind, about_id,
		priority, assignee, waiting_since, last_id, last_public_id, last_by, merged_into, version, opened_by_staff)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
		ON CONFLICT DO NOTHING`,
		t.ID, orNull(t.AccountID), t.Number, t.Subject, string(t.Status), number(t.Status.Running()), int64(t.UpdatedAt),
		int64(t.OpenedAt), t.OpenedBy, t.DepartmentID, t.Guest.Name, t.Guest.Email, t.Guest.key(), t.Guest.Language,
		int64(t.Guest.ConfirmedAt), string(t.About.Kind), t.About.ID, int64(t.Priority), t.Assignee, int64(t.WaitingSince),
		t.LastID, t.LastPublicID, string(t.LastBy), t.MergedInto, t.Version, t.OpenedFor)
}

func update(ctx context.Context, tx db.Tx, t Ticket) error {
	return tx.DoOne(ctx, "changing ticket", ErrNotFound, `UPDATE ticket SET status = $1, running = $2, updated_at = $3, department_id = $4,
		guest_confirmed_at = $5, priority = $6, assignee = $7, waiting_since = $8, last_id = $9, last_public_id = $10, last_by = $11,
		merged_into = $12, subject = $13, version = $14 WHERE id = $15`,
		string(t.Status), number(t.Status.Running()), int64(t.UpdatedAt), t.DepartmentID,
		int64(t.Guest.ConfirmedAt), int64(t.Priority), t.Assignee, int64(t.WaitingSince), t.LastID, t.LastPublicID, string(t.LastBy),
		t.MergedInto, t.Subject, t.Version, t.ID)
}

// ByNumber returns the ticket with that number; [ErrNotFound] if there is none.
func (ts *Tickets) ByNumber(ctx context.Context, tx db.Reader, number string) (Ticket, error) {
	return found(scan(tx.Row(ctx, `SELECT `+columns+` FROM ticket WHERE number = $1`, number)))
}

// ByNumbers returns the tickets with these numbers, by them; one that there is not is left out.
func (ts *Tickets) ByNumbers(ctx context.Context, tx db.Reader, numbers []string) (map[string]Ticket, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	rows, err := tx.NewSelect().ColumnExpr(columns).TableExpr("ticket").Where("number IN (?)", bun.List(numbers)).Rows(ctx)
	all, err := scanAll(rows, err)
	found := map[string]Ticket{}
	for _, t := range all {
		found[t.Number] = t
	}
	return found, err
}

// ByID returns the ticket with that id; [ErrNotFound] if there is none.
func (ts *Tickets) ByID(ctx context.Context, tx db.Reader, id string) (Ticket, error) {
	return found(scan(tx.Row(ctx, `SELECT `+columns+` FROM ticket WHERE id = $1`, id)))
}

func scanAll(rows *sql.Rows, err error) (all []Ticket, _ error) {
	if err != nil {
		return nil, fmt.Errorf("listing tickets: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		t, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("listing tickets: %w", err)
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

// Related returns the newest tickets of the same account, or of the same confirmed address of a guest, at most limit,
// without the ticket itself.
func (ts *Tickets) Related(ctx context.Context, tx db.Reader, t Ticket, limit int) ([]Ticket, error) {
	if t.ByGuest() && t.Guest.ConfirmedAt.IsZero() {
		return nil, nil
	}
	if t.ByGuest() {
		rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM ticket WHERE guest_key = $1 AND guest_key <> '' AND account_id IS NULL
			AND guest_confirmed_at > 0 AND id <> $2 ORDER BY updated_at DESC, id DESC LIMIT $3`,
			t.Guest.key(), t.ID, limit)
		return scanAll(rows, err)
	}
	rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM ticket WHERE account_id = $1 AND id <> $2
		ORDER BY updated_at DESC, id DESC LIMIT $3`, t.AccountID, t.ID, limit)
	return scanAll(rows, err)
}

// SetSubject changes what a ticket is called, and those that are a part of it.
func (ts *Tickets) SetSubject(ctx context.Context, tx db.Tx, ticketID, subject string) error {
	err := tx.DoOne(ctx, "changing ticket", ErrNotFound, `UPDATE ticket SET subject = $1, version = version + 1 WHERE id = $2`,
		subject, ticketID)
	if err != nil {
		return err
	}
	return tx.Do(ctx, "changing ticket", `UPDATE ticket SET subject = $1 WHERE merged_into = $2`, subject, ticketID)
}

// Confirm records that the guest of a ticket has confirmed the address, and that what they wrote is theirs.
func (ts *Tickets) Confirm(ctx context.Context, tx db.Tx, t Ticket) (Ticket, error) {
	t.Guest.ConfirmedAt = ts.Clock.Now()
	t.Version++
	if err := update(ctx, tx, t); err != nil {
		return t, err
	}
	return t, tx.Do(ctx, "changing ticket", `UPDATE ticket_message SET proven = 'guest-confirmed'
		WHERE ticket_id = $1 AND author_kind = 'guest' AND proven = ''`, t.ID)
}

// Absorb makes the messages, followers and links of one ticket those of another, and has what leads to the one lead to
// the other.
func (ts *Tickets) Absorb(ctx context.Context, tx db.Tx, from, into string) error {
	for _, change := range []string{
		`UPDATE ticket_message SET ticket_id = $1 WHERE ticket_id = $2`,
		`UPDATE ticket_link SET ticket_id = $1 WHERE ticket_id = $2`,
		`UPDATE ticket SET merged_into = $1 WHERE merged_into = $2`,
		`INSERT INTO ticket_follower (ticket_id, kind, follower_id, added_at)
			SELECT $1, kind, follower_id, added_at FROM ticket_follower WHERE ticket_id = $2 ON CONFLICT DO NOTHING`,
	} {
		if err := tx.Do(ctx, "merging tickets", change, into, from); err != nil {
			return err
		}
	}
	for _, gone := range []string{
		`DELETE FROM ticket_follower WHERE ticket_id = $1`, `DELETE FROM ticket_read WHERE ticket_id = $1`,
		`DELETE FROM staff_alert WHERE ticket_id = $1`,
	} {
		if err := tx.Do(ctx, "merging tickets", gone, from); err != nil {
			return err
		}
	}
	return nil
}

func at(i clock.Instant) int64 { return int64(i) }
