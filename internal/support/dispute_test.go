package support_test

import (
	"context"
	"errors"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/support"
)

// While it is in dispute whose an address is, nothing of a ticket is mailed there, nor what waited to be: a thief may read it.
func TestNoMailOfATicketGoesToAnAddressInDispute(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	d.answers("noor", number, "We look into it.")
	_, err := d.support.Reply(t.Context(), d.by["ada"], number, support.Post{Body: "And now?"})
	d.Must(err)
	latest := func(kind message.Kind, email string) message.Message {
		all, err := d.Outbox.Latest(t.Context(), d.DB.Read(), 100)
		d.Must(err)
		for _, m := range all {
			if m.Kind == kind && m.Recipient == email {
				return m
			}
		}
		t.Fatalf("%s got no %s", email, kind)
		return message.Message{}
	}
	answer, alert := latest(message.TicketAnswered, "ada@example.com"), latest(message.StaffTicketReply, "noor@example.com")
	goes := func(m message.Message) bool {
		still, err := d.support.StillReads(t.Context(), m)
		d.Must(err)
		return still
	}
	if !goes(answer) || !goes(alert) {
		t.Fatal("they don't go: this shows nothing")
	}
	freeze := func(frozen bool) {
		d.Write(func(ctx context.Context, tx db.Tx) error {
			return errors.Join(d.Users.SetFrozen(ctx, tx, d.people["ada"].ID, frozen), d.Users.SetFrozen(ctx, tx, d.people["noor"].ID, frozen))
		})
	}
	freeze(true)
	if goes(answer) || goes(alert) {
		t.Error("what waits goes to an address in dispute")
	}
	before := d.mails(message.TicketAnswered, "ada@example.com")
	d.answers("sven", number, "It is mended.")
	if d.mails(message.TicketAnswered, "ada@example.com") != before {
		t.Error("an answer is mailed to an address in dispute")
	}
	freeze(false)
	if !goes(answer) || !goes(alert) {
		t.Error("after the dispute nothing goes")
	}
	alert.Recipient = "noor@before.example"
	if goes(alert) {
		t.Error("it goes to an address that is not theirs any more")
	}
}
