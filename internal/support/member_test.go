package support_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/message"
	"latchkey/internal/service"
	"latchkey/internal/session"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
)

// acts is everything that somebody of an account can do with a ticket.
func (d *desk) acts(messageID string) map[string]func(by access.Caller, number string) error {
	s, ctx := d.support, d.Context()
	books := ticket.Follower{Kind: ticket.FollowerContact, ID: d.contact.ID}
	return map[string]func(by access.Caller, number string) error{
		"read": func(by access.Caller, number string) error {
			_, err := s.Thread(ctx, by, number, "")
			return err
		},
		"read what came before": func(by access.Caller, number string) error {
			_, err := s.Thread(ctx, by, number, messageID)
			return err
		},
		"poll": func(by access.Caller, number string) error {
			_, err := s.Since(ctx, by, number, "0")
			return err
		},
		"mark read": func(by access.Caller, number string) error { return s.MarkRead(ctx, by, number, messageID) },
		"reply": func(by access.Caller, number string) error {
			_, err := s.Reply(ctx, by, number, support.Post{Body: "Me too"})
			return err
		},
		"close":    func(by access.Caller, number string) error { return s.Close(ctx, by, number) },
		"reopen":   func(by access.Caller, number string) error { return s.Resume(ctx, by, number) },
		"follow":   func(by access.Caller, number string) error { return s.Follow(ctx, by, number, books) },
		"unfollow": func(by access.Caller, number string) error { return s.Unfollow(ctx, by, number, books) },
	}
}

// sees lists what the tickets of somebody's accounts are called, and how many are counted.
func (d *desk) sees(who, accountID string) (subjects []string, counted int) {
	d.Helper()
	l, err := d.support.List(d.Context(), d.by[who], support.List{AccountID: accountID})
	d.Must(err)
	for _, one := range l.Tickets {
		subjects = append(subjects, one.Subject)
	}
	return subjects, l.Running + l.Unread
}

// Whoever may not see a ticket is answered by every act as if there were none, and nothing of it is counted.
func TestATicketOfOthersIsNone(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	messageID := d.answers("noor", number, "We look into it.")
	d.Write(func(ctx context.Context, tx db.Tx) error {
		return d.Accounts.Remove(ctx, tx, d.account["engines"], d.people["bruno"].ID)
	})
	before := d.ticket(number)
	for who, why := range map[string]string{
		"eve": "belongs to another account", "carl": "may not see the tickets", "bruno": "was removed", "noor": "works for the host",
	} {
		for act, do := range d.acts(messageID) {
			foreign, none := do(d.by[who], number), do(d.by[who], "T-1")
			if !errors.Is(foreign, ticket.ErrNotFound) || foreign.Error() != none.Error() {
				t.Errorf("%s, who %s, can %s: %v; where there is none: %v", who, why, act, foreign, none)
			}
		}
		if subjects, counted := d.sees(who, d.account["engines"]); len(subjects) > 0 || counted > 0 {
			t.Errorf("%s, who %s, is shown %q, and counts %d", who, why, subjects, counted)
		}
		if subjects, counted := d.sees(who, ""); len(subjects) > 0 || counted > 0 {
			t.Errorf("%s, who %s, is shown %q among theirs, and counts %d", who, why, subjects, counted)
		}
		_, err := d.support.Open(t.Context(), d.by[who], support.NewTicket{
			AccountID: d.account["engines"], DepartmentID: ticket.Support, Subject: "Hello", Post: support.Post{Body: "Let me in"},
		})
		if !errors.Is(err, account.ErrNotFound) {
			t.Errorf("%s, who %s, opens a ticket: %v", who, why, err)
		}
	}
	if after := d.ticket(number); after != before || len(d.said(number)) != 2 {
		t.Errorf("it was %+v and is %+v: %q", before, after, d.said(number))
	}
}

// What a session did not hold any more is not done.
func TestAnEndedSessionWritesNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	d.Write(func(ctx context.Context, tx db.Tx) error { return d.Sessions.EndByID(ctx, tx, d.by["ada"].ID) })
	if _, err := d.support.Reply(t.Context(), d.by["ada"], number, support.Post{Body: "More"}); !errors.Is(err, session.ErrNone) {
		t.Error(err)
	}
}

