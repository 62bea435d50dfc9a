package support_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
)

// Only tickets of one account, or of one address that was confirmed in both, become one.
func TestWhatIsMerged(t *testing.T) {
	t.Parallel()
	d := open(t)
	own, second := d.asks("ada", "engines", "Mail bounces", "Since Monday."), d.asks("bruno", "engines", "Mail again", "It bounces.")
	theirs := d.asks("eve", "compilers", "DNS", "How?")
	guest, _ := d.confirmed("ada@example.com", "I can't get in.")
	again, _ := d.confirmed("Ada@EXAMPLE.com", "Still not.")
	unconfirmed, _ := d.guest("ada@example.com", "Hello?")
	d.Clock.Advance(time.Hour)
	other, _ := d.confirmed("mina@example.org", "My phone is gone.")
	for name, c := range map[string]struct {
		from, into string
		want       error
	}{
		"a guest's into an account's, by its owner's address": {guest, own, support.ErrMerge},
		"an account's into a guest's":                         {own, guest, support.ErrMerge},
		"of two accounts":                                     {theirs, own, support.ErrMerge},
		"of two guests":                                       {other, guest, support.ErrMerge},
		"an unconfirmed one into a confirmed":                 {unconfirmed, guest, support.ErrMerge},
		"a confirmed one into an unconfirmed":                 {guest, unconfirmed, support.ErrMerge},
		"with itself":                                         {own, own, support.ErrMerge},
		"with none":                                           {own, "T-1", ticket.ErrNotFound},
	} {
		if err := d.support.Merge(t.Context(), d.by["noor"], c.from, c.into); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.Must(errors.Join(d.support.Merge(t.Context(), d.by["noor"], second, own), d.support.Merge(t.Context(), d.by["noor"], guest, again)))
	if err := d.support.Merge(t.Context(), d.by["noor"], second, theirs); !errors.Is(err, support.ErrMerge) {
		t.Errorf("what was merged is merged elsewhere: %v", err)
	}
	d.ChainHolds("ticket.merged")
}

// What was merged stands in the other one, and so does whatever is written to it later, by its number or its link.
func TestALaterReplyLandsInTheWhole(t *testing.T) {
	t.Parallel()
	d := open(t)
	whole, part := d.asks("ada", "engines", "Mail bounces", "Since Monday."), d.asks("bruno", "engines", "Mail again", "It bounces.")
	outer := d.asks("ada", "engines", "All about mail", "A summary.")
	d.answers("noor", whole, "We look into it.")
	d.Must(d.support.Merge(t.Context(), d.by["noor"], part, whole))
	if got := d.ticket(whole); got.Status != ticket.Open {
		t.Errorf("what the client asked there waits, and it is %s", got.Status)
	}
	if got := d.ticket(part); got.Status != ticket.Merged || len(d.said(part)) != 0 {
		t.Errorf("%+v: %q", got, d.said(part))
	}
	replies := func(number, body string) {
		out, err := d.support.Reply(t.Context(), d.by["bruno"], number, support.Post{Body: body})
		d.Must(err)
		if out.Ticket.Number == part {
			t.Errorf("%q landed in the part", body)
		}
	}
	replies(part, "And again.")
	d.Must(d.support.Merge(t.Context(), d.by["noor"], whole, outer))
	replies(part, "And once more.")
	want := []string{"Since Monday.", "It bounces.", "A summary.", "We look into it.", "And again.", "And once more."}
	if got := d.said(outer); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	thread, err := d.support.Thread(t.Context(), d.by["ada"], part, "")
	if err != nil || thread.Ticket.Number != outer {
		t.Errorf("the part's number leads to %s, %v", thread.Ticket.Number, err)
	}
	if _, err := d.support.Thread(t.Context(), d.by["eve"], part, ""); !errors.Is(err, ticket.ErrNotFound) {
		t.Errorf("a stranger follows the number of a part: %v", err)
	}
	one, link := d.confirmed("mina@example.org", "My phone is gone.")
	two, _ := d.confirmed("mina@example.org", "Still gone.")
	d.Must(d.support.Merge(t.Context(), d.by["noor"], one, two))
	d.Must(d.support.GuestReply(t.Context(), link, support.Post{Body: "Found it."}))
	if got := d.said(two); !slices.Equal(got, []string{"My phone is gone.", "Still gone.", "Found it."}) {
		t.Errorf("%q", got)
	}
	if subjects, _ := d.sees("ada", ""); !slices.Equal(subjects, []string{"All about mail"}) {
		t.Errorf("%q", subjects)
	}
}

// A form that is sent twice, or by ten at once, is one ticket and one message.
func TestAFormThatComesTwiceIsWrittenOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	_, token := d.confirmed("mina@example.org", "My phone is gone.")
	post := func(body string) support.Post { return support.Post{Body: body, Once: "the form"} }
	opens := func(who string) error {
		_, err := d.support.Open(t.Context(), d.by[who], support.NewTicket{
			AccountID: d.account["engines"], DepartmentID: ticket.Support, Subject: "Once", Post: post("opened once"),
		})
		return err
	}
	for name, do := range map[string]func() error{
		"opened once": func() error { return opens("ada") },
		"replied once": func() error {
			_, err := d.support.Reply(t.Context(), d.by["ada"], number, post("replied once"))
			return err
		},
		"answered once": func() error {
			_, err := d.support.Answer(t.Context(), d.by["noor"], number, support.Answer{Post: post("answered once"), Seen: 1, Anyway: true})
			return err
		},
		"noted once": func() error {
			_, err := d.support.Note(t.Context(), d.by["noor"], number, post("noted once"))
			return err
		},
		"guest once": func() error { return d.support.GuestReply(t.Context(), token, post("guest once")) },
		"form once": func() error {
			f := form("olga@example.org", "form once")
			f.Once = "the form"
			return d.support.Contact(t.Context(), f)
		},
		"staff opened once": func() error {
			_, err := d.support.OpenFor(t.Context(), d.by["noor"], support.ForClient{NewTicket: support.NewTicket{
				AccountID: d.account["engines"], DepartmentID: ticket.Support, Subject: "Disk", Post: post("staff opened once"),
			}})
			return err
		},
	} {
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				if err := do(); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		all.Wait()
		if n := d.Count(`FROM ticket_message WHERE body = $1`, name); n != 1 {
			t.Errorf("%s: %d messages", name, n)
		}
	}
	if n := d.Count(`FROM ticket`); n != 5 {
		t.Errorf("%d tickets", n)
	}
	d.Must(opens("bruno")) // another's form with the same key is another form
	if n := d.Count(`FROM ticket_message WHERE body = 'opened once'`); n != 2 {
		t.Errorf("%d", n)
	}
}

