package support_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
)

// A message that was redacted is nowhere any more: not in the database, not in a mail that waits, not in what its writer
// typed into a form.
func TestARedactedMessageIsGoneEverywhere(t *testing.T) {
	t.Parallel()
	d := open(t)
	const secret = "hunter2isMyPassword"
	number := d.asks("ada", "engines", "It is "+secret, "My password is "+secret)
	d.Must(d.support.Follow(t.Context(), d.by["ada"], number, ticket.Follower{Kind: ticket.FollowerContact, ID: d.contact.ID}))
	answer := d.answers("noor", number, "Never send "+secret)
	first := d.firstOf(number)
	d.Must(d.support.Merge(t.Context(), d.by["noor"], d.asks("ada", "engines", "And "+secret, "See the subject."), number))
	s, _ := d.people["ada"].Session(true)
	d.Clock.Advance(d.Settings.Choices(t.Context()).SessionIdle + time.Minute)
	d.Write(func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO lost_session (secret_hash, user_id, epoch, lost_at, draft_hash, draft)
			VALUES ('x', $1, 1, $2, 'y', $3)`, s.UserID, int64(d.Clock.Now()), "Draft with "+secret)
		return err
	})
	d.renew()
	before := d.keeps(secret)
	for _, table := range []string{"ticket", "ticket_message", "lost_session"} {
		if !slices.Contains(before, table) {
			t.Errorf("this test has gone blind: %s does not have it", table)
		}
	}
	for _, id := range []string{first, answer} {
		d.Must(d.support.Redact(t.Context(), d.by["noor"], support.Redaction{MessageID: id, Subject: "A password"}))
	}
	if left := d.keeps(secret); len(left) > 0 {
		t.Errorf("it is kept in %q", left)
	}
	files, err := filepath.Glob(filepath.Join(d.DB.Folder(), "*.db*"))
	d.Must(err)
	for _, file := range files {
		if content, err := os.ReadFile(file); err != nil || bytes.Contains(content, []byte(secret)) {
			t.Errorf("it is left in %s, %v", filepath.Base(file), err)
		}
	}
	m, err := d.support.Mail(t.Context(), d.MailTo("ada@example.com", message.TicketAnswered).Data.Post, "en")
	if err != nil || !m.Redacted || m.Text != "" || m.Subject != "A password" {
		t.Errorf("the mail that waits says %+v, %v", m, err)
	}
	thread, err := d.support.Thread(t.Context(), d.by["ada"], number, "")
	if err != nil || thread.Messages[0].Redacted.IsZero() || thread.Messages[0].RedactedBy != "" {
		t.Errorf("%+v, %v", thread.Messages, err)
	}
	if err := d.support.Redact(t.Context(), d.by["noor"], support.Redaction{MessageID: first}); !errors.Is(err, ticket.ErrNotFound) {
		t.Errorf("once more: %v", err)
	}
	if n := d.Count(`FROM audit_event WHERE event = 'ticket.redacted' AND actor = $1`, d.people["noor"].ID); n != 2 {
		t.Errorf("%d rows in the log", n)
	}
}

// keeps names the tables in which a text stands.
func (d *desk) keeps(text string) (tables []string) {
	d.Helper()
	var names []string
	rows, err := d.DB.Read().Rows(d.Context(), `SELECT name FROM sqlite_master WHERE type = 'table'`)
	d.Must(err)
	defer rows.Close()
	for rows.Next() {
		var name string
		d.Must(rows.Scan(&name))
		names = append(names, name)
	}
	for _, name := range names {
		if strings.Contains(name, "search") && !strings.HasSuffix(name, "_content") && strings.Contains(name, "_") {
			continue // of an index: its content is looked at
		}
		rows, err := d.DB.Read().Rows(d.Context(), `SELECT * FROM `+name)
		d.Must(err)
		columns, err := rows.Columns()
		d.Must(err)
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			d.Must(rows.Scan(values...))
			for _, v := range values {
				if strings.Contains(strings.ToLower(fmt.Sprintf("%s", *v.(*any))), strings.ToLower(text)) && !slices.Contains(tables, name) {
					tables = append(tables, name)
				}
			}
		}
		rows.Close()
	}
	return tables
}
