package membership_test

import (
	"context"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/signin/signintest"
)

// A thief hides an invitation into one account among many into another, which are told of in one mail: whoever follows the link
// of each mail that came has taken all of them back.
func TestEveryMailsLinkTakesBackWhatItTellsOf(t *testing.T) {
	t.Parallel()
	w := open(t)
	var bakery account.Account
	w.Write(func(ctx context.Context, tx db.Tx) (err error) {
		if bakery, err = w.Accounts.Create(ctx, tx, "C-2", "Bakery"); err != nil {
			return err
		}
		return w.Accounts.Join(ctx, tx, account.Membership{AccountID: bakery.ID, UserID: w.ada.ID, Role: account.Owner})
	})
	w.Clock.Advance(8 * 24 * time.Hour)
	w.ada.again() // the thief, in her session
	invite := func(email string) {
		refusal, err := w.Membership.Invite(t.Context(), w.ada.by, bakery.ID,
			membership.Invite{Email: email, Permissions: []account.Permission{account.Tickets}})
		if w.Must(err); refusal != nil {
			t.Fatal(refusal)
		}
	}
	for _, email := range []string{"x1@example.com", "x2@example.com", "x3@example.com"} {
		invite(email)
	}
	thief := w.join("thief@example.com", account.Permissions()...) // into the other account
	invite("x4@example.com")

	mails, err := w.Outbox.Latest(t.Context(), w.DB.Read(), 200)
	w.Must(err)
	for _, m := range mails {
		if m.Recipient == w.ada.Email && m.Kind == message.MemberInvited {
			_, _ = w.Notices.SayNotMe(t.Context(), m.NotMe, signintest.Stranger()) // one may have done what the next would
		}
	}
	if left := w.membership(thief); left.Role != "" {
		t.Errorf("the thief belongs to the account as %s, with %v", left.Role, left.Permissions)
	}
}
