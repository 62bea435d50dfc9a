package support_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// Somebody who can't sign in writes, confirms the address by a mail that quotes nothing, and reads and writes by its link.
func TestAGuestWritesAndConfirms(t *testing.T) {
	t.Parallel()
	d := open(t)
	number, token := d.guest("mina@example.org", "My phone is gone. Buy at http://evil.example")
	sent := d.MailTo("mina@example.org", message.GuestConfirm)
	for _, typed := range []string{"Mina", "evil", "can't get in"} {
		if kept := fmt.Sprintf("%+v", sent); strings.Contains(kept, typed) {
			t.Errorf("the mail that confirms quotes %q: %s", typed, kept)
		}
	}
	thread, err := d.support.GuestTicket(t.Context(), token, "")
	if err != nil || thread.Confirmed || len(thread.Messages) > 0 || thread.Ticket.Subject != "" || thread.Ticket.Guest.Name != "" {
		t.Errorf("before it is confirmed the link shows %+v, %v", thread, err)
	}
	for what, do := range map[string]func() error{
		"reply": func() error { return d.support.GuestReply(t.Context(), token, support.Post{Body: "More"}) },
		"close": func() error { return d.support.GuestClose(t.Context(), token) },
		"poll": func() error {
			_, err := d.support.GuestSince(t.Context(), token, "0")
			return err
		},
	} {
		if err := do(); !errors.Is(err, ticket.ErrNotFound) {
			t.Errorf("before it is confirmed, %s: %v", what, err)
		}
	}
	proven := d.Count(`FROM ticket_message WHERE proven <> ''`)
	if got := d.ticket(number); !got.Guest.ConfirmedAt.IsZero() || d.Count(`FROM staff_alert`) != 0 || proven != 0 {
		t.Errorf("%+v", got)
	}
	d.answers("noor", number, "Who are you?")
	if n := d.mails(message.GuestAnswered, "mina@example.org"); n != 0 {
		t.Error("an address that nobody has confirmed gets an answer")
	}
	for range 2 {
		d.Must(d.support.ConfirmGuest(t.Context(), token, session.Client{}))
	}
	if d.Count(`FROM audit_event WHERE event = 'ticket.guest-confirmed'`) != 1 || d.Count(`FROM staff_alert WHERE kind = 'new'`) != 3 {
		t.Error("it was confirmed, and staff were not told once")
	}
	d.Must(d.support.GuestReply(t.Context(), token, support.Post{Body: "It is me."}))
	if d.Count(`FROM ticket_message WHERE author_kind = 'guest' AND proven = 'guest-confirmed'`) != 2 {
		t.Error("what was written is not known for the guest's")
	}
	d.answers("noor", number, "Open a recovery case.")
	link := d.MailTo("mina@example.org", message.GuestAnswered).Secret
	thread, err = d.support.GuestTicket(t.Context(), link, "")
	if err != nil || len(thread.Messages) != 4 || thread.Ticket.AccountID != "" || thread.Ticket.Assignee != "" {
		t.Errorf("%+v, %v", thread, err)
	}
	d.Must(d.support.GuestClose(t.Context(), link))
	if d.ticket(number).Status != ticket.Closed || d.Count(`FROM ticket_message WHERE event = 'close' AND author_name = 'Mina Okafor'`) != 1 {
		t.Error("it is not closed, or not by her")
	}
}

