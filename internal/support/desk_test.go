package support_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/announcement"
	"latchkey/internal/attachment"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// sole is how an act on several tickets went on the only one.
func sole(_ int, err error) error { return err }

// work is everything that staff do, with what it takes besides being staff.
func (d *desk) work(number, messageID string) map[string]func(by access.Caller) error {
	s, ctx, post := d.support, d.Context(), support.Post{Body: "Hello"}
	return map[string]func(by access.Caller) error{
		"queue": func(by access.Caller) error { return second(s.Queue(ctx, by, ticket.Query{})) },
		"file":  func(by access.Caller) error { return second(s.File(ctx, by, number, "")) },
		"open a file": func(by access.Caller) error {
			return ignoring(second(s.Attached(ctx, by, number, "none")), attachment.ErrNone)
		},
		"poll": func(by access.Caller) error { _, err := s.DeskSince(ctx, by, number, "0"); return err },
		"look": func(by access.Caller) error { return s.Looked(ctx, by, number, true) },
		"answer": func(by access.Caller) error {
			return second(s.Answer(ctx, by, number, support.Answer{Post: post, Anyway: true}))
		},
		"note":     func(by access.Caller) error { _, err := s.Note(ctx, by, number, post); return err },
		"assign":   func(by access.Caller) error { return sole(s.Assign(ctx, by, d.people["sven"].ID, number)) },
		"close":    func(by access.Caller) error { return sole(s.CloseAll(ctx, by, number)) },
		"choose":   func(by access.Caller) error { _, err := s.Chosen(ctx, by, []string{number}); return err },
		"resume":   func(by access.Caller) error { return ignoring(s.ResumeAtDesk(ctx, by, number), ticket.ErrNotNow) },
		"sort":     func(by access.Caller) error { return s.Sort(ctx, by, number, ticket.Billing, ticket.Urgent) },
		"merge":    func(by access.Caller) error { return ignoring(s.Merge(ctx, by, number, number), support.ErrMerge) },
		"spam":     func(by access.Caller) error { return ignoring(s.MarkSpam(ctx, by, number, true), ticket.ErrNotNow) },
		"not spam": func(by access.Caller) error { return ignoring(s.NotSpam(ctx, by, number, false), ticket.ErrNotNow) },
		"blocked":  func(by access.Caller) error { _, err := s.BlockedSenders(ctx, by, ""); return err },
		"unblock":  func(by access.Caller) error { return ignoring(s.Unblock(ctx, by, "none"), ticket.ErrNotFound) },
		"alerts":   func(by access.Caller) error { _, err := s.Alerts(ctx, by); return err },
		"see them": func(by access.Caller) error { return s.SeeAlerts(ctx, by) },
		"switches": func(by access.Caller) error { _, err := s.Switches(ctx, by); return err },
		"switch":   func(by access.Caller) error { return s.SetSwitches(ctx, by, ticket.DefaultSwitches()) },
		"canned":   func(by access.Caller) error { _, err := s.CannedReplies(ctx, by, "", ""); return err },
		"can": func(by access.Caller) error {
			_, err := s.SaveCanned(ctx, by, ticket.Canned{Language: "en", Title: "Hi", Body: "Hi"})
			return err
		},
		"uncan":     func(by access.Caller) error { return ignoring(s.RemoveCanned(ctx, by, "none"), ticket.ErrNotFound) },
		"notes":     func(by access.Caller) error { _, err := s.Notes(ctx, by, d.account["engines"]); return err },
		"note down": func(by access.Caller) error { return s.AddNote(ctx, by, d.account["engines"], "Pays late") },
		"unnote":    func(by access.Caller) error { return ignoring(s.RemoveNote(ctx, by, "none"), ticket.ErrNotFound) },
		"open for": func(by access.Caller) error {
			_, err := s.OpenFor(ctx, by, support.ForClient{NewTicket: support.NewTicket{
				AccountID: d.account["engines"], DepartmentID: ticket.Support, Subject: "Your disk", Post: post,
			}})
			return err
		},
		redact: func(by access.Caller) error {
			return ignoring(s.Redact(ctx, by, support.Redaction{MessageID: messageID}), ticket.ErrNotFound)
		},
		announce: func(by access.Caller) error {
			_, err := s.Announce(ctx, by, announcement.Announcement{Title: "Works", Body: "On Monday."})
			return err
		},
		withdraw: func(by access.Caller) error { return ignoring(s.Withdraw(ctx, by, "none"), announcement.ErrNotFound) },
		department: func(by access.Caller) error {
			_, err := s.SaveDepartment(ctx, by, ticket.Department{Name: "Sales"})
			return err
		},
		removal: func(by access.Caller) error {
			return ignoring(s.RemoveDepartment(ctx, by, "none"), support.ErrDepartment)
		},
	}
}

