package message_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/internal/message"
)

// slowly runs the worker while the mail server looks mails to addresses that begin with slow through, and gives it many of
// one kind. It returns once no more of them begin. The function that it returns lets the server answer, and ends the worker.
func (p *post) slowly(slow time.Duration, held message.Kind, many int, to func(n int) string) (end func()) {
	p.Helper()
	looking := make(chan struct{})
	p.Worker.Slow = slow
	p.Mail.Refusing(func(stage, to string) error {
		if stage == "taken" && strings.HasPrefix(to, "slow") {
			<-looking
		}
		return nil
	})
	for n := range many {
		m := p.letter(held)
		m.Recipient = to(n)
		p.add(m)
	}
	ctx, cancel := context.WithCancel(p.Context())
	ended := make(chan struct{})
	go func() {
		p.Worker.Run(ctx)
		close(ended)
	}()
	for before, still := 0, 0; still < 5; still++ {
		time.Sleep(100 * time.Millisecond)
		if now := len(p.Mail.Took()); now == 0 || now != before {
			before, still = now, 0
		}
	}
	return sync.OnceFunc(func() {
		close(looking)
		cancel()
		<-ended
	})
}

// letter is a message to Ada.
func (p *post) letter(kind message.Kind) message.Message {
	m := message.Message{Recipient: "ada@example.com", Kind: kind}
	if kind.Coded() {
		m = p.code(message.Email)
		m.Kind = kind
	}
	return m
}

// arrives fails the test unless the server gets a mail to Ada soon.
func (p *post) arrives() {
	p.Helper()
	for range 80 {
		for _, got := range p.Mail.Took() {
			if strings.HasPrefix(got.To, "ada@") {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.Errorf("it waits behind %d mails that are with the server", len(p.Mail.Took()))
}

// A server that takes minutes over some messages, as one does that looks them through, holds up neither codes nor, for long,
// what else is to be sent.
func TestASlowServerKeepsNoCodeBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		slow       time.Duration
		held, more message.Kind
		many       int
	}{
		"behind notices":                 {time.Hour, message.PasswordChanged, message.SignInCode, 20},
		"behind links":                   {time.Hour, message.ResetPassword, message.SignInCode, 20},
		"behind many that take long":     {time.Millisecond, message.ResetPassword, message.SignInCode, 60},
		"a notice behind links at work":  {time.Hour, message.ResetPassword, message.EmailChanged, 20},
		"a notice behind many links":     {time.Millisecond, message.RegisterConfirm, message.TwoFactorOff, 60},
		"a link behind many codes":       {time.Millisecond, message.SignInCode, message.ResetPassword, 60},
		"a notice behind a few of those": {time.Millisecond, message.PasswordChanged, message.EmailChanged, 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openPost(t)
			end := p.slowly(c.slow, c.held, c.many, func(n int) string { return fmt.Sprintf("slow@mail%d.example", n) })
			defer end()
			id := p.add(p.letter(c.more))
			p.arrives()
			if under := len(p.Mail.Took()); under > 48 {
				t.Errorf("%d mails are with the server at once", under)
			}
			end()
			p.is(id, message.Sent, "")
		})
	}
}

// Whoever has mail sent to one slow domain, however many and however written, keeps back only what goes there.
func TestASlowDomainKeepsNoOtherMailBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		slow time.Duration
		kind message.Kind
		to   string
	}{
		"codes that take long":        {time.Millisecond, message.SignInCode, "slow%d@evil.example"},
		"links that take long":        {time.Millisecond, message.RegisterConfirm, "slow%d@evil.example"},
		"notices that take long":      {time.Millisecond, message.RegisterKnown, "slow%d@evil.example"},
		"codes at work":               {time.Hour, message.SignInCode, "slow%d@evil.example"},
		"links at work":               {time.Hour, message.ResetPassword, "slow%d@Evil.EXAMPLE"},
		"notices at work":             {time.Hour, message.RegisterKnown, "slow%d@evil.example"},
		"links in letters of its own": {time.Millisecond, message.ResetPassword, "slow%d@ÉVIL.example"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openPost(t)
			end := p.slowly(c.slow, c.kind, 45, func(n int) string { return fmt.Sprintf(c.to, n) })
			defer end()
			if under := len(p.Mail.Took()); under > 6 {
				t.Errorf("%d mails to one domain are with the server at once", under)
			}
			id := p.add(p.letter(c.kind))
			p.arrives()
			end()
			p.is(id, message.Sent, "")
		})
	}
}
