package desk_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
	"latchkey/server/hosttest"
)

// stuckMessages waits until the page of stuck messages lists one to this address, or does not any more, and returns the page.
func stuckMessages(b *hosttest.Browser, to string, listed bool) string {
	b.T.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if p := b.Get("/desk/messages"); strings.Contains(p.Body, to) == listed {
			return p.Body
		}
	}
	b.T.Fatalf("a message to %s is listed: %v", to, !listed)
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
	t.Parallel()
	mail, _, wired := hosttest.Outside(t)
	s := hosttest.Boot(t, wired)
	for who, b := range map[string]*hosttest.Browser{"support": s.Noor(), "administrator": s.Sven()} {
		to := who + "-invites@example.com"
		mail.Refusing(noSuchMailbox)
		b.Post("/desk/people/invite", "email", to).Leads(t, "/desk/people?done=invited")
		page := stuckMessages(b, to, true)
		b.Get("/desk").Says(t, http.StatusOK, "not sent")
		_, row, _ := strings.Cut(page, to)
		retry := "/desk/messages/" + hosttest.Between(t, row, `action="/desk/messages/`, `"`)
		if sent := s.Mail(to, message.Invitation); sent.Secret == "" || strings.Contains(page, sent.Secret) {
			t.Errorf("the link that waits, %q, stands on the page", sent.Secret)
		}

		tries := mail.Tries()
		b.Post(retry).Leads(t, "/desk/messages?done=retried")
		for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			if mail.Tries() > tries && s.Count(`SELECT COUNT(*) FROM message WHERE recipient = $1 AND state = 'failed'`, to) == 1 {
				break // refused, and written down as that
			}
		}
		stuckMessages(b, to, true)

		mail.Refusing(nil)
		b.Post(retry).Leads(t, "/desk/messages?done=retried")
		mail.To(t, to)
		stuckMessages(b, to, false)
		b.Post(retry).Leads(t, "/desk/messages?done=gone")
		b.Get("/desk/messages?done=gone").Says(t, http.StatusOK, "nothing to send again")
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
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'message.retried' AND actor IN ($1, $2)`,
		s.IDOf(hosttest.Noor), s.IDOf(hosttest.Sven)); n != 4 {
		t.Errorf("%d rows in the log, want one for each that was sent again", n)
	}
}

// A code that nobody waits for any more is listed, so that the fault is seen, and can't be sent.
func TestAStuckCodeThatHasEndedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	mail, _, wired := hosttest.Outside(t)
	s := hosttest.Boot(t, wired)
	support := s.Noor()
	const to = "late@example.com"
	mail.Refusing(noSuchMailbox)
	var id string
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		id, err = s.Host.Outbox.AddID(ctx, tx, message.Message{
			Recipient: to, Kind: message.SignInCode, Secret: "482913", ExpiresAt: s.Clock.Now().Add(10 * time.Minute),
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	stuckMessages(support, to, true)
	s.Clock.Advance(10 * time.Minute)
	page := stuckMessages(support, to, true)
	if strings.Contains(page, id+"/retry") || !strings.Contains(page, "Expired") || strings.Contains(page, "482913") {
		t.Errorf("it is offered to be sent, or its code is shown:\n%s", page)
	}
	mail.Refusing(nil)
	s.Sven().Post("/desk/messages/"+id+"/retry").Leads(t, "/desk/messages?done=gone")
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'message.retried'`); n != 0 {
		t.Error("the log says that it was sent again")
	}
}