// What can't be undone, or speaks to everybody, takes a fresh proof; what is the host's, an administrator too.
const redact, announce, withdraw, department, removal = "redact", "announce", "withdraw", "department", "remove a department"

// second is the error of a call.
func second[T any](_ T, err error) error { return err }

func ignoring(err, ignored error) error {
	if errors.Is(err, ignored) {
		return nil
	}
	return err
}

// Whoever is no staff, or has not proved enough, does nothing at the desk.
func TestWhoWorksAtTheDesk(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	work := d.work(number, d.ticket(number).LastID)
	s, by := d.people["noor"].Session(false)
	passwordOnly := signintest.As(s, by)
	fresh := []string{redact, announce, withdraw, department, removal}
	administrators := fresh[3:]
	d.Clock.Advance(session.FreshFor)
	old := d.by["noor"]
	rita := d.by["rita"]
	d.renew()
	for act, do := range work {
		if err := do(d.by["ada"]); !errors.Is(err, access.ErrNotStaff) {
			t.Errorf("the owner of the account can %s: %v", act, err)
		}
		if err := do(passwordOnly); !errors.Is(err, access.ErrStepUpRequired) {
			t.Errorf("with a password alone one can %s: %v", act, err)
		}
		if err := do(old); (err == nil) == slices.Contains(fresh, act) || err != nil && !errors.Is(err, access.ErrStepUpRequired) {
			t.Errorf("with an old proof, %s: %v", act, err)
		}
		if err := do(rita); slices.Contains(fresh, act) && !errors.Is(err, access.ErrStepUpRequired) {
			t.Errorf("with an administrator's old proof, %s: %v", act, err)
		}
		if err := do(d.by["sven"]); errors.Is(err, access.ErrOnlyAdministrators) != slices.Contains(administrators, act) {
			t.Errorf("support, %s: %v", act, err)
		}
		if err := do(d.by["rita"]); err != nil {
			t.Errorf("an administrator, %s: %v", act, err)
		}
	}
	d.Write(func(ctx context.Context, tx db.Tx) error {
		return d.Users.SetDisabled(ctx, tx, d.people["noor"].ID, true)
	})
	for act, do := range work {
		if err := do(old); err == nil {
			t.Errorf("somebody who was let go can %s", act)
		}
	}
}

// What staff note is theirs: no page of the client's, no mail, no count and no order of a list tells of it.
func TestNotesReachStaffOnly(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	guests, token := d.confirmed("mina@example.org", "My phone is gone.")
	d.answers("noor", number, "We look into it.")
	d.answers("noor", guests, "We look into it.")
	type shown struct {
		thread support.Thread
		news   support.News
		list   support.Listing
		guest  support.GuestThread
		gnews  support.News
		mails  int
	}
	look := func() (s shown) {
		var errs [5]error
		s.thread, errs[0] = d.support.Thread(t.Context(), d.by["ada"], number, "")
		s.news, errs[1] = d.support.Since(t.Context(), d.by["ada"], number, "0")
		s.list, errs[2] = d.support.List(t.Context(), d.by["ada"], support.List{})
		s.guest, errs[3] = d.support.GuestTicket(t.Context(), token, "")
		s.gnews, errs[4] = d.support.GuestSince(t.Context(), token, "0")
		d.Must(errors.Join(errs[:]...))
		s.mails = d.Count(`FROM message`)
		return s
	}
	before := look()
	d.Clock.Advance(time.Minute)
	note := d.notes("noor", number, "She never pays: tell nobody")
	d.notes("noor", guests, "She never pays: tell nobody")
	if after := look(); fmt.Sprintf("%+v", after) != fmt.Sprintf("%+v", before) {
		t.Errorf("it was\n%+v\nand is\n%+v", before, after)
	}
	if err := d.support.MarkRead(t.Context(), d.by["ada"], number, note); !errors.Is(err, ticket.ErrNotFound) {
		t.Errorf("the client can ask for the note: %v", err)
	}
	if m, err := d.support.Mail(t.Context(), note, "en"); !errors.Is(err, ticket.ErrNotFound) || m != (support.Mailed{}) {
		t.Errorf("a mail tells of it: %+v, %v", m, err)
	}
	file, err := d.support.File(t.Context(), d.by["sven"], number, "")
	if err != nil || file.Messages[len(file.Messages)-1].ID != note {
		t.Errorf("staff do not see it: %+v, %v", file.Messages, err)
	}
}