// To see tickets is not to write: a member who may only see reads, and changes nothing.
func TestWhoOnlySeesTicketsChangesNone(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	messageID := d.answers("noor", number, "We look into it.")
	thread, err := d.support.Thread(t.Context(), d.by["grace"], number, "")
	if err != nil || len(thread.Messages) != 2 || thread.MayManage {
		t.Fatalf("%+v, %v", thread, err)
	}
	for act, do := range d.acts(messageID) {
		want := account.ErrForbidden
		if slices.Contains([]string{"read", "read what came before", "poll", "mark read"}, act) {
			want = nil
		}
		if err := do(d.by["grace"], number); !errors.Is(err, want) {
			t.Errorf("%s: %v", act, err)
		}
	}
	_, err = d.support.Open(t.Context(), d.by["grace"], support.NewTicket{
		AccountID: d.account["engines"], DepartmentID: ticket.Support, Subject: "Hello", Post: support.Post{Body: "A question"},
	})
	if !errors.Is(err, account.ErrForbidden) || len(d.said(number)) != 2 {
		t.Errorf("%v: %q", err, d.said(number))
	}
}

// The people of a closed account read all of it, and write about their bill.
func TestAClosedAccountWritesAboutItsBillOnly(t *testing.T) {
	t.Parallel()
	d := open(t)
	other := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	asks := func(department string) (string, error) {
		out, err := d.support.Open(t.Context(), d.by["ada"], support.NewTicket{
			AccountID: d.account["engines"], DepartmentID: department, Subject: "Bill", Post: support.Post{Body: "What is left to pay?"},
		})
		return out.Ticket.Number, err
	}
	d.Write(func(ctx context.Context, tx db.Tx) error {
		return d.Accounts.SetClosed(ctx, tx, d.account["engines"], true)
	})
	if _, err := asks(ticket.Support); !errors.Is(err, account.ErrClosed) {
		t.Errorf("a new ticket: %v", err)
	}
	bill, err := asks(ticket.Billing)
	if err != nil {
		t.Fatalf("about the bill: %v", err)
	}
	for number, want := range map[string]error{other: account.ErrClosed, bill: nil} {
		if _, err := d.support.Thread(t.Context(), d.by["ada"], number, ""); err != nil {
			t.Errorf("reading %s: %v", number, err)
		}
		if _, err := d.support.Reply(t.Context(), d.by["ada"], number, support.Post{Body: "More"}); !errors.Is(err, want) {
			t.Errorf("a reply to %s: %v", number, err)
		}
		if err := d.support.Close(t.Context(), d.by["ada"], number); !errors.Is(err, want) {
			t.Errorf("closing %s: %v", number, err)
		}
	}
}

