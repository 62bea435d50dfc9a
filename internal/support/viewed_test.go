package support_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/attachment"
	"latchkey/internal/db"
)

// attaches puts a file beside a message, and returns its id.
func (d *desk) attaches(kind attachment.Kind, to string) string {
	d.Helper()
	staged, err := d.support.Files.Stage(d.Context(), "log of "+to+".txt", strings.NewReader("it bounces"), 1<<20)
	d.Must(err)
	defer staged.Discard()
	owner := attachment.Owner{Kind: kind, ID: to}
	d.Write(func(ctx context.Context, tx db.Tx) error { return d.support.Files.Attach(ctx, tx, owner, staged) })
	all, err := d.support.Files.Of(d.Context(), d.DB.Read(), kind, to)
	d.Must(err)
	return all[to][0].ID
}

// views counts the rows that say that somebody looked at something of an account.
func (d *desk) views(kind, who, account, detail string) int {
	d.Helper()
	return d.Count(`FROM audit_event WHERE event = $1 AND actor = $2 AND subject = $3 AND detail = $4 AND network <> ''`,
		kind, d.people[who].ID, account, detail)
}

// Which of the staff read which ticket stands in the log: one row a member, ticket and hour. A guest's has no account.
func TestStaffWhoReadATicketAreInTheLog(t *testing.T) {
	t.Parallel()
	d := open(t)
	number, engines := d.asks("ada", "engines", "Mail bounces", "Since Monday."), d.account["engines"]
	part := d.asks("ada", "engines", "Mail again", "It bounces.")
	d.Must(d.support.Merge(t.Context(), d.by["rita"], part, number))
	guests, _ := d.confirmed("mina@example.org", "Hello")
	reads := func(who, number string) {
		t.Helper()
		_, err := d.support.File(t.Context(), d.by[who], number, "")
		d.Must(err)
	}
	want := func(when, who, account, number string, n int) {
		t.Helper()
		if got := d.views("ticket.viewed", who, account, `{"ticket":"`+number+`"}`); got != n {
			t.Errorf("%s: %d rows of %s, want %d", when, got, who, n)
		}
	}
	want("a merge shows no text", "rita", engines, number, 0)
	for range 3 {
		reads("noor", number)
		reads("noor", part) // which leads to the whole
		reads("sven", guests)
	}
	_, err := d.support.Thread(t.Context(), d.by["ada"], number, "")
	d.Must(err)
	_, err = d.support.File(t.Context(), d.by["ada"], number, "")
	if !errors.Is(err, access.ErrNotStaff) {
		t.Errorf("a client at the desk: %v", err)
	}
	want("within the hour", "noor", engines, number, 1)
	want("of a part", "noor", engines, part, 0)
	want("of another", "sven", engines, number, 0)
	want("of a guest", "sven", "", guests, 1)
	want("the client's own", "ada", engines, number, 0)
	d.Clock.Advance(time.Hour)
	d.renew()
	reads("noor", number)
	want("an hour later", "noor", engines, number, 2)
	d.ChainHolds("ticket.viewed")
}

// Whoever of the staff opens a file of a ticket is in the log; a file of another ticket, or of none, is none.
func TestStaffWhoOpenAFileAreInTheLog(t *testing.T) {
	t.Parallel()
	d := open(t)
	number, other := d.asks("ada", "engines", "Mail bounces", "Since Monday."), d.asks("eve", "compilers", "Slow", "Since today.")
	own := d.attaches(attachment.TicketMessage, d.ticket(number).LastID)
	foreign := d.attaches(attachment.TicketMessage, d.ticket(other).LastID)
	logo := d.attaches(attachment.Logo, d.ticket(number).LastID)
	for range 2 {
		a, err := d.support.Attached(t.Context(), d.by["noor"], number, own)
		if err != nil || a.ID != own {
			t.Fatalf("%+v, %v", a, err)
		}
	}
	if n := d.views("attachment.viewed", "noor", d.account["engines"], `{"file":"`+own+`","ticket":"`+number+`"}`); n != 1 {
		t.Errorf("%d rows", n)
	}
	for name, c := range map[string]struct{ who, number, file string }{
		"another ticket's": {"noor", number, foreign}, "no ticket's": {"noor", number, logo}, "none": {"noor", number, "none"},
		"of no ticket": {"noor", "none", own}, "a client": {"ada", number, own},
	} {
		a, err := d.support.Attached(t.Context(), d.by[c.who], c.number, c.file)
		if err == nil || a != (attachment.Attachment{}) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	if n := d.Count(`FROM audit_event WHERE event = 'attachment.viewed'`); n != 1 {
		t.Errorf("%d rows", n)
	}
	if n := d.Count(`FROM audit_event WHERE detail LIKE '%log of%'`); n != 0 {
		t.Error("the log keeps a name that a redaction does not reach")
	}
}

// What can't be written down is not shown.
func TestNobodyReadsUnseen(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	file := d.attaches(attachment.TicketMessage, d.ticket(number).LastID)
	d.Write(func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `CREATE TRIGGER full BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'no room'); END`)
		return err
	})
	if f, err := d.support.File(t.Context(), d.by["noor"], number, ""); err == nil || f.Messages != nil || f.Ticket.Number != "" {
		t.Errorf("it is shown: %+v, %v", f, err)
	}
	if _, err := d.support.Attached(t.Context(), d.by["noor"], number, file); err == nil {
		t.Error("it is given out")
	}
}

// What staff read is in nobody's own list: an owner's would drown in it.
func TestTheOwnersActivityTellsOfNoReader(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	file := d.attaches(attachment.TicketMessage, d.ticket(number).LastID)
	_, err := d.support.File(t.Context(), d.by["noor"], number, "")
	d.Must(err)
	_, err = d.support.Attached(t.Context(), d.by["noor"], number, file)
	d.Must(err)
	list, _, err := d.Membership.Activity(t.Context(), d.by["ada"], d.account["engines"], 0, 50)
	d.Must(err)
	for _, h := range list {
		if strings.HasSuffix(h.Kind, ".viewed") {
			t.Errorf("the owner is told of %s", h.Kind)
		}
	}
}
