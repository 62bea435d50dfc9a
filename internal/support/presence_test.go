package support_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/db"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
)

// Two who have a ticket open are shown each other, whether or not one types, and for as long as it is true. A page that asks
// over and over writes a few times a minute.
func TestStaffSeeWhoElseHasATicketOpen(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	shows := func(when, to string, answering, open []string) {
		t.Helper()
		f, err := d.support.File(t.Context(), d.by[to], number, "")
		d.Must(err)
		news, err := d.support.DeskSince(t.Context(), d.by[to], number, "-")
		d.Must(err)
		for _, p := range []support.Present{f.Present, news.Present} {
			if !slices.Equal(p.Answering, answering) || !slices.Equal(p.Open, open) {
				t.Errorf("%s, %s is shown that %q answer and %q have it open; want %q and %q", when, to, p.Answering, p.Open, answering, open)
			}
		}
	}
	looks := func(who string, answering bool) {
		t.Helper()
		d.Must(d.support.Looked(t.Context(), d.by[who], number, answering))
	}
	watches := func(who string, answering bool) {
		t.Helper()
		d.Must(d.support.Watches(t.Context(), d.by[who], number, answering))
	}
	looks("noor", false)
	shows("Noor has opened it", "sven", nil, []string{"Noor"})
	shows("Noor has opened it", "noor", nil, nil)
	watches("noor", true)
	shows("Noor types", "sven", []string{"Noor"}, nil)
	d.Clock.Advance(ticket.AnsweringFor)
	watches("noor", false)
	shows("Noor types no more", "sven", nil, []string{"Noor"})
	looks("noor", true)
	watches("noor", false)
	shows("her page asks while she types", "sven", []string{"Noor"}, nil)
	d.answers("noor", number, "It is mended.")
	shows("Noor has answered", "sven", nil, []string{"Noor"})
	d.Clock.Advance(ticket.OpenFor)
	shows("Noor is away", "sven", nil, nil)

	if written := d.written(number, 40, func() { watches("noor", false) }); written > 21 { // ten minutes
		t.Errorf("in ten minutes %d are written", written)
	}
	shows("all that while", "sven", nil, []string{"Noor"})
	if err := d.support.Watches(t.Context(), d.by["ada"], number, true); !errors.Is(err, access.ErrNotStaff) {
		t.Errorf("a client has it open at the desk: %v", err)
	}
	d.Must(d.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return d.Users.SetRole(ctx, tx, d.people["noor"].ID, "")
	}))
	shows("Noor has left", "sven", nil, nil)
}

// written is how often something is written down of who has a ticket open, while a page asks every quarter of a minute.
func (d *desk) written(number string, times int, asks func()) (n int) {
	last := int64(0)
	for range times {
		asks()
		var until int64
		d.Must(d.DB.Read().Row(d.Context(), `SELECT COALESCE(MAX(until), 0) FROM ticket_answering WHERE ticket_id = $1`,
			d.ticket(number).ID).Scan(&until))
		if until != last {
			n, last = n+1, until
		}
		d.Clock.Advance(15 * time.Second)
	}
	return n
}

// Who a ticket was given to, and where it was moved, stands in the thread for staff alone. What changes nothing leaves no line.
func TestWhatIsArrangedStandsInTheThreadForStaff(t *testing.T) {
	t.Parallel()
	d := open(t)
	ctx, noor := t.Context(), d.by["noor"]
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	before, err := d.support.Thread(ctx, d.by["ada"], number, "")
	d.Must(err)
	for range 2 {
		d.Must(errors.Join(
			sole(d.support.Assign(ctx, noor, noor.UserID, number)), d.support.Sort(ctx, noor, number, ticket.Billing, ticket.High),
			d.support.Sort(ctx, noor, number, ticket.Billing, ticket.High),
			sole(d.support.Assign(ctx, noor, d.people["sven"].ID, number)),
			sole(d.support.Assign(ctx, noor, "", number)), d.support.Sort(ctx, noor, number, ticket.Support, ticket.Normal),
		))
	}
	f, err := d.support.File(ctx, noor, number, "")
	d.Must(err)
	var lines []string
	for _, m := range f.Messages[1:] {
		lines = append(lines, string(m.Event)+" "+m.Body)
		if m.AuthorName != "Noor" || !m.Internal || m.Author != ticket.BySystem {
			t.Errorf("%+v", m)
		}
		if err := d.support.Redact(ctx, noor, support.Redaction{MessageID: m.ID}); !errors.Is(err, ticket.ErrNotFound) {
			t.Errorf("what happened is redacted: %v", err)
		}
	}
	round := []string{
		"claim ", "department " + ticket.Billing, "priority 2", "assign Sven", "unassign ", "department " + ticket.Support, "priority 3",
	}
	if want := append(slices.Clone(round), round...); !slices.Equal(lines, want) {
		t.Errorf("staff are shown %q; want %q", lines, want)
	}
	after, err := d.support.Thread(ctx, d.by["ada"], number, "")
	d.Must(err)
	news, err := d.support.Since(ctx, d.by["ada"], number, before.Messages[0].ID)
	d.Must(err)
	if len(after.Messages) != 1 || len(news.Messages) != 0 || after.Ticket.LastPublicID != before.Ticket.LastPublicID ||
		after.Ticket.UpdatedAt != before.Ticket.UpdatedAt {
		t.Errorf("a client sees what staff arrange: %+v, %+v", after.Messages, news)
	}
}