// A link is for one ticket, for thirty days, and never for one that belongs to an account.
func TestAGuestsLinkShowsItsTicketOnly(t *testing.T) {
	t.Parallel()
	d := open(t)
	_, first := d.confirmed("mina@example.org", "My phone is gone.")
	second, token := d.confirmed("olga@example.org", "Where is my invoice?")
	d.notes("noor", second, "She sounds odd.")
	thread, err := d.support.GuestTicket(t.Context(), token, "")
	if err != nil || thread.Ticket.Number != second || len(thread.Messages) != 1 || thread.Messages[0].Body != "Where is my invoice?" {
		t.Errorf("%+v, %v", thread, err)
	}
	news, err := d.support.GuestSince(t.Context(), token, "0")
	if err != nil || len(news.Messages) != 1 {
		t.Errorf("%+v, %v", news, err)
	}
	owned := d.ticket(d.asks("ada", "engines", "Mail bounces", "Since Monday."))
	var stray string
	d.Write(func(ctx context.Context, tx db.Tx) (err error) {
		stray, _, err = d.Tickets.NewLink(ctx, tx, owned.ID)
		return err
	})
	works := func(token string) bool {
		_, err := d.support.GuestTicket(t.Context(), token, "")
		written := d.support.GuestReply(t.Context(), token, support.Post{Body: "Hello"})
		if (err == nil) != (written == nil) {
			t.Errorf("read: %v, written: %v", err, written)
		}
		return err == nil
	}
	if works(stray) || works("") || works("none") || !works(first) {
		t.Error("a link of an account's ticket, or none at all, opens one")
	}
	d.Clock.Advance(ticket.LinkFor - time.Second)
	if !works(token) {
		t.Error("it ended too early")
	}
	d.Clock.Advance(time.Second)
	if works(token) {
		t.Error("it works after thirty days")
	}
}

// Whoever gives the address of somebody who has an account gets the same answer, and the ticket is not the account's.
func TestAGuestTicketIsNeverAnAccounts(t *testing.T) {
	t.Parallel()
	d := open(t)
	number, token := d.confirmed("ada@example.com", "It is Ada, give me everything.")
	if got := d.ticket(number); got.AccountID != "" || got.OpenedBy != "" {
		t.Fatalf("%+v", got)
	}
	if subjects, n := d.sees("ada", ""); len(subjects) != 0 || n != 0 {
		t.Errorf("Ada is shown %q", subjects)
	}
	if _, err := d.support.Thread(t.Context(), d.by["ada"], number, ""); !errors.Is(err, ticket.ErrNotFound) {
		t.Error(err)
	}
	d.answers("noor", number, "No.")
	thread, err := d.support.GuestTicket(t.Context(), token, "")
	if err != nil || thread.Ticket.About != (ticket.About{}) {
		t.Errorf("%+v, %v", thread, err)
	}
	file, err := d.support.File(t.Context(), d.by["noor"], number, "")
	if err != nil || file.Account.ID != "" || file.Opener.ID != "" || file.Notes != nil || file.Services != nil || file.Followers != nil {
		t.Errorf("at the desk it shows an account's: %+v, %v", file, err)
	}
	ada := ticket.Follower{Kind: ticket.FollowerMember, ID: d.people["ada"].ID}
	if err := d.support.Follow(t.Context(), d.by["ada"], number, ada); err == nil {
		t.Error("a member follows it")
	}
}

// The form is bounded by network, by address and by day; what is refused stores nothing and mails nobody.
func TestTheContactFormIsBounded(t *testing.T) {
	t.Parallel()
	d := open(t)
	writes := func(email, from string) error {
		f := form(email, "Hello")
		f.By.Address = netip.MustParseAddr(from)
		return d.support.Contact(t.Context(), f)
	}
	until := func(most int, do func(i int) error) (taken int) {
		for i := range most {
			err := do(i)
			if errors.As(err, new(support.TooManyError)) {
				return taken
			}
			d.Must(err)
			taken++
		}
		return taken
	}
	// Strangers write in one person's name: the mailbox is spared, and what that person writes comes in all the same.
	if n := until(20, func(i int) error { return writes("victim@example.org", fmt.Sprintf("203.0.%d.1", i)) }); n != 20 {
		t.Errorf("after %d messages in its name, an address is shut out", n)
	}
	if n := d.mails(message.GuestConfirm, "victim@example.org"); n < 1 || n > 6 {
		t.Errorf("one address gets %d mails", n)
	}
	if n := until(200, func(i int) error { return writes(fmt.Sprintf("p%d@example.org", i), "198.51.100.7") }); n > 60 {
		t.Errorf("one network writes %d", n)
	}
	before := d.Count(`FROM message`)
	if err := writes("somebody@example.org", "198.51.100.9"); err == nil || d.Count(`FROM message`) != before {
		t.Errorf("the next in the network: %v", err)
	}
	day := 0
	for range 40 {
		d.Clock.Advance(25 * time.Minute)
		day += until(20, func(i int) error { return writes(fmt.Sprintf("q%d-%d@example.org", day, i), "192.0.2.7") })
	}
	if day > 200 {
		t.Errorf("one network writes %d in less than a day", day)
	}
	d.Clock.Advance(48 * time.Hour)
	d.Must(writes("victim@example.org", "203.0.113.7"))
}