// A ticket is about something of its account that its writer may see, and says what only to those who may see that too.
func TestWhatATicketIsAbout(t *testing.T) {
	t.Parallel()
	d := open(t)
	ids := map[string]map[ticket.Thing]string{}
	for _, a := range []string{"engines", "compilers"} {
		d.Write(func(ctx context.Context, tx db.Tx) error {
			s, err1 := d.support.Services.Add(ctx, tx, service.Service{AccountID: d.account[a], Name: "Web hosting", Status: service.Active})
			o, err2 := d.support.Domains.Add(ctx, tx, domain.Domain{AccountID: d.account[a], Name: a + ".example"})
			i, err3 := d.support.Invoices.Add(ctx, tx, invoice.Invoice{AccountID: d.account[a], Number: "INV-" + a})
			ids[a] = map[ticket.Thing]string{ticket.AboutService: s.ID, ticket.AboutDomain: o.ID, ticket.AboutInvoice: i.ID}
			return errors.Join(err1, err2, err3)
		})
	}
	opens := func(who string, about ticket.About) (string, error) {
		out, err := d.support.Open(t.Context(), d.by[who], support.NewTicket{
			AccountID: d.account["engines"], DepartmentID: ticket.Support, Subject: "Question", About: about, Post: support.Post{Body: "How?"},
		})
		return out.Ticket.Number, err
	}
	for _, kind := range []ticket.Thing{ticket.AboutService, ticket.AboutDomain, ticket.AboutInvoice} {
		number, err := opens("ada", ticket.About{Kind: kind, ID: ids["engines"][kind]})
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		for who, sees := range map[string]bool{"ada": true, "bruno": false} {
			thread, err := d.support.Thread(t.Context(), d.by[who], number, "")
			if err != nil || (thread.About != "") != sees {
				t.Errorf("%s reads that it is about %q, %v", who, thread.About, err)
			}
		}
		for name, about := range map[string]ticket.About{
			"of another account": {Kind: kind, ID: ids["compilers"][kind]}, "of nobody": {Kind: kind, ID: "none"}, "nameless": {Kind: kind},
		} {
			if _, err := opens("ada", about); !errors.Is(err, support.ErrAbout) {
				t.Errorf("%s %s: %v", kind, name, err)
			}
		}
		if _, err := opens("bruno", ticket.About{Kind: kind, ID: ids["engines"][kind]}); !errors.Is(err, support.ErrAbout) {
			t.Errorf("%s that one may not see: %v", kind, err)
		}
	}
	if _, err := opens("bruno", ticket.About{Kind: ticket.AboutSecurity}); err != nil {
		t.Error(err)
	}
	if _, err := opens("ada", ticket.About{Kind: "users", ID: d.people["eve"].ID}); !errors.Is(err, support.ErrAbout) {
		t.Error(err)
	}
}

// A thread goes to and fro, and each side sees what is new.
func TestATicketGoesToAndFro(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	unread := func(who string) bool {
		l, err := d.support.List(t.Context(), d.by[who], support.List{})
		d.Must(err)
		return l.Tickets[0].Unread && l.Unread == 1
	}
	if d.ticket(number).Status != ticket.Open || unread("ada") || !unread("grace") {
		t.Fatalf("%+v", d.ticket(number))
	}
	answer := d.answers("noor", number, "We look into it.")
	if got := d.ticket(number); got.Status != ticket.Answered || got.Assignee != d.people["noor"].ID || !unread("ada") {
		t.Fatalf("%+v", got)
	}
	news, err := d.support.Since(t.Context(), d.by["ada"], number, d.firstOf(number))
	if err != nil || len(news.Messages) != 1 || news.Messages[0].ID != answer || news.Messages[0].AuthorName != "Noor" ||
		news.Messages[0].AuthorID != "" {
		t.Errorf("%+v, %v", news, err)
	}
	d.Must(d.support.MarkRead(t.Context(), d.by["ada"], number, answer))
	d.Must(d.support.MarkRead(t.Context(), d.by["ada"], number, d.firstOf(number))) // an older page, later
	if unread("ada") {
		t.Error("it is unread still")
	}
	d.Must(d.support.Close(t.Context(), d.by["bruno"], number))
	if d.ticket(number).Status != ticket.Closed {
		t.Error("it is not closed")
	}
	if _, err := d.support.Reply(t.Context(), d.by["ada"], number, support.Post{Body: "It bounces again."}); err != nil {
		t.Fatal(err)
	}
	if got := d.ticket(number); got.Status != ticket.Open {
		t.Errorf("after a reply it is %s", got.Status)
	}
	if err := d.support.Resume(t.Context(), d.by["ada"], number); !errors.Is(err, ticket.ErrNotNow) {
		t.Errorf("an open one is opened again: %v", err)
	}
	if want := []string{"Since Monday.", "We look into it.", "It bounces again."}; !slices.Equal(d.said(number), want) {
		t.Errorf("%q", d.said(number))
	}
}

func (d *desk) firstOf(number string) string {
	d.Helper()
	all, err := d.Tickets.Thread(d.Context(), d.DB.Read(), d.ticket(number).ID, ticket.Part{Notes: true, Limit: 1000})
	d.Must(err)
	return all[0].ID
}

