package host_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// A mail that waits while its matter ends is not sent any more: its link would open nothing, or it would tell somebody of a
// ticket who may not read that now. The others of its kind go.
func TestWhatIsOverIsNotMailed(t *testing.T) {
	t.Parallel()
	const kim = "kim.over@example.test"
	mail, _, wired := hosttest.Outside(t)
	s := hosttest.Boot(t, wired)
	s.Set("registration", "invitation")
	s.AddPerson(kim, "Kim", hosttest.FreshPassword)
	h, kimID := s.Host, s.IDOf(kim)
	writes := func(do func(ctx context.Context, tx db.Tx) error) {
		t.Helper()
		if err := h.DB.InTx(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	var firm account.Account
	writes(func(ctx context.Context, tx db.Tx) (err error) {
		if firm, err = h.Accounts.Create(ctx, tx, "O-1", "Engines"); err != nil {
			return err
		}
		owner := account.Membership{AccountID: firm.ID, UserID: s.IDOf(hosttest.Ada), Role: account.Owner}
		if err := h.Accounts.Join(ctx, tx, owner); err != nil {
			return err
		}
		return h.Accounts.Join(ctx, tx, account.Membership{
			AccountID: firm.ID, UserID: kimID, Role: account.Member, Permissions: []account.Permission{account.TicketsManage},
		})
	})
	mail.Refusing(func(stage, _ string) error {
		if stage == "rcpt" {
			return messagetest.Answer(450, "later")
		}
		return nil
	})

	for _, email := range []string{"gone@example.test", "stays@example.test"} {
		for _, err := range []error{
			h.Staff.InviteFromShell(t.Context(), signin.Registration{Email: email}),
			h.Staff.InviteMemberFromShell(t.Context(), firm.ID, email, nil),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	sent, err := h.Support.Open(t.Context(), callerOf(t, s, kimID), support.NewTicket{
		AccountID: firm.ID, DepartmentID: ticket.Support, Subject: "Slow", Post: support.Post{Body: "It is slow."},
	})
	if err != nil {
		t.Fatal(err)
	}
	withdrawn := [2]string{s.Link("gone@example.test", message.Invitation), s.Link("gone@example.test", message.AccountInvitation)}
	writes(func(ctx context.Context, tx db.Tx) error {
		for id, email := range map[string]string{kimID: kim, s.IDOf(hosttest.Ada): hosttest.Ada} {
			err := h.Outbox.Add(ctx, tx, message.Message{
				UserID: id, Recipient: email, Kind: message.TicketAnswered, Data: message.Data{Ticket: sent.Ticket.Number, Post: sent.Message.ID},
			})
			if err != nil {
				return err
			}
		}
		waiting, err := h.Accounts.InvitationsOf(ctx, tx, firm.ID)
		if err != nil {
			return err
		}
		for _, i := range waiting {
			if i.Email == "gone@example.test" {
				if _, err := h.Accounts.Withdraw(ctx, tx, firm.ID, i.ID); err != nil {
					return err
				}
			}
		}
		if _, err := h.Links.Withdraw(ctx, tx, "gone@example.test"); err != nil {
			return err
		}
		return h.Accounts.Remove(ctx, tx, firm.ID, kimID)
	})

	for link, page := range map[string]string{
		withdrawn[0]: "/register/finish", withdrawn[1]: "/account-invitation",
	} {
		b := s.Browser()
		b.Get(link)
		b.Get(page).Says(t, http.StatusGone, "This invitation was withdrawn")
	}

	mail.Refusing(nil)
	const waits = `SELECT COUNT(*) FROM message WHERE state = 'queued' AND kind IN ('invitation', 'account_invitation', 'ticket_answered')`
	for range 100 {
		if s.Clock.Advance(time.Minute); s.Count(waits) == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	for email, want := range map[string][2]int{
		"gone@example.test": {0, 2}, "stays@example.test": {2, 0}, kim: {0, 1}, hosttest.Ada: {1, 0},
	} {
		const of = `SELECT COUNT(*) FROM message WHERE recipient = $1 AND state = $2
			AND kind IN ('invitation', 'account_invitation', 'ticket_answered')`
		if got := [2]int{s.Count(of, email, "sent"), s.Count(of, email, "expired")}; got != want {
			t.Errorf("%s: %v were sent and given up, want %v", email, got, want)
		}
	}
	for _, m := range mail.Took() {
		if m.To == "gone@example.test" {
			t.Error("a withdrawn invitation was mailed")
		}
	}
}

// callerOf is a person with a session.
func callerOf(t *testing.T, s *hosttest.Server, userID string) (by access.Caller) {
	t.Helper()
	var secret string
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		secret, err = s.Host.Sessions.Start(ctx, tx, session.Proofs{UserID: userID})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if by.Session, err = s.Host.Sessions.Load(t.Context(), s.Host.DB, secret); err != nil {
		t.Fatal(err)
	}
	return by
}
