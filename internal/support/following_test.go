package support_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
)

// Whoever follows a ticket stops that themselves, also who only sees tickets, and in a closed account; nobody else is taken off by
// them, and who doesn't see the ticket takes off nobody.
func TestEverybodyStopsFollowing(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	member := func(name string) ticket.Follower {
		return ticket.Follower{Kind: ticket.FollowerMember, ID: d.people[name].ID}
	}
	follows := func(name string) bool {
		all, err := d.Tickets.Followers(t.Context(), d.DB.Read(), d.ticket(number).ID)
		d.Must(err)
		return slices.Contains(all, member(name))
	}
	for _, name := range []string{"bruno", "grace"} {
		d.Must(d.support.Follow(t.Context(), d.by["ada"], number, member(name)))
	}
	stop := func(who, whom string) error { return d.support.Unfollow(t.Context(), d.by[who], number, member(whom)) }
	for name, c := range map[string]struct {
		who, whom string
		want      error
	}{
		"somebody else, who only sees": {"grace", "bruno", account.ErrForbidden},
		"who sees no tickets":          {"carl", "carl", ticket.ErrNotFound},
		"of another account":           {"eve", "eve", ticket.ErrNotFound},
	} {
		if err := stop(c.who, c.whom); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.Must(stop("grace", "grace"))
	d.Must(stop("grace", "grace")) // a second tab
	if follows("grace") || !follows("bruno") {
		t.Error("the wrong one stopped")
	}
	d.answers("noor", number, "We look into it.")
	if d.mails(message.TicketAnswered, "grace@example.com") != 0 {
		t.Error("the mail goes on")
	}
	d.Write(func(ctx context.Context, tx db.Tx) error {
		return d.Accounts.SetClosed(ctx, tx, d.account["engines"], true)
	})
	d.Must(stop("bruno", "bruno"))
	if follows("bruno") {
		t.Error("in a closed account nobody stops")
	}
}

// Who is made to follow a ticket is told by whom and of which one, once; not who does it themselves, wants no such mail, or may not
// see the ticket, neither now nor when the mail is written.
func TestWhoIsMadeToFollowIsTold(t *testing.T) {
	t.Parallel()
	d := open(t)
	silent := d.hasContact("engines", "silent@example.net")
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	follow := func(by string, f ticket.Follower) {
		d.Must(d.support.Follow(t.Context(), d.by[by], number, f))
	}
	member := func(name string) ticket.Follower {
		return ticket.Follower{Kind: ticket.FollowerMember, ID: d.people[name].ID}
	}
	follow("bruno", member("bruno"))
	follow("ada", ticket.Follower{Kind: ticket.FollowerContact, ID: silent.ID})
	follow("ada", ticket.Follower{Kind: ticket.FollowerContact, ID: d.contact.ID})
	for range 3 {
		follow("ada", member("grace"))
		d.Must(d.support.Unfollow(t.Context(), d.by["ada"], number, member("grace")))
	}
	for who, want := range map[string]int{"bruno@example.com": 0, "silent@example.net": 0, "books@example.net": 1, "grace@example.com": 1} {
		if got := d.mails(message.TicketFollowed, who); got != want {
			t.Errorf("%s got %d", who, got)
		}
	}
	told := d.MailTo("grace@example.com", message.TicketFollowed)
	if told.Data.Actor != "Ada" || told.Data.Ticket != number || told.Data.Opened {
		t.Errorf("%+v", told.Data)
	}
	if got := d.MailTo("books@example.net", message.TicketFollowed); got.Data.Contact != d.contact.ID || got.Data.Account != "engines" {
		t.Errorf("a contact: %+v", got.Data)
	}
	reads := func() bool {
		still, err := d.support.StillReads(t.Context(), told)
		d.Must(err)
		return still
	}
	if !reads() {
		t.Error("the mail is over")
	}
	d.Write(func(ctx context.Context, tx db.Tx) error {
		return d.Accounts.SetPermissions(ctx, tx, d.account["engines"], told.UserID, nil)
	})
	if reads() {
		t.Error("who sees no tickets any more is told still")
	}
	for range 30 { // it is bounded
		_ = d.support.Unfollow(t.Context(), d.by["ada"], number, member("bruno"))
		if err := d.support.Follow(t.Context(), d.by["ada"], number, member("bruno")); errors.As(err, new(support.TooManyError)) {
			return
		}
	}
	t.Error("there is no bound")
}

// An answer with which the ticket was closed says so, and is listed and counted as any that was not read, for whom it concerns:
// not for who reads none of them, and not for who joined later.
func TestAnAnswerThatClosesIsNotLost(t *testing.T) {
	t.Parallel()
	d := open(t)
	number, other := d.asks("bruno", "engines", "Mail bounces", "Since Monday."), d.asks("ada", "engines", "A bill", "Which?")
	out, err := d.support.Answer(t.Context(), d.by["noor"], number, support.Answer{
		Post: support.Post{Body: "It is mended."}, Seen: d.ticket(number).Version, Close: true,
	})
	d.Must(err)
	if !d.MailTo("bruno@example.com", message.TicketAnswered).Data.Closed || !d.MailTo("books@example.net", message.TicketCopied).Data.Closed {
		t.Error("the mail doesn't say that the ticket was closed")
	}
	lists := func(who string) (numbers []string, running, unread int) {
		l, err := d.support.List(t.Context(), d.by[who], support.List{AccountID: d.account["engines"], Running: true})
		d.Must(err)
		for _, one := range l.Tickets {
			numbers = append(numbers, one.Number)
		}
		slices.Sort(numbers)
		return numbers, l.Running, l.Unread
	}
	both := []string{number, other}
	slices.Sort(both)
	if all, running, unread := lists("bruno"); !slices.Equal(all, both) || running != 2 || unread != 2 {
		t.Errorf("Bruno: %q, %d run, %d unread", all, running, unread)
	}
	if all, running, unread := lists("grace"); !slices.Equal(all, []string{other}) || running != 1 || unread != 1 {
		t.Errorf("Grace, who never read it: %q, %d run, %d unread", all, running, unread)
	}
	d.Must(d.support.MarkRead(t.Context(), d.by["bruno"], number, d.ticket(number).LastPublicID))
	if all, running, unread := lists("bruno"); !slices.Equal(all, []string{other}) || running != 1 || unread != 1 {
		t.Errorf("Bruno, who has read it: %q, %d run, %d unread", all, running, unread)
	}
	if out.Ticket.Status != ticket.Closed {
		t.Errorf("it is %s", out.Ticket.Status)
	}
	d.ChainHolds("ticket.opened", "ticket.closed")
}

// What happens to tickets stands in the account's activity: who opened, closed and reopened them, and who was made to follow by whom.
func TestAnAccountsActivityTellsOfItsTickets(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("bruno", "engines", "Mail bounces", "Since Monday.")
	books := ticket.Follower{Kind: ticket.FollowerContact, ID: d.contact.ID}
	grace := ticket.Follower{Kind: ticket.FollowerMember, ID: d.people["grace"].ID}
	for _, f := range []ticket.Follower{books, grace, grace} {
		d.Must(d.support.Follow(t.Context(), d.by["bruno"], number, f))
	}
	d.Must(d.support.Close(t.Context(), d.by["ada"], number))
	d.Must(d.support.Resume(t.Context(), d.by["ada"], number))
	d.Must(sole(d.support.CloseAll(t.Context(), d.by["noor"], number)))
	_, err := d.support.Reply(t.Context(), d.by["bruno"], number, support.Post{Body: "Again."})
	d.Must(err)
	_, err = d.support.Reply(t.Context(), d.by["bruno"], number, support.Post{Body: "And again."})
	d.Must(err)
	d.guest("mina@example.test", "Nothing of theirs.")
	list, _, err := d.Membership.Activity(t.Context(), d.by["ada"], d.account["engines"], 0, 50)
	d.Must(err)
	var got []string
	for _, h := range slices.Backward(list) {
		if strings.HasPrefix(h.Kind, "ticket.") {
			who := h.Who
			if h.ByHost {
				who = "the host"
			}
			got = append(got, who+" "+h.Kind+" "+h.Contact+h.Member)
			if h.Detail["ticket"] != number {
				t.Errorf("%s is about %q", h.Kind, h.Detail["ticket"])
			}
		}
	}
	want := []string{
		"Bruno ticket.opened ", "Bruno ticket.follower-added Books (books@example.net)", "Bruno ticket.follower-added Grace (grace@example.com)",
		"Ada ticket.closed ", "Ada ticket.reopened ", "the host ticket.closed ", "Bruno ticket.reopened ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if _, _, err := d.Membership.Activity(t.Context(), d.by["bruno"], d.account["engines"], 0, 50); !errors.Is(err, account.ErrForbidden) {
		t.Errorf("a member reads it: %v", err)
	}
}
