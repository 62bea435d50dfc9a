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
	"latchkey/internal/search"
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

// A ticket that has grown long is put into the index a few messages at a time. What was redacted is found at no moment in between,
// nor after a crash, and what was cut off is gone on with.
func TestARedactionOfALongTicketIsFoundAtNoMoment(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "It is hunter2secret", "See the subject.")
	for i := range 450 {
		d.answers("noor", number, fmt.Sprint("Answer number ", i))
	}
	found := func(words string) (n int) {
		t.Helper()
		for _, who := range []search.Scope{search.Staff(), search.Accounts(map[search.Kind][]string{search.Ticket: {d.account["engines"]}})} {
			groups, err := search.Find(t.Context(), d.DB.Read(), search.Query{Scope: who, Text: words, Limit: 5})
			d.Must(err)
			n += len(groups)
		}
		return n
	}
	if found("hunter2secret") != 2 {
		t.Fatal("this test has gone blind")
	}
	looks, looking := 0, false
	d.DB.Observe(func(query string) {
		if looking || !strings.HasPrefix(query, "INSERT INTO search_document") {
			return
		}
		if looks++; looks%100 == 0 { // some of it is put, some is not
			looking = true
			if n := found("hunter2secret"); n != 0 {
				t.Errorf("with %d messages put anew it is found in %d places", looks, n)
			}
			looking = false
		}
	})
	d.Must(d.support.Redact(t.Context(), d.by["noor"], support.Redaction{MessageID: d.firstOf(number), Subject: "A password"}))
	if d.DB.Observe(nil); looks < 400 {
		t.Errorf("%d messages are put anew", looks)
	}
	if found("hunter2secret") != 0 || found("password") != 2 || found("answer 449") != 2 {
		t.Errorf("found then: the old subject %d, the new %d, an answer %d", found("hunter2secret"), found("password"), found("answer 449"))
	}
	if len(d.keeps("hunter2secret")) != 0 {
		t.Errorf("it is kept in %v", d.keeps("hunter2secret"))
	}

	d.leftOver(number, found)
}

// leftOver sees that what a crash leaves of a redaction is hidden, whatever comes after it, and gone on with.
func (d *desk) leftOver(number string, found func(words string) int) {
	d.Helper()
	d.Write(func(ctx context.Context, tx db.Tx) error {
		if err := d.Tickets.SetSubject(ctx, tx, d.ticket(number).ID, "Hushed"); err != nil {
			return err
		}
		return search.Later(ctx, tx, number, true)
	})
	if found("password") != 0 || found("hushed") != 0 {
		d.Error("a ticket is found that is being redacted")
	}
	d.Write(func(ctx context.Context, tx db.Tx) error { return search.Later(ctx, tx, number, false) })
	if found("password") != 0 {
		d.Error("a later change shows what an earlier one hides")
	}
	d.Must(d.support.IndexPending(d.Context()))
	if found("password") != 0 || found("hushed") != 2 {
		d.Errorf("what was cut off is not gone on with: %d, %d", found("password"), found("hushed"))
	}
}

// What a message says that came from another ticket, whose documents are still those of before the merge, is not found either.
func TestARedactionAfterAMergeThatWasCutOff(t *testing.T) {
	t.Parallel()
	d := open(t)
	whole := d.asks("ada", "engines", "Whole", "x")
	part := d.asks("ada", "engines", "Part", "first")
	for i := range 210 {
		d.answers("noor", part, fmt.Sprint("Answer number ", i))
	}
	secret := d.answers("noor", part, "It is hunter2secret")
	found := func() (n int) {
		for _, who := range []search.Scope{search.Staff(), search.Accounts(map[search.Kind][]string{search.Ticket: {d.account["engines"]}})} {
			groups, err := search.Find(t.Context(), d.DB.Read(), search.Query{Scope: who, Text: "hunter2secret", Limit: 5})
			d.Must(err)
			n += len(groups)
		}
		return n
	}
	cutOff := func(after int, seen func(), work func()) {
		n := 0
		defer func() { _ = recover(); d.DB.Observe(nil) }()
		d.DB.Observe(func(query string) {
			if !strings.HasPrefix(query, "INSERT INTO search_document") {
				return
			}
			if n++; n == after {
				panic("the server is killed here")
			}
			seen()
		})
		work()
	}
	cutOff(100, func() {}, func() { d.Must(d.support.Merge(t.Context(), d.by["noor"], part, whole)) })
	if found() == 0 {
		t.Fatal("there is nothing to be redacted")
	}
	worst, looking, committed := 0, false, false
	cutOff(150, func() {
		if committed && !looking { // the first is put within the redaction's own transaction, which nobody sees yet
			looking = true
			worst = max(worst, found())
			looking = false
		}
		committed = true
	}, func() {
		d.Must(d.support.Redact(t.Context(), d.by["noor"], support.Redaction{MessageID: secret, Subject: "A password"}))
	})
	if n := found(); n > 0 || worst > 0 {
		t.Errorf("what was redacted is found %d times meanwhile, and %d times after", worst, n)
	}
	d.Must(d.support.IndexPending(t.Context()))
	if n := found(); n > 0 {
		t.Errorf("and %d times after the rest was put", n)
	}
}