// When two have a ticket open, each is shown the other, and whoever answers second is asked first.
func TestTwoStaffAnswerAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	file := func(who string) support.File {
		f, err := d.support.File(t.Context(), d.by[who], number, "")
		d.Must(err)
		return f
	}
	seen := file("sven").Ticket.Version
	d.Must(errors.Join(
		d.support.Looked(t.Context(), d.by["noor"], number, true), d.support.Looked(t.Context(), d.by["sven"], number, true),
	))
	if a, b := file("sven").Answering, file("noor").Answering; !slices.Equal(a, []string{"Noor"}) || !slices.Equal(b, []string{"Sven"}) {
		t.Errorf("Sven is shown %q, Noor %q", a, b)
	}
	d.answers("noor", number, "It is mended.")
	if a := file("sven").Answering; len(a) > 0 {
		t.Errorf("%q still answer", a)
	}
	var all sync.WaitGroup
	var refused, sent atomic.Int32
	for _, who := range []string{"noor", "sven", "rita"} {
		all.Go(func() {
			switch _, err := d.support.Answer(t.Context(), d.by[who], number, support.Answer{Post: support.Post{Body: who}, Seen: seen + 1}); {
			case errors.Is(err, support.ErrChanged):
				refused.Add(1)
			case err == nil:
				sent.Add(1)
			}
		})
	}
	if all.Wait(); sent.Load() != 1 || refused.Load() != 2 {
		t.Errorf("of three at the same instant %d are sent and %d asked about", sent.Load(), refused.Load())
	}
	late := support.Answer{Post: support.Post{Body: "Please wait."}, Seen: seen}
	if _, err := d.support.Answer(t.Context(), d.by["sven"], number, late); !errors.Is(err, support.ErrChanged) || len(d.said(number)) != 3 {
		t.Errorf("%v: %q", err, d.said(number))
	}
	late.Anyway = true
	if _, err := d.support.Answer(t.Context(), d.by["sven"], number, late); err != nil || len(d.said(number)) != 4 {
		t.Errorf("%v: %q", err, d.said(number))
	}
}

// Staff are told of what is their business, as each of them chose, and once until they look.
func TestStaffAreToldAsTheyChose(t *testing.T) {
	t.Parallel()
	d := open(t)
	off := ticket.Switches{}
	d.Must(d.support.SetSwitches(t.Context(), d.by["rita"], off))
	byMail := ticket.Switches{ticket.AlertNew: {Mail: true}, ticket.AlertAssigned: {Mail: true}}
	d.Must(d.support.SetSwitches(t.Context(), d.by["sven"], byMail))
	told := func() (all [6]int) {
		for i, who := range []string{"noor", "sven", "rita"} {
			alerts, err := d.support.Alerts(t.Context(), d.by[who])
			d.Must(err)
			all[2*i], all[2*i+1] = len(alerts), d.Count(`FROM message WHERE recipient = $1 AND kind LIKE 'staff_%'`, who+"@example.com")
		}
		return all
	}
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	replies := func() {
		_, err := d.support.Reply(t.Context(), d.by["ada"], number, support.Post{Body: "Still."})
		d.Must(err)
	}
	gives := func(to string) func() {
		return func() { d.Must(sole(d.support.Assign(t.Context(), d.by["noor"], d.people[to].ID, number))) }
	}
	for _, step := range []struct {
		name string
		do   func()
		want [6]int // on the page and by mail: Noor, Sven, Rita
	}{
		{"it was opened", func() {}, [6]int{1, 1, 0, 1, 0, 0}},
		{"she writes again", replies, [6]int{2, 2, 0, 1, 0, 0}},
		{"and again", replies, [6]int{2, 2, 0, 1, 0, 0}},
		{"Noor looks", func() { d.Must(d.support.Looked(t.Context(), d.by["noor"], number, false)) }, [6]int{0, 2, 0, 1, 0, 0}},
		{"Noor gives it to Sven", gives("sven"), [6]int{0, 2, 0, 2, 0, 0}},
		{"she writes to Sven", replies, [6]int{0, 2, 0, 2, 0, 0}},
		{"Noor takes it", gives("noor"), [6]int{0, 2, 0, 2, 0, 0}},
		{"she writes to Noor", replies, [6]int{1, 3, 0, 2, 0, 0}},
	} {
		if step.do(); told() != step.want {
			t.Errorf("%s: %v, want %v", step.name, told(), step.want)
		}
	}
}

