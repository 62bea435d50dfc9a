package membership_test

import (
	"context"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/signin/signintest"
)

func (w *world) handsOver(to *member) {
	w.Helper()
	w.Must(w.Membership.HandOver(w.Context(), w.ada.again().by, w.account.ID, to.ID))
}

func (w *world) passes(d time.Duration) {
	w.Helper()
	w.Clock.Advance(d)
	w.Must(w.Membership.Due(w.Context()))
}

// A hand-over takes effect after three days, and not before; the one who was the owner is a member then.
func TestAHandOverTakesEffectAfterItsWait(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.join("grace@example.com", account.Tickets)
	w.handsOver(grace)
	is(t, "a second one", w.Membership.HandOver(t.Context(), w.ada.by, w.account.ID, grace.ID), account.ErrHandover)
	w.passes(membership.HandoverWait - time.Millisecond)
	if w.owner() != w.ada.ID {
		t.Fatal("it took effect too early")
	}
	w.passes(time.Millisecond)
	if w.owner() != grace.ID {
		t.Fatal("it did not take effect")
	}
	if m := w.membership(w.ada); m.Role != account.Member || !m.Allows(account.MembersManage) {
		t.Errorf("Ada is %+v", m)
	}
	w.passes(time.Hour)
	if w.owner() != grace.ID || w.told(w.ada.Email, message.HandoverDone) != 1 || w.told(grace.Email, message.HandoverDone) != 1 {
		t.Error("not both were told, once")
	}
	w.ChainHolds("handover.asked", "handover.done")
}

func TestWhatAHandOverNeeds(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.join("grace@example.com", account.Permissions()...)
	w.ada.again()
	atSignIn := w.ada.by
	atSignIn.SteppedUp = false
	for name, c := range map[string]struct {
		by   access.Caller
		to   string
		want error
	}{
		"a member":                  {grace.again().by, grace.ID, account.ErrForbidden},
		"a stranger":                {w.mallory.again().by, grace.ID, account.ErrNotFound},
		"the proof of the sign-in":  {atSignIn, grace.ID, access.ErrStepUpRequired},
		"to oneself":                {w.ada.by, w.ada.ID, membership.ErrYourself},
		"to who is no member":       {w.ada.by, w.mallory.ID, account.ErrNotFound},
		"to somebody there is none": {w.ada.by, "none", account.ErrNotFound},
	} {
		is(t, name, w.Membership.HandOver(t.Context(), c.by, w.account.ID, c.to), c.want)
	}
	w.freezes(grace)
	is(t, "to somebody in dispute", w.Membership.HandOver(t.Context(), w.ada.by, w.account.ID, grace.ID), membership.ErrInQuestion)
	w.freezes(w.ada)
	is(t, "by somebody in dispute", w.Membership.HandOver(t.Context(), w.ada.by, w.account.ID, grace.ID), access.ErrFrozen)
}

