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

// late is a host whose mail server takes nothing yet, with an account of Ada's that Kim belongs to.
type late struct {
	*hosttest.Server
	mail *messagetest.MailServer
	firm account.Account
	kim  string // her id
}

const kimOver = "kim.over@example.test"

func (l *late) writes(do func(ctx context.Context, tx db.Tx) error) {
	l.T.Helper()
	if err := l.Host.DB.InTx(l.T.Context(), do); err != nil {
		l.T.Fatal(err)
	}
}

func beLate(t *testing.T) *late {
	t.Helper()
	mail, _, wired := hosttest.Outside(t)
	l := &late{Server: hosttest.Boot(t, wired), mail: mail}
	l.Set("registration", "invitation")
	l.AddPerson(kimOver, "Kim", hosttest.FreshPassword)
	l.kim = l.IDOf(kimOver)
	l.writes(func(ctx context.Context, tx db.Tx) (err error) {
		if l.firm, err = l.Host.Accounts.Create(ctx, tx, "O-1", "Engines"); err != nil {
			return err
		}
		owner := account.Membership{AccountID: l.firm.ID, UserID: l.IDOf(hosttest.Ada), Role: account.Owner}
		if err := l.Host.Accounts.Join(ctx, tx, owner); err != nil {
			return err
		}
		return l.Host.Accounts.Join(ctx, tx, account.Membership{
			AccountID: l.firm.ID, UserID: l.kim, Role: account.Member, Permissions: []account.Permission{account.TicketsManage},
		})
	})
	mail.Refusing(func(stage, _ string) error {
		if stage == "rcpt" {
			return messagetest.Answer(450, "later")
		}
		return nil
	})
	return l
}

// invites has the host invite an address to a sign-in and to the account.
func (l *late) invites(email string) {
	l.T.Helper()
	for _, err := range []error{
		l.Host.Staff.InviteFromShell(l.T.Context(), signin.Registration{Email: email}),
		l.Host.Staff.InviteMemberFromShell(l.T.Context(), l.firm.ID, email, []account.Permission{account.Tickets}),
	} {
		if err != nil {
			l.T.Fatal(err)
		}
	}
}

// withdraws ends both.
func (l *late) withdraws(email string) {
	l.T.Helper()
	l.writes(func(ctx context.Context, tx db.Tx) error {
		waiting, err := l.Host.Accounts.InvitationsOf(ctx, tx, l.firm.ID)
		if err != nil {
			return err
		}
		for _, i := range waiting {
			if i.Email == email {
				if _, err := l.Host.Accounts.Withdraw(ctx, tx, l.firm.ID, i.ID); err != nil {
					return err
				}
			}
		}
		_, err = l.Host.Links.Withdraw(ctx, tx, email)
		return err
	})
}

// answers tells Kim and Ada of a message in Kim's ticket.
func (l *late) answers() {
	l.T.Helper()
	sent, err := l.Host.Support.Open(l.T.Context(), callerOf(l.T, l.Server, l.kim), support.NewTicket{
		AccountID: l.firm.ID, DepartmentID: ticket.Support, Subject: "Slow", Post: support.Post{Body: "It is slow."},
	})
	if err != nil {
		l.T.Fatal(err)
	}
	l.writes(func(ctx context.Context, tx db.Tx) error {
		for id, email := range map[string]string{l.kim: kimOver, l.IDOf(hosttest.Ada): hosttest.Ada} {
			err := l.Host.Outbox.Add(ctx, tx, message.Message{
				UserID: id, Recipient: email, Kind: message.TicketAnswered, Data: message.Data{Ticket: sent.Ticket.Number, Post: sent.Message.ID},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// A mail that waits while its matter ends is not sent any more: its link would open nothing, or it would tell somebody of a
// ticket who may not read that now. The others of its kind go.
func TestWhatIsOverIsNotMailed(t *testing.T) {
	t.Parallel()
	const gone, stays = "gone@example.test", "stays@example.test"
	l := beLate(t)
	l.invites(gone)
	l.invites(stays)
	l.answers()
	links := map[string]string{
		l.Link(gone, message.Invitation): "/register/finish", l.Link(gone, message.AccountInvitation): "/account-invitation",
	}
	l.withdraws(gone)
	l.writes(func(ctx context.Context, tx db.Tx) error { return l.Host.Accounts.Remove(ctx, tx, l.firm.ID, l.kim) })
	for link, page := range links {
		b := l.Browser()
		b.Get(link)
		b.Get(page).Says(t, http.StatusGone, "This invitation was withdrawn")
	}

	l.mail.Refusing(nil)
	const which = ` AND kind IN ('invitation', 'account_invitation', 'ticket_answered')`
	for range 100 {
		if l.Clock.Advance(time.Minute); l.Count(`SELECT COUNT(*) FROM message WHERE state = 'queued'`+which) == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	for email, want := range map[string][2]int{gone: {0, 2}, stays: {2, 0}, kimOver: {0, 1}, hosttest.Ada: {1, 0}} {
		const of = `SELECT COUNT(*) FROM message WHERE recipient = $1 AND state = $2` + which
		if got := [2]int{l.Count(of, email, "sent"), l.Count(of, email, "expired")}; got != want {
			t.Errorf("%s: %v were sent and given up, want %v", email, got, want)
		}
	}
	for _, m := range l.mail.Took() {
		if m.To == gone {
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
