package recovery

import (
	"context"
	"testing"

	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/signin/signintest"
)

// Strangers have spent what a year bears of guesses at every method that Ada had. None of them is left after her case:
// what she sets up now is not shut to her new browsers by that.
func TestAfterACaseNothingIsSpentThatWasGuessedAt(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	counted := func() (n int) {
		for _, k := range factor.Kinds() {
			n += l.Count(`FROM throttle_streak WHERE name = $1`, authn.StrangersLimit(k, l.ada.ID).Name)
		}
		return n
	}
	l.Write(func(ctx context.Context, tx db.Tx) error {
		for _, k := range factor.Kinds() {
			if _, err := l.Authn.Limiter.Reserve(ctx, tx, authn.StrangersLimit(k, l.ada.ID)); err != nil {
				return err
			}
		}
		return nil
	})
	if n := counted(); n != len(factor.Kinds()) {
		t.Fatalf("%d of %d limits count", n, len(factor.Kinds()))
	}
	l.Write(func(ctx context.Context, tx db.Tx) error {
		return l.cases.enter(ctx, tx, l.ada.User, &Ended{}, signintest.Stranger())
	})
	if n := counted(); n != 0 {
		t.Errorf("%d limits still count", n)
	}
}

// Who came back by a case is not thrown out again by a link that went to a mailbox which may be a thief's. What was said there
// of the case itself goes on working.
func TestAFinishedCaseEndsLinksThatWereMailedElsewhere(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	keys := l.joined("192.0.2.44")
	if v := l.proves(keys[0], from("192.0.2.44")); !v.OK {
		t.Fatalf("the phone: %+v", v)
	}
	l.approved(keys...)
	c, _, err := keyBySecret(t.Context(), l.DB.Read(), hashed(keys[0]))
	l.Must(err)
	works := map[string]bool{}
	for _, n := range []notice.NotMe{
		{Kind: notice.NotMeMethod, MailedTo: l.ada.Email},
		{Kind: notice.NotMeMethod, MailedTo: "eve@example.com"},
		{Kind: notice.NotMeNotice, MailedTo: "eve@example.com"},
		{Kind: notice.NotMeRecovery, MailedTo: "eve@example.com", Ref: c.ID},
	} {
		n.UserID, n.Told = l.ada.ID, message.MethodAdded
		l.Write(func(ctx context.Context, tx db.Tx) error {
			token, err := l.Notices.NotMeToken(ctx, tx, n)
			works[token] = n.MailedTo == l.ada.Email || n.Ref != ""
			return err
		})
	}
	if r, err := l.finishes(keys[0]); err != nil || r.Session == "" {
		t.Fatalf("finishing: %+v, %v", r, err)
	}
	for token, want := range works {
		if n, err := l.Notices.NotMeOf(t.Context(), token); (err == nil) != want {
			t.Errorf("%+v: %v", n, err)
		}
	}
}