// stops are what ends a hand-over in its three days.
var stops = map[string]func(w *world, grace *member){
	"the owner": func(w *world, _ *member) { w.Must(w.Membership.StopHandover(w.Context(), w.ada.by, w.account.ID)) },
	"who is to be it": func(w *world, grace *member) {
		w.Must(w.Membership.StopHandover(w.Context(), grace.by, w.account.ID))
	},
	"the owner's link": func(w *world, _ *member) {
		token := w.MailTo(w.ada.Email, message.HandoverAsked).Secret
		shown, err := w.Membership.HandoverByLink(w.Context(), token)
		if w.Must(err); shown.Account != "Engines" {
			w.Errorf("the link shows %+v", shown)
		}
		w.Must(w.Membership.StopHandoverByLink(w.Context(), token, signintest.Stranger()))
		is(w.T, "twice", w.Membership.StopHandoverByLink(w.Context(), token, signintest.Stranger()), account.ErrNoHandover)
	},
	"this wasn't me": func(w *world, _ *member) {
		_, err := w.Notices.SayNotMe(w.Context(), w.MailTo(w.ada.Email, message.HandoverAsked).NotMe, signintest.Stranger())
		w.Must(err)
	},
	"this wasn't me, about anything": func(w *world, _ *member) {
		w.Write(func(ctx context.Context, tx db.Tx) error {
			return w.Notices.Add(ctx, tx, notice.Notice{Audit: "backup-codes.made", Message: message.BackupCodesMade, UserID: w.ada.ID})
		})
		_, err := w.Notices.SayNotMe(w.Context(), w.MailTo(w.ada.Email, message.BackupCodesMade).NotMe, signintest.Stranger())
		w.Must(err)
	},
	"a dispute of the owner": func(w *world, _ *member) { w.freezes(w.ada) },
	"a dispute of the other": func(w *world, grace *member) { w.freezes(grace) },
	"the other disabled": func(w *world, grace *member) {
		w.Write(func(ctx context.Context, tx db.Tx) error { return w.Users.SetDisabled(ctx, tx, grace.ID, true) })
	},
	"a recovery case of the owner": func(w *world, _ *member) {
		w.Write(func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO recovery_case (id, user_id, state, version, opened_at, email, cautious, state_at)
				VALUES ('case', $1, 'open', 1, 1, '', 0, 1)`, w.ada.ID)
			return err
		})
	},
	"the other removed": func(w *world, grace *member) {
		w.Must(w.Membership.Remove(w.Context(), w.ada.by, w.account.ID, grace.ID, false))
	},
	"the other leaves":      func(w *world, grace *member) { w.Must(w.Membership.Leave(w.Context(), grace.by, w.account.ID)) },
	"the account is closed": func(w *world, _ *member) { w.closes(true) },
	"a restore":             func(w *world, _ *member) { w.Write(w.Accounts.Restored) },
}

// Who can stop a hand-over, and what stops it by itself.
func TestWhatStopsAHandOver(t *testing.T) {
	t.Parallel()
	for name, stop := range stops {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			grace := w.join("grace@example.com", account.Permissions()...)
			kim := w.join("other@example.com", account.Permissions()...)
			w.handsOver(grace)
			is(t, "another member", w.Membership.StopHandover(t.Context(), kim.by, w.account.ID), account.ErrForbidden)
			stop(w, grace)
			w.passes(membership.HandoverWait)
			if w.owner() != w.ada.ID || w.Count(`FROM account_handover`) != 0 {
				t.Error("it was not stopped")
			}
			if name != "a restore" {
				w.ChainHolds("handover.stopped")
			}
		})
	}
}

// Whoever has changed the account's own address lately does not get the only link: the one from a week ago has it too.
func TestTheAddressOfAWeekAgoStopsAHandOver(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.join("grace@example.com", account.Tickets)
	set := func(email string) {
		w.Write(func(ctx context.Context, tx db.Tx) error { return w.Accounts.SetEmail(ctx, tx, w.account.ID, email) })
	}
	set("books@example.com")
	w.Clock.Advance(8 * 24 * time.Hour)
	set("thief@example.com")
	w.Clock.Advance(time.Hour)
	set("thief2@example.com")
	w.Clock.Advance(6 * 24 * time.Hour)
	w.handsOver(grace)
	token := w.MailTo("books@example.com", message.HandoverAsked).Secret
	if w.told("thief@example.com", message.HandoverAsked) != 0 {
		t.Error("an address from in between has a link")
	}
	if m := w.MailTo("books@example.com", message.HandoverAsked); m.NotMe != "" {
		t.Error("whoever reads the account's mail can sign its owner out")
	}
	w.Must(w.Membership.StopHandoverByLink(t.Context(), token, signintest.Stranger()))
	w.passes(membership.HandoverWait)
	if w.owner() != w.ada.ID {
		t.Error("it was not stopped")
	}
}

// Two hand-overs that come due, or are stopped, at the same instant leave one owner.
func TestAHandOverIsCarriedOutOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.join("grace@example.com", account.Tickets)
	w.handsOver(grace)
	token := w.MailTo(w.ada.Email, message.HandoverAsked).Secret
	w.Clock.Advance(membership.HandoverWait)
	done := make(chan error)
	for range 4 {
		go func() { done <- w.Membership.Due(context.Background()) }()
		go func() {
			_ = w.Membership.StopHandoverByLink(context.Background(), token, signintest.Stranger())
			done <- nil
		}()
	}
	for range 8 {
		w.Must(<-done)
	}
	if n := w.Count(`FROM membership WHERE account_id = $1 AND role = 'owner'`, w.account.ID); n != 1 {
		t.Errorf("%d owners", n)
	}
	if n := w.Count(`FROM audit_event WHERE event IN ('handover.done', 'handover.stopped')`); n != 1 {
		t.Errorf("it ended %d times", n)
	}
}