// Nobody fills the queue: what one person opens and writes has an end.
func TestWhatOnePersonWritesIsBounded(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	opened, written := 0, 0
	for range 30 {
		_, err := d.support.Open(t.Context(), d.by["ada"], support.NewTicket{
			AccountID: d.account["engines"], DepartmentID: ticket.Support, Subject: "More", Post: support.Post{Body: "And more"},
		})
		if err == nil {
			opened++
		}
		if _, err := d.support.Reply(t.Context(), d.by["ada"], number, support.Post{Body: "And more"}); err == nil {
			written++
		} else if !errors.As(err, new(support.TooManyError)) {
			t.Fatal(err)
		}
	}
	if opened > 10 || written > 20 {
		t.Errorf("%d tickets and %d replies at once", opened, written)
	}
	if _, err := d.support.Reply(t.Context(), d.by["bruno"], number, support.Post{Body: "Me"}); err != nil {
		t.Errorf("somebody else has to wait: %v", err)
	}
}

// What goes with a message is added with it, or neither is.
func TestWhatGoesWithAMessageIsAddedWithIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	failed := errors.New("the file is gone")
	for _, want := range []error{failed, nil} {
		var of string
		_, err := d.support.Reply(t.Context(), d.by["ada"], number, support.Post{
			Body: "See the file", Once: "form",
			With: func(_ context.Context, _ db.Tx, id string) error { of = id; return want },
		})
		if !errors.Is(err, want) || d.Count(`FROM ticket_message WHERE id = $1`, of) == 1 != (want == nil) {
			t.Errorf("%v", err)
		}
	}
}

func TestWhatLooksLikeACode(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	for name, do := range map[string]func(p support.Post) error{
		"reply": func(p support.Post) error { _, err := d.support.Reply(t.Context(), d.by["ada"], number, p); return err },
		"answer": func(p support.Post) error {
			_, err := d.support.Answer(t.Context(), d.by["noor"], number, support.Answer{Post: p, Anyway: true})
			return err
		},
		"note": func(p support.Post) error { _, err := d.support.Note(t.Context(), d.by["noor"], number, p); return err },
	} {
		before := len(d.said(number))
		if err := do(support.Post{Body: "482913"}); !errors.Is(err, support.ErrLooksLikeCode) || len(d.said(number)) != before {
			t.Errorf("%s: %v", name, err)
		}
		if err := do(support.Post{Body: "482913", Sure: true}); err != nil || len(d.said(number)) != before+1 {
			t.Errorf("%s, surely: %v", name, err)
		}
	}
}