// Whose business something is: who has the ticket, as long as they work here, else who belongs to its department.
func TestWhoseBusinessATicketIs(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "Mail bounces", "Since Monday.")
	d.Must(sole(d.support.Assign(t.Context(), d.by["noor"], d.people["noor"].ID, number)))
	told := func(who string) int { return d.Count(`FROM staff_alert WHERE user_id = $1`, d.people[who].ID) }
	d.Must(errors.Join(d.support.SeeAlerts(t.Context(), d.by["sven"]), d.support.SeeAlerts(t.Context(), d.by["rita"])))
	replies := func() {
		_, err := d.support.Reply(t.Context(), d.by["ada"], number, support.Post{Body: "Still."})
		d.Must(err)
	}
	if replies(); told("sven") != 0 || told("noor") != 2 {
		t.Errorf("Sven is told %d times, Noor %d", told("sven"), told("noor"))
	}
	d.Write(func(ctx context.Context, tx db.Tx) error {
		return d.Users.SetRole(ctx, tx, d.people["noor"].ID, user.Client)
	})
	if replies(); told("sven") != 1 || told("noor") != 2 {
		t.Error("who has the ticket works here no more, and nobody else is told")
	}
	if _, err := d.support.Assign(t.Context(), d.by["sven"], d.people["ada"].ID, number); !errors.Is(err, support.ErrAssignee) {
		t.Errorf("a client has it: %v", err)
	}
	d.Write(func(ctx context.Context, tx db.Tx) error {
		_, err := d.Tickets.SaveDepartment(ctx, tx, ticket.Department{
			ID: ticket.Support, Name: "Support", Members: []string{d.people["rita"].ID},
		})
		return err
	})
	if d.asks("ada", "engines", "DNS", "How?"); told("sven") != 1 || told("rita") != 2 {
		t.Errorf("who does not belong to the department is told %d times, who does %d", told("sven"), told("rita"))
	}
	moved := d.asks("ada", "engines", "Bill", "How much?")
	d.Must(d.support.SeeAlerts(t.Context(), d.by["rita"]))
	for range 2 { // the second time it is there already
		if d.Must(d.support.Sort(t.Context(), d.by["rita"], moved, ticket.Billing, ticket.High)); told("sven") != 2 || told("rita") != 0 {
			t.Errorf("a ticket comes to a department: Sven is told %d times, who sent it %d", told("sven"), told("rita"))
		}
	}
	if got := d.ticket(moved); got.DepartmentID != ticket.Billing || got.Priority != ticket.High {
		t.Errorf("%+v", got)
	}
}

// Staff open a ticket for somebody of an account who may see it, and nobody else.
func TestStaffOpenATicketForAClient(t *testing.T) {
	t.Parallel()
	d := open(t)
	opens := func(userID string) (support.Sent, error) {
		return d.support.OpenFor(t.Context(), d.by["noor"], support.ForClient{UserID: userID, NewTicket: support.NewTicket{
			AccountID: d.account["engines"], DepartmentID: ticket.Support, Subject: "Your disk", Post: support.Post{Body: "It is nearly full."},
		}})
	}
	out, err := opens("")
	if err != nil || out.Ticket.Status != ticket.Answered || out.Ticket.OpenedBy != d.people["ada"].ID ||
		d.mails(message.TicketOpened, "ada@example.com") != 1 {
		t.Errorf("%+v, %v", out.Ticket, err)
	}
	for _, who := range []string{"eve", "carl", "sven"} {
		if _, err := opens(d.people[who].ID); !errors.Is(err, account.ErrNotFound) {
			t.Errorf("for %s: %v", who, err)
		}
	}
	d.ChainHolds("ticket.opened-for")
}