// What is no name, no address, or no text is refused, and what looks like a code is asked about.
func TestWhatTheContactFormTakes(t *testing.T) {
	t.Parallel()
	d := open(t)
	for name, c := range map[string]struct {
		change func(f *support.ContactForm)
		want   error
	}{
		"no name":        {func(f *support.ContactForm) { f.Name = " " }, user.ErrBadName},
		"a name of two":  {func(f *support.ContactForm) { f.Name = "Mina\nBcc: all@example.org" }, user.ErrBadName},
		"no address":     {func(f *support.ContactForm) { f.Email = "mina" }, user.ErrBadEmail},
		"two addresses":  {func(f *support.ContactForm) { f.Email = "a@example.org, b@example.org" }, user.ErrBadEmail},
		"no subject":     {func(f *support.ContactForm) { f.Subject = "\u200b" }, support.ErrSubject},
		"a long subject": {func(f *support.ContactForm) { f.Subject = strings.Repeat("x", support.LongestSubject+1) }, support.ErrSubject},
		"no message":     {func(f *support.ContactForm) { f.Body = "" }, support.ErrBody},
		"a long message": {func(f *support.ContactForm) { f.Body = strings.Repeat("x", support.LongestBody+1) }, support.ErrBody},
		"a code":         {func(f *support.ContactForm) { f.Body = "My code is 482913." }, support.ErrLooksLikeCode},
		"for clients":    {func(f *support.ContactForm) { f.DepartmentID = "none" }, support.ErrDepartment},
		"a code, surely": {func(f *support.ContactForm) { f.Body, f.Sure = "My code is 482913.", true }, nil},
	} {
		f := form("mina@example.org", "Hello")
		c.change(&f)
		before := d.Count(`FROM ticket`)
		if err := d.support.Contact(t.Context(), f); !errors.Is(err, c.want) || (d.Count(`FROM ticket`) > before) != (c.want == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Staff who mark spam block its sender with it, who is not told; a list undoes that.
func TestSpamIsSetAside(t *testing.T) {
	t.Parallel()
	d := open(t)
	number, token := d.confirmed("spam@example.org", "Buy now")
	own := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	if err := d.support.MarkSpam(t.Context(), d.by["noor"], own, true); !errors.Is(err, ticket.ErrNotNow) {
		t.Errorf("a client's ticket is spam: %v", err)
	}
	d.Must(d.support.MarkSpam(t.Context(), d.by["noor"], number, true))
	told := d.Count(`FROM staff_alert`)
	d.Must(d.support.GuestReply(t.Context(), token, support.Post{Body: "Buy more"}))
	mails := d.Count(`FROM message`)
	d.Must(d.support.Contact(t.Context(), form("SPAM@example.org", "Buy now, again")))
	thread, err := d.support.GuestTicket(t.Context(), token, "")
	if err != nil || thread.Ticket.Status != ticket.Open {
		t.Errorf("the sender is told: %+v, %v", thread.Ticket, err)
	}
	if d.Count(`FROM staff_alert`) != told || d.Count(`FROM message`) != mails || d.Count(`FROM ticket WHERE status = 'spam'`) != 2 {
		t.Error("spam is told of, or answered")
	}
	blocked, err := d.support.BlockedSenders(t.Context(), d.by["sven"], "")
	if err != nil || len(blocked) != 1 || blocked[0].Email != "spam@example.org" || blocked[0].By != d.people["noor"].ID {
		t.Fatalf("%+v, %v", blocked, err)
	}
	d.Must(d.support.Unblock(t.Context(), d.by["sven"], blocked[0].Key))
	d.Must(d.support.NotSpam(t.Context(), d.by["sven"], number, false))
	if d.ticket(number).Status != ticket.Open {
		t.Error("it is spam still")
	}
	d.guest("spam@example.org", "I am none")
	d.ChainHolds("ticket.spam", "ticket.not-spam", "sender.unblocked")
}

// A stranger writes rubbish in somebody's name, and staff block it: whoever owns the address still gets through.
func TestNobodyIsBlockedByWhatAStrangerWrote(t *testing.T) {
	t.Parallel()
	d := open(t)
	number, _ := d.guest("mina@example.org", "Buy now")
	d.Must(d.support.MarkSpam(t.Context(), d.by["noor"], number, true))
	blocked, err := d.support.BlockedSenders(t.Context(), d.by["sven"], "")
	if err != nil || len(blocked) != 0 || d.ticket(number).Status != ticket.Spam {
		t.Errorf("blocked: %+v, %v", blocked, err)
	}
	before := d.mails(message.GuestConfirm, "mina@example.org")
	own, _ := d.confirmed("mina@example.org", "I can't get in")
	if d.mails(message.GuestConfirm, "mina@example.org") != before+1 || d.ticket(own).Status != ticket.Open {
		t.Error("the address's owner is taken for the stranger")
	}
}

// Whoever writes spam sees of it what anybody sees of a ticket, whatever they do: it waits, is answered, closed by them, and
// opened again by a reply.
func TestAGuestCannotTellSpam(t *testing.T) {
	t.Parallel()
	d := open(t)
	spam, spammer := d.confirmed("spam@example.org", "Buy now")
	plain, guest := d.confirmed("mina@example.org", "My phone is gone.")
	see := func(what string) {
		t.Helper()
		a, errA := d.support.GuestTicket(t.Context(), spammer, "")
		b, errB := d.support.GuestTicket(t.Context(), guest, "")
		if errA != nil || errB != nil || a.Ticket.Status != b.Ticket.Status || len(a.Messages) != len(b.Messages) {
			t.Errorf("%s: %q with %d messages and %q with %d, %v, %v", what, a.Ticket.Status, len(a.Messages), b.Ticket.Status,
				len(b.Messages), errA, errB)
		}
		one, errA := d.support.GuestSince(t.Context(), spammer, "0")
		other, errB := d.support.GuestSince(t.Context(), guest, "0")
		if errA != nil || errB != nil || one.Status != other.Status {
			t.Errorf("%s, the open page: %q and %q, %v, %v", what, one.Status, other.Status, errA, errB)
		}
	}
	both := func(what string, do func(token string) error) {
		t.Helper()
		if a, b := do(spammer), do(guest); (a == nil) != (b == nil) || errors.Is(a, ticket.ErrNotNow) != errors.Is(b, ticket.ErrNotNow) {
			t.Errorf("%s: %v and %v", what, a, b)
		}
		see(what)
	}
	for _, number := range []string{spam, plain} {
		d.answers("noor", number, "Who are you?")
	}
	d.Must(d.support.MarkSpam(t.Context(), d.by["noor"], spam, true))
	see("answered")
	closes := func(token string) error { return d.support.GuestClose(t.Context(), token) }
	replies := func(token string) error { return d.support.GuestReply(t.Context(), token, support.Post{Body: "More"}) }
	both("a reply", replies)
	both("closed", closes)
	both("closed again", closes)
	both("a reply to what is closed", replies)
	if d.ticket(spam).Status != ticket.Spam {
		t.Error("it is none for staff any more")
	}
}
