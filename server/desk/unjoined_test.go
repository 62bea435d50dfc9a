package desk_test

import (
	"context"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// A ticket can be opened for an account whose owner has not joined: it says so, mails nobody who has proved nothing, and is
// there when the owner comes. Both sides are told that staff opened it.
func TestATicketForWhoHasNotJoined(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	var waits account.Account
	if err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		if waits, err = s.Host.Accounts.Create(ctx, tx, "C-77001", "Late Bloomers"); err != nil {
			return err
		}
		_, err = s.Host.Accounts.PutInvitation(ctx, tx, account.Invitation{
			AccountID: waits.ID, Email: "late@example.net", Role: account.Owner, Language: "en",
		}, ticket.EmailKey("late@example.net"), "hash")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	noor := s.Noor()
	for _, typed := range []string{"C-77001", "late%40example.net", "bloomers"} {
		noor.Get("/desk/tickets/new?account="+typed).Says(t, 200, "hasn’t joined this account yet")
	}
	mails := s.Count(`SELECT COUNT(*) FROM message`)
	opened := noor.Post("/desk/tickets/new", "account", waits.ID, "department", ticket.Support,
		"subject", "Welcome", "body", "Hello.", "once", "x")
	at, _, _ := strings.Cut(opened.Location, "?")
	if !strings.HasPrefix(at, "/desk/tickets/T-") || s.Count(`SELECT COUNT(*) FROM message`) != mails {
		t.Fatalf("it leads to %q, with mail", opened.Location)
	}
	noor.Get(at).Says(t, 200, "opened by Noor Rahman for Late Bloomers")
	noor.Get("/desk/queue?view=running").Says(t, 200, "Late Bloomers")
	if err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return s.Host.Accounts.Join(ctx, tx, account.Membership{AccountID: waits.ID, UserID: s.ada.UserID, Role: account.Owner})
	}); err != nil {
		t.Fatal(err)
	}
	ada := s.Browser()
	ada.SignIn()
	ada.Get(strings.TrimPrefix(at, "/desk")).Says(t, 200, "Noor Rahman from support opened this ticket")
	sends(t, noor, strings.TrimPrefix(at, "/desk/tickets/"), "body", "Are you there?", "do", "send")
	if n := s.Count(`SELECT COUNT(*) FROM message WHERE recipient = $1 AND kind = 'ticket_answered'`, hosttest.Ada); n != 1 {
		t.Errorf("the owner gets %d mails of an answer", n)
	}
}
