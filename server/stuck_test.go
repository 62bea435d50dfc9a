package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
)

// stuckMessages waits until the page of stuck messages lists one to this address, or does not any more, and returns the page.
func stuckMessages(b *browser, to string, listed bool) string {
	b.t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if p := b.get("/desk/messages"); strings.Contains(p.body, to) == listed {
			return p.body
		}
	}
	b.t.Fatalf("a message to %s is listed: %v", to, !listed)
	return ""
}

func noSuchMailbox(stage, _ string) error {
	if stage == "rcpt" {
		return messagetest.Answer(550, "no such mailbox")
	}
	return nil
}

// A mail server that takes nothing leaves messages stuck, which staff have sent again once it is mended.
func TestStaffHaveAStuckMessageSentAgain(t *testing.T) {
	mail, _, wired := outside(t)
	s := boot(t, wired)
	for who, b := range map[string]*browser{"support": s.noor(), "administrator": s.sven()} {
		to := who + "-invites@example.com"
		mail.Refusing(noSuchMailbox)
		b.post("/desk/people/invite", "email", to).leads(t, "/desk/people?done=invited")
		page := stuckMessages(b, to, true)
		b.get("/desk").says(t, http.StatusOK, "stuck")
		_, row, _ := strings.Cut(page, to)
		retry := "/desk/messages/" + between(t, row, `action="/desk/messages/`, `"`)
		if sent := s.mail(to, message.Invitation); sent.Secret == "" || strings.Contains(page, sent.Secret) {
			t.Errorf("the link that waits, %q, stands on the page", sent.Secret)
		}

		tries := mail.Tries()
		b.post(retry).leads(t, "/desk/messages?done=retried")
		for end := time.Now().Add(10 * time.Second); mail.Tries() == tries && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		}
		stuckMessages(b, to, true)

		mail.Refusing(nil)
		b.post(retry).leads(t, "/desk/messages?done=retried")
		mail.To(t, to)
		stuckMessages(b, to, false)
		b.post(retry).leads(t, "/desk/messages?done=gone")
		b.get("/desk/messages?done=gone").says(t, http.StatusOK, "nothing to send again")
		came := 0
		for _, m := range mail.Took() {
			if m.To == to {
				came++
			}
		}
		if came != 1 {
			t.Errorf("%s: it came %d times", who, came)
		}
	}
	if n := s.count(`SELECT COUNT(*) FROM audit_event WHERE event = 'message.retried' AND actor IN ($1, $2)`, s.idOf(noor), s.idOf(sven)); n != 4 {
		t.Errorf("%d rows in the log, want one for each that was sent again", n)
	}
}

// A code that nobody waits for any more is listed, so that the fault is seen, and can't be sent.
func TestAStuckCodeThatHasEndedIsNotSentAgain(t *testing.T) {
	mail, _, wired := outside(t)
	s := boot(t, wired)
	support := s.noor()
	const to = "late@example.com"
	mail.Refusing(noSuchMailbox)
	var id string
	err := s.host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		id, err = s.host.Changes.Outbox.AddID(ctx, tx, message.Message{
			Recipient: to, Kind: message.SignInCode, Secret: "482913", ExpiresAt: s.clock.Now().Add(10 * time.Minute),
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	stuckMessages(support, to, true)
	s.clock.Advance(10 * time.Minute)
	page := stuckMessages(support, to, true)
	if strings.Contains(page, id+"/retry") || !strings.Contains(page, "Ended") || strings.Contains(page, "482913") {
		t.Errorf("it is offered to be sent, or its code is shown:\n%s", page)
	}
	mail.Refusing(nil)
	s.sven().post("/desk/messages/"+id+"/retry").leads(t, "/desk/messages?done=gone")
	if n := s.count(`SELECT COUNT(*) FROM audit_event WHERE event = 'message.retried'`); n != 0 {
		t.Error("the log says that it was sent again")
	}
}