// Lists and threads ask the database as often for thirty rows as for three.
func TestListsAskOnceHoweverLongTheyAre(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	guests, token := d.confirmed("mina@example.org", "My phone is gone.")
	reads := map[string]func() error{
		"list":         func() error { _, err := d.support.List(t.Context(), d.by["ada"], support.List{}); return err },
		"thread":       func() error { _, err := d.support.Thread(t.Context(), d.by["ada"], number, ""); return err },
		"poll":         func() error { _, err := d.support.Since(t.Context(), d.by["ada"], number, "0"); return err },
		"guest":        func() error { _, err := d.support.GuestTicket(t.Context(), token, ""); return err },
		"queue":        func() error { _, err := d.support.Queue(t.Context(), d.by["noor"], ticket.Query{}); return err },
		"file":         func() error { _, err := d.support.File(t.Context(), d.by["noor"], number, ""); return err },
		"guest's file": func() error { _, err := d.support.File(t.Context(), d.by["noor"], guests, ""); return err },
		"desk's poll":  func() error { _, err := d.support.DeskSince(t.Context(), d.by["noor"], number, "0"); return err },
		"alerts":       func() error { _, err := d.support.Alerts(t.Context(), d.by["noor"]); return err },
		"canned":       func() error { _, err := d.support.CannedReplies(t.Context(), d.by["noor"], "", ""); return err },
		"departments":  func() error { _, err := d.support.Departments(t.Context(), d.by["ada"]); return err },
	}
	counts := func() map[string]int { // what is known for a moment is not asked for again: the reading that asked least counts
		all := map[string]int{}
		for name, do := range reads {
			for range 3 {
				asked := 0
				d.DB.Observe(func(string) { asked++ })
				err := do()
				d.DB.Observe(nil)
				d.Must(err)
				if all[name] == 0 || asked < all[name] {
					all[name] = asked
				}
			}
		}
		return all
	}
	d.fill(number, guests, 0, 3)
	few := counts()
	d.fill(number, guests, 3, 30)
	for name, many := range counts() {
		if many != few[name] || many == 0 {
			t.Errorf("%s asks %d times with a few rows and %d times with many", name, few[name], many)
		}
	}
}

func (d *desk) fill(number, guests string, from, to int) {
	d.Helper()
	for i := from; i < to; i++ {
		p := d.Person(fmt.Sprintf("row%d@example.org", i))
		d.Write(func(ctx context.Context, tx db.Tx) error {
			a, err := d.Accounts.Create(ctx, tx, fmt.Sprint("R-", i), "Row")
			if err != nil {
				return err
			}
			_, err1 := d.Tickets.Add(ctx, tx, ticket.Ticket{AccountID: a.ID, OpenedBy: p.ID, Subject: "Row", Status: ticket.Open})
			_, err2 := d.Tickets.Add(ctx, tx, ticket.Ticket{
				AccountID: d.account["engines"], OpenedBy: p.ID, Subject: "Row", Status: ticket.Answered,
			})
			_, err3 := d.Tickets.SaveDepartment(ctx, tx, ticket.Department{
				Name: fmt.Sprint("D", i), Texts: map[string]ticket.DepartmentText{"ar": {Name: "x"}},
			})
			_, err4 := d.Tickets.SaveCanned(ctx, tx, ticket.Canned{Language: "en", Title: "Row", Body: "Row"})
			_, err5 := d.Tickets.AddNote(ctx, tx, ticket.Note{AccountID: d.account["engines"], AuthorID: p.ID, Body: "Row"})
			err6 := d.Accounts.Join(ctx, tx, account.Membership{
				AccountID: d.account["engines"], UserID: p.ID, Role: account.Member, Permissions: []account.Permission{account.Tickets},
			})
			err7 := d.Tickets.Present(ctx, tx, d.ticket(number).ID, p.ID, true)
			return errors.Join(err1, err2, err3, err4, err5, err6, err7)
		})
		for _, n := range []string{number, guests} {
			d.notes("sven", n, "Row")
			d.answers("sven", n, "Row")
		}
	}
	d.Must(d.support.SeeAlerts(d.Context(), d.by["sven"]))
}
