package message_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
)

func TestACodeIsSentOnceAndThenForgotten(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	id := p.add(p.code(message.Email))
	if p.drain() != 1 || p.drain() != 0 {
		t.Error("it was not tried exactly once")
	}
	p.is(id, message.Sent, "")
	holds(t, p.Mail.To(t, "ada@example.com").Read(t).Text, "482913")
	if left := p.secrets(id); left != "" {
		t.Errorf("the code is still kept: %s", left)
	}
}

func TestAnExpiredCodeIsNotSentAnyMore(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	waiting := p.add(p.code(message.Email))
	p.Clock.Advance(10 * time.Minute)
	if p.drain() != 0 || len(p.Mail.Took()) != 0 {
		t.Error("it was sent after its end")
	}
	p.is(waiting, message.Expired, "")
	if p.secrets(waiting) != "" {
		t.Error("the expired code is still kept")
	}

	// Nor one that expires while it is tried again.
	p.Mail.Refusing(func(stage, _ string) error {
		if stage == "mail" {
			return messagetest.Answer(451, "later")
		}
		return nil
	})
	tried := p.add(p.code(message.Email))
	for range 200 {
		p.drain()
		p.Clock.Advance(5 * time.Second)
	}
	p.is(tried, message.Expired, message.Busy)
	if p.secrets(tried) != "" {
		t.Error("the expired code is still kept")
	}
}

func TestTryingAgainTakesLongerEachTimeAndEndsAfterADay(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	p.Mail.Refusing(func(stage, _ string) error {
		if stage == "rcpt" {
			return messagetest.Answer(450, "greylisted")
		}
		return nil
	})
	id := p.add(message.Message{Recipient: "ada@example.com", Kind: message.PasswordChanged, NotMe: "token"})
	var tries []time.Duration
	for passed, step := time.Duration(0), 5*time.Second; passed < 25*time.Hour; passed += step {
		if passed > 10*time.Minute {
			step = time.Minute
		}
		if p.drain() > 0 {
			tries = append(tries, passed)
		}
		p.Clock.Advance(step)
	}
	for i := 2; i < len(tries); i++ {
		if now, before := tries[i]-tries[i-1], tries[i-1]-tries[i-2]; now < before || now > time.Hour {
			t.Errorf("after %v it waited %v, before that %v", tries[i-1], now, before)
		}
	}
	if len(tries) < 20 || len(tries) > 40 || tries[1] > 10*time.Second || tries[len(tries)-1] > 24*time.Hour {
		t.Errorf("%d tries: %v", len(tries), tries)
	}
	p.is(id, message.Failed, message.TooLate)
}

func TestWhatAServerRefusesForGoodFailsAtOnce(t *testing.T) {
	t.Parallel()
	for stage, want := range map[string]message.Reason{
		"rcpt": message.Recipient, "mail": message.Refused, "data": message.Refused, "taken": message.Refused,
	} {
		t.Run(stage, func(t *testing.T) {
			p := openPost(t)
			p.Mail.Refusing(refusing(stage))
			id := p.add(p.code(message.Email))
			p.drain()
			p.is(id, message.Failed, want)
			list := p.stuck()
			if len(list) != 1 || list[0].ID != id || list[0].Reason != want || list[0].Ended {
				t.Fatalf("%+v", list)
			}
			holds(t, list[0].Detail, "550", "code …")
		})
	}
}

func TestAMissingServerOrAWrongPasswordIsTriedAgain(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	reached := p.SMTP.Server
	p.SMTP.Server.Port = 1
	id := p.add(p.code(message.Email))
	p.drain()
	p.is(id, message.Queued, message.Unreachable)
	p.SMTP.Server, p.SMTP.Password = reached, secret("wrong")
	p.Clock.Advance(5 * time.Second)
	p.drain()
	p.is(id, message.Queued, message.Unauthorised)
	p.SMTP.Password = secret(messagetest.Password)
	p.Clock.Advance(15 * time.Second)
	p.drain()
	p.is(id, message.Sent, "")
}

// The server has it, but its answer is lost: sent again, it would come twice.
func TestAMessageThatMayHaveBeenTakenIsNotSentAgain(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	p.Mail.Refusing(func(stage, _ string) error {
		if stage == "taken" {
			return messagetest.ErrHangUp
		}
		return nil
	})
	id := p.add(p.code(message.Email))
	p.drain()
	p.Mail.Refusing(nil)
	for range 20 {
		p.Clock.Advance(20 * time.Second)
		p.drain()
	}
	p.is(id, message.Failed, message.Unsure)
	if n := len(p.Mail.Took()); n != 1 {
		t.Errorf("it came %d times", n)
	}
	if list := p.stuck(); len(list) != 1 || list[0].Reason != message.Unsure {
		t.Errorf("staff do not see it: %+v", list)
	}
	// Staff may decide that it did not arrive.
	if err := p.retry(id); err != nil {
		t.Fatal(err)
	}
	p.drain()
	p.is(id, message.Sent, "")
}

