package message_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"latchkey/internal/message"
)

// event adds a notice about the n-th event of a kind.
func (p *post) event(n int) (id string) {
	p.Helper()
	return p.add(message.Message{
		UserID: "ada", Recipient: "ada@example.com", Kind: message.MethodAdded, NotMe: "link-" + strconv.Itoa(n),
		Data: message.Data{MethodName: "phone " + strconv.Itoa(n)},
	})
}

// Somebody with one proof does the same thing three hundred times: the mailbox gets few mails, and they tell of all of
// it, each event once, with a link that works.
func TestNoticesOfAKindAreGathered(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	written := map[string]message.Message{}
	write := p.Worker.Write
	p.Worker.Write = func(ctx context.Context, m message.Message) (message.Letter, error) {
		written[m.ID] = m
		return write(ctx, m)
	}
	for n := range 300 {
		p.event(n)
		p.drain()
		p.Clock.Advance(10 * time.Second)
	}
	for range 4 { // what waits still
		p.Clock.Advance(time.Hour)
		p.drain()
	}
	if len(p.Mail.Took()) > 9 || len(written) != len(p.Mail.Took()) {
		t.Errorf("%d mails for 300 events in 50 minutes, %d written", len(p.Mail.Took()), len(written))
	}
	times, named := 0, map[string]int{}
	for _, m := range written {
		times += m.Data.Times()
		named[m.Data.MethodName]++
		if want := "link-" + m.Data.MethodName[len("phone "):]; m.NotMe != want {
			t.Errorf("the link of a mail that tells of %s is %s", m.Data.MethodName, m.NotMe)
		}
		for i, o := range m.Data.Earlier {
			named[o.MethodName]++
			if o.When.IsZero() || i > 0 && !o.When.After(m.Data.Earlier[i-1].When) {
				t.Errorf("it tells of %+v out of turn", o)
			}
		}
	}
	if times != 300 {
		t.Errorf("the mails tell of %d events", times)
	}
	for name, n := range named {
		if n != 1 {
			t.Errorf("%s is told %d times", name, n)
		}
	}
	if named["phone 299"] != 1 {
		t.Error("the last event is not named")
	}
}

// The first of a day go out at once, and others soon; what is gathered is not stuck meanwhile.
func TestAGatheredNoticeWaitsALittle(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	for n := range 3 {
		p.event(n)
	}
	if got := p.drain(); got != 3 {
		t.Fatalf("%d of the first three at once", got)
	}
	held := p.event(3)
	if other := p.event(4); other != held {
		t.Error("it does not wait with the one before")
	}
	if p.drain() != 0 {
		t.Error("it does not wait")
	}
	p.Clock.Advance(5*time.Minute - time.Millisecond)
	if p.drain() != 0 || len(p.stuck()) != 0 {
		t.Errorf("within five minutes it is sent, or stuck: %+v", p.stuck())
	}
	p.Clock.Advance(time.Millisecond)
	if p.drain() != 1 {
		t.Error("it is not sent after five minutes")
	}
	p.is(held, message.Sent, "")
	if next := p.event(5); next == held {
		t.Error("what was sent already took another up")
	}
	p.Clock.Advance(25 * time.Hour)
	p.drain()
	p.event(6)
	if p.drain() != 1 {
		t.Error("the next day it waits")
	}
}

// Nothing else waits: other kinds, other people, other addresses, links and codes.
func TestWhatIsNotGathered(t *testing.T) {
	t.Parallel()
	base := message.Message{UserID: "ada", Recipient: "ada@example.com", Kind: message.MethodAdded}
	for name, change := range map[string]func(m *message.Message, n int){
		"other kinds": func(m *message.Message, n int) {
			m.Kind = []message.Kind{message.MethodAdded, message.MethodRemoved, message.EmailChanged, message.PhoneChanged}[n%4]
		},
		"other people":    func(m *message.Message, n int) { m.UserID = fmt.Sprint("person ", n%4) },
		"other addresses": func(m *message.Message, n int) { m.Recipient = fmt.Sprintf("ada@%d.example", n%4) },
		"links":           func(m *message.Message, _ int) { m.Kind, m.Secret = message.RecoveryReady, "token" },
		"codes":           func(m *message.Message, _ int) { m.Kind, m.Secret = message.SignInCode, "482913" },
	} {
		t.Run(name, func(t *testing.T) {
			p := openPost(t)
			for n := range 12 {
				m := base
				change(&m, n)
				p.add(m)
			}
			if got := p.drain(); got != 12 {
				t.Errorf("%d of 12 go out at once", got)
			}
		})
	}
}

// What one link undoes is told of in its own mail: of notices that wait, those about another account, another ticket or another
// link are never one, and each keeps its link.
func TestNoticesWithOtherLinksAreNotGathered(t *testing.T) {
	t.Parallel()
	for name, about := range map[string]func(d *message.Data, n int){
		"links":    func(d *message.Data, n int) { d.Undoes = fmt.Sprint("account ", n%2) },
		"accounts": func(d *message.Data, n int) { d.Account = fmt.Sprint("account ", n%2) },
		"tickets":  func(d *message.Data, n int) { d.Ticket = fmt.Sprint("T-", n%2) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openPost(t)
			ids := map[string]int{}
			for n := range 9 {
				m := message.Message{UserID: "ada", Recipient: "ada@example.com", Kind: message.MemberInvited, NotMe: fmt.Sprint("link ", n)}
				about(&m.Data, n)
				if id := p.add(m); n >= 3 { // those before went out at once
					ids[id]++
				}
			}
			if len(ids) != 2 {
				t.Fatalf("they are %d messages", len(ids))
			}
			for id := range ids {
				m, err := p.Out.Get(t.Context(), p.DB.Read(), id)
				if err != nil || m.Data.Times() != 3 || m.NotMe != "link 7" && m.NotMe != "link 8" {
					t.Errorf("one tells of %d, with %q, %v", m.Data.Times(), m.NotMe, err)
				}
			}
		})
	}
}

// What comes without a link takes none away.
func TestAGatheredNoticeKeepsItsLink(t *testing.T) {
	p := openPost(t)
	held := ""
	for n := range 5 {
		held = p.event(n)
	}
	id := p.add(message.Message{UserID: "ada", Recipient: "ada@example.com", Kind: message.MethodAdded})
	if id != held {
		t.Fatal("it is not gathered: this shows nothing")
	}
	m, err := p.Out.Get(t.Context(), p.DB.Read(), held)
	if err != nil || m.NotMe != "link-4" || m.Data.Times() != 3 {
		t.Errorf("%+v, %v", m, err)
	}
}

// A clock that was an hour in another year holds nothing back afterwards.
func TestAWrongClockHoldsNoNoticeBack(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	p.Clock.Set(noon.AddDate(1, 0, 0))
	for n := range 5 {
		p.event(n)
	}
	p.drain()
	p.Clock.Set(noon)
	p.event(5)
	p.drain()
	if n := len(p.Mail.Took()); n != 5 {
		t.Errorf("%d mails, want the first three, what waited, and the one after", n)
	}
}