// An answer goes to who asked and who follows, as long as they belong to the account and want it.
func TestWhoGetsAnAnswer(t *testing.T) {
	t.Parallel()
	d := open(t)
	silent := d.hasContact("engines", "silent@example.net")
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	follow := func(by string, f ticket.Follower) error { return d.support.Follow(t.Context(), d.by[by], number, f) }
	member := func(name string) ticket.Follower {
		return ticket.Follower{Kind: ticket.FollowerMember, ID: d.people[name].ID}
	}
	d.Must(errors.Join(follow("bruno", member("bruno")), follow("ada", member("grace"))))
	d.Must(follow("ada", ticket.Follower{Kind: ticket.FollowerContact, ID: silent.ID}))
	theirs := d.hasContact("compilers", "compilers@example.net", account.TicketMail)
	for name, f := range map[string]ticket.Follower{
		"somebody of another account": member("eve"), "a contact of another account": {Kind: ticket.FollowerContact, ID: theirs.ID},
		"who may not see tickets": member("carl"), "nobody": {Kind: ticket.FollowerMember, ID: "none"}, "staff": member("noor"),
	} {
		if err := follow("ada", f); !errors.Is(err, support.ErrFollower) {
			t.Errorf("%s follows: %v", name, err)
		}
	}
	got := func() map[string]int {
		n := map[string]int{}
		for _, who := range []string{"ada@example.com", "bruno@example.com", "grace@example.com", "carl@example.com", "eve@example.com"} {
			n[who] = d.mails(message.TicketAnswered, who)
		}
		n["books"], n["silent"] = d.mails(message.TicketCopied, "books@example.net"), d.mails(message.TicketCopied, "silent@example.net")
		return n
	}
	d.answers("noor", number, "We look into it.")
	first := got()
	for who, want := range map[string]int{
		"ada@example.com": 1, "bruno@example.com": 1, "grace@example.com": 1, "books": 1,
		"carl@example.com": 0, "eve@example.com": 0, "silent": 0,
	} {
		if first[who] != want {
			t.Errorf("%s got %d", who, first[who])
		}
	}
	d.Write(func(ctx context.Context, tx db.Tx) error {
		_, gone := d.Accounts.RemoveContact(ctx, tx, d.account["engines"], d.contact.ID)
		return errors.Join(gone, d.Accounts.Remove(ctx, tx, d.account["engines"], d.people["bruno"].ID),
			d.Accounts.SetMail(ctx, tx, d.account["engines"], d.people["grace"].ID, []account.Mail{account.NewsMail}),
			d.Accounts.SetPermissions(ctx, tx, d.account["engines"], d.people["carl"].ID, []account.Permission{account.Tickets}))
	})
	d.answers("noor", number, "It is mended.")
	for who, n := range got() {
		if more := n - first[who]; more != 0 && who != "ada@example.com" || more != 1 && who == "ada@example.com" {
			t.Errorf("%s got %d more", who, more)
		}
	}
}

// Who else belongs to the account is shown to those who may see that.
func TestFollowersShowNobodyWhoIsNotToBeSeen(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Write(func(ctx context.Context, tx db.Tx) error {
		return d.Accounts.SetPermissions(ctx, tx, d.account["engines"], d.people["grace"].ID, []account.Permission{account.TicketsManage})
	})
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	names := func(who string) (all []string) {
		thread, err := d.support.Thread(t.Context(), d.by[who], number, "")
		d.Must(err)
		for _, f := range thread.Followers {
			all = append(all, f.Name)
		}
		return all
	}
	if got := names("bruno"); !slices.Equal(got, []string{"Ada", "Books", "Bruno", "Grace"}) {
		t.Errorf("Bruno is shown %q", got)
	}
	if got := names("grace"); !slices.Equal(got, []string{"Grace"}) {
		t.Errorf("Grace is shown %q", got)
	}
	err := d.support.Follow(t.Context(), d.by["grace"], number, ticket.Follower{Kind: ticket.FollowerMember, ID: d.people["ada"].ID})
	if !errors.Is(err, support.ErrFollower) {
		t.Errorf("Grace makes Ada follow: %v", err)
	}
}
