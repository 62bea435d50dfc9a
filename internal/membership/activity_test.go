package membership_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

func kinds(list []membership.Happening) (all []string) {
	for _, h := range list {
		all = append(all, h.Kind)
	}
	return all
}

func (w *world) signsIn(m *member) {
	w.Helper()
	w.Write(func(ctx context.Context, tx db.Tx) error {
		return w.Audit.Append(ctx, tx, audit.Event{
			Kind: "sign-in.done", Actor: m.ID, Subject: m.ID, Network: "203.0.113.9", Detail: map[string]string{"second-step": "totp"},
		})
	})
}

// The owner reads who did what, and who signed in while they were members, and not from where; nobody else reads it.
func TestAnAccountsActivity(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.person("grace@example.com")
	w.signsIn(grace)
	w.Clock.Advance(time.Minute)
	w.invites(w.ada, grace.Email, account.Permissions()...)
	_, err := w.Membership.Accept(t.Context(), grace.by, w.link(grace.Email))
	w.Must(err)
	w.signsIn(grace)
	w.signsIn(w.mallory)
	w.Must(w.Staff.ViewedAccount(t.Context(), w.mallory.by, w.account.ID))
	list, next, err := w.Membership.Activity(t.Context(), w.ada.by, w.account.ID, 0, 10)
	w.Must(err)
	if got := kinds(list); !slices.Equal(got, []string{"sign-in.done", "member.joined", "member.invited"}) || next != 0 {
		t.Errorf("happened: %v, %d", got, next)
	}
	if h := list[0]; h.Who == "" || h.You || h.Network != "" || h.Detail != nil {
		t.Errorf("the sign-in shows %+v", h)
	}
	if h := list[2]; !h.You {
		t.Errorf("the invitation shows %+v", h)
	}
	_, _, err = w.Membership.Activity(t.Context(), grace.by, w.account.ID, 0, 10)
	is(t, "a member", err, account.ErrForbidden)
	_, _, err = w.Membership.Activity(t.Context(), w.mallory.by, w.account.ID, 0, 10)
	is(t, "a stranger", err, account.ErrNotFound)
}

// Page by page everything is there once, whatever lies between.
func TestActivityGoesOnPageByPage(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.join("grace@example.com", account.Tickets)
	w.Write(func(ctx context.Context, tx db.Tx) error {
		for i := range 30 {
			event := audit.Event{Kind: "account.changed", Subject: w.account.ID, Detail: map[string]string{"now": fmt.Sprint(i)}}
			if err := w.Audit.Append(ctx, tx, event); err != nil {
				return err
			}
		}
		return nil
	})
	for range 30 {
		w.signsIn(grace)
		w.signsIn(w.mallory)
	}
	seen, before := map[int64]bool{}, int64(0)
	for page := 0; ; page++ {
		list, next, err := w.Membership.Activity(t.Context(), w.ada.by, w.account.ID, before, 7)
		w.Must(err)
		for _, h := range list {
			if seen[h.Seq] {
				t.Fatalf("row %d twice", h.Seq)
			}
			seen[h.Seq] = true
		}
		if before = next; next == 0 || page > 20 {
			break
		}
	}
	if len(seen) != 62 {
		t.Errorf("%d rows", len(seen))
	}
}

// Everybody reads what happened to their own sign-in, from where too, and none of the host's notes.
func TestOnesOwnActivity(t *testing.T) {
	t.Parallel()
	w := open(t)
	p := w.Person("grace@example.com")
	s, by := p.Session(false)
	_, err := w.Flow.Password(t.Context(), signin.Entry{Email: p.Email, Password: signintest.Password, By: by})
	w.Must(err)
	w.Must(w.Staff.Viewed(t.Context(), w.mallory.by, p.ID))
	list, _, err := w.Membership.OwnActivity(t.Context(), signintest.As(s, by), 0, 10)
	w.Must(err)
	if got := kinds(list); !slices.Contains(got, "sign-in.done") || slices.Contains(got, "person.viewed") {
		t.Errorf("happened: %v", got)
	}
	if h := list[0]; !h.You || h.Network == "" {
		t.Errorf("the sign-in shows %+v", h)
	}
	for _, h := range list {
		if h.Kind == "user.added" && !h.ByHost {
			t.Errorf("%+v", h)
		}
	}
}

// The owner reads the whole address of whoever belongs to the account, or is invited to it, and of its contacts. The log has none, so
// an address that belongs to it no longer is masked.
func TestTheOwnerReadsWholeAddresses(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.person("grace@example.com")
	w.invites(w.ada, grace.Email, account.Tickets)
	w.adds(w.ada.again(), "books@example.com", books)
	emails := func() map[string]string {
		list, _, err := w.Membership.Activity(w.Context(), w.ada.by, w.account.ID, 0, 50)
		w.Must(err)
		found := map[string]string{}
		for _, h := range list {
			if found[h.Kind] = h.Detail["email"]; h.Detail[audit.Address] != "" {
				t.Error("the mark is shown")
			}
		}
		return found
	}
	if got := emails(); got["member.invited"] != "grace@example.com" || got["account-contact.added"] != "books@example.com" {
		t.Errorf("who waits: %q", got)
	}
	_, err := w.Membership.Accept(t.Context(), grace.by, w.link(grace.Email))
	w.Must(err)
	if got := emails(); got["member.invited"] != "grace@example.com" {
		t.Errorf("who has accepted: %q", got)
	}
	w.Must(w.Membership.RemoveContact(t.Context(), w.ada.again().by, w.account.ID, w.contact().ID))
	w.Must(w.Membership.Remove(t.Context(), w.ada.again().by, w.account.ID, grace.ID, false))
	for kind, email := range emails() {
		if email != "" && email != "g•••@example.com" && email != "b•••@example.com" {
			t.Errorf("%s of who is gone: %q", kind, email)
		}
	}
	if w.Count(`FROM audit_event WHERE detail LIKE '%books@example.com%' OR detail LIKE '%grace@example.com%'`) != 0 {
		t.Error("the log holds a whole address")
	}
}