func TestAProcessThatDiesLosesNothingAndSendsNothingTwice(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	before := p.add(p.code(message.Email))
	if err := p.Worker.Die(t.Context(), message.Email, false); err != nil {
		t.Fatal(err)
	}
	if p.drain() != 0 {
		t.Error("another process took what the first one held")
	}
	p.Clock.Advance(3 * time.Minute)
	p.drain()
	p.is(before, message.Sent, "")

	during := p.add(p.code(message.Email))
	if err := p.Worker.Die(t.Context(), message.Email, true); err != nil {
		t.Fatal(err)
	}
	p.Clock.Advance(13 * time.Minute) // its server may have taken ten to answer
	p.drain()
	p.is(during, message.Failed, message.Unsure)
	if n := len(p.Mail.Took()); n != 1 {
		t.Errorf("%d mails were taken", n)
	}
}

func TestTwoWorkersSendEachMessageOnce(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	second := *p.Worker
	const many = 40
	for n := range many {
		p.add(message.Message{Recipient: fmt.Sprintf("ada%d@example.com", n), Kind: message.PasswordChanged})
	}
	ended := make(chan error, 2)
	for _, w := range []*message.Worker{p.Worker, &second} {
		go func() {
			_, err := w.Drain(t.Context())
			ended <- err
		}()
	}
	if err := errors.Join(<-ended, <-ended); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, m := range p.Mail.Took() {
		ids[m.Read(t).Header.Get("Message-Id")] = true
	}
	if n := len(p.Mail.Took()); n != many || len(ids) != many {
		t.Errorf("%d mails came, of %d messages; want %d", n, len(ids), many)
	}
}

func TestSendingAgainIsForStuckMessagesOnly(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	sent := p.add(p.code(message.Email))
	p.drain()
	p.Mail.Refusing(refusing("rcpt"))
	failed := p.add(p.code(message.Email))
	p.drain()
	p.Mail.Refusing(nil)
	for name, id := range map[string]string{"what was sent": sent, "what there is not": "none"} {
		if err := p.retry(id); !errors.Is(err, message.ErrNotStuck) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.Clock.Advance(10 * time.Minute)
	if err := p.retry(failed); !errors.Is(err, message.ErrNotStuck) {
		t.Errorf("an expired code: %v", err)
	}
	if list := p.stuck(); len(list) != 1 || !list[0].Ended {
		t.Errorf("%+v", list)
	}
	if n := len(p.Mail.Took()); n != 1 {
		t.Errorf("%d mails were taken", n)
	}
}

func TestWithoutAServerMessagesWait(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	delete(p.Worker.Senders, message.Email)
	id := p.add(message.Message{Recipient: "ada@example.com", Kind: message.PasswordChanged})
	p.drain()
	p.is(id, message.Queued, message.NotConfigured)
	warnings, err := p.Out.Warnings(t.Context(), p.DB.Read())
	if err != nil || len(warnings) != 1 || warnings[0].Reason != message.NotConfigured {
		t.Errorf("%+v, %v", warnings, err)
	}
	p.Worker.Senders[message.Email] = p.SMTP
	p.Clock.Advance(5 * time.Second)
	p.drain()
	p.is(id, message.Sent, "")
}

// What was added is sent at once, not at the next look; and to end waits for what is under way.
func TestTheWorkerWakesAtOnceAndEndsWhenItIsDone(t *testing.T) {
	p := openPost(t)
	var slow atomic.Bool
	p.Mail.Refusing(func(stage, _ string) error {
		if stage == "taken" && slow.Load() {
			time.Sleep(300 * time.Millisecond)
		}
		return nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		p.Worker.Run(ctx)
		close(ended)
	}()
	time.Sleep(100 * time.Millisecond) // its first look finds nothing
	began := time.Now()
	p.add(p.code(message.Email))
	p.Mail.To(t, "ada@example.com")
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
	slow.Store(true)
	m := p.code(message.Email)
	m.Recipient = "grace@example.com"
	last := p.add(m)
	p.Mail.To(t, "grace@example.com") // kept by the server, which has not yet answered
	cancel()
	<-ended
	p.is(last, message.Sent, "")
}

// What a clock in the wrong year put off is sent once it is right; the codes that it made are not.
func TestAWrongClockPutsNoMessageOff(t *testing.T) {
	t.Parallel()
	const years = 90000 * time.Hour
	p := openPost(t)
	p.Mail.Refusing(func(stage, _ string) error {
		if stage == "rcpt" {
			return messagetest.Answer(450, "greylisted")
		}
		return nil
	})
	p.Clock.Advance(years)
	notice := p.add(message.Message{Recipient: "ada@example.com", Kind: message.PasswordChanged, NotMe: "token"})
	code := p.add(p.code(message.Email))
	p.drain()
	p.Clock.Advance(-years)
	p.Mail.Refusing(nil)
	p.drain()
	p.is(notice, message.Sent, "")
	p.is(code, message.Queued, message.Busy)
}

// What is under way is nobody else's, however long its server takes to answer.
func TestAMessageThatItsServerLooksThroughIsNotGivenUp(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	id := p.add(message.Message{Recipient: "ada@example.com", Kind: message.PasswordChanged})
	if err := p.Worker.Die(t.Context(), message.Email, true); err != nil {
		t.Fatal(err)
	}
	for range 11 {
		p.Clock.Advance(time.Minute)
		p.drain()
		p.is(id, message.Queued, "")
	}
	p.Clock.Advance(2 * time.Minute)
	p.drain()
	p.is(id, message.Failed, message.Unsure)
	if n := len(p.Mail.Took()); n != 0 {
		t.Errorf("%d mails were sent besides", n)
	}
}
