package staff_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/challenge"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/recovery"
	"latchkey/internal/search"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/staff"
	"latchkey/internal/user"

	"golang.org/x/crypto/bcrypt"
)

// firm is an account that Grace owns and Bruno belongs to, with a hand-over to him under way.
type firm struct {
	*host
	account      account.Account
	grace, bruno *signintest.Person
}

func aFirm(t *testing.T) *firm {
	t.Helper()
	f := &firm{host: hosts(t)}
	recovery.New(f.Authority)
	f.grace, _, _ = f.Protected("grace@example.com")
	f.bruno, _, _ = f.Protected("bruno@example.com")
	f.Write(func(ctx context.Context, tx db.Tx) (err error) {
		if f.account, err = f.Accounts.Create(ctx, tx, "C-1", "Engines"); err != nil {
			return err
		}
		if err := f.Accounts.Join(ctx, tx, account.Membership{AccountID: f.account.ID, UserID: f.grace.ID, Role: account.Owner}); err != nil {
			return err
		}
		return f.Accounts.Join(ctx, tx, account.Membership{
			AccountID: f.account.ID, UserID: f.bruno.ID, Role: account.Member, Permissions: account.Permissions(),
		})
	})
	s, by := f.grace.Session(true)
	s.SteppedUp = true
	f.Must(f.Membership.HandOver(t.Context(), signintest.As(s, by), f.account.ID, f.bruno.ID))
	return f
}

// Who is removed is gone with everything that was granted to them, whatever was under way; they are told, and so is the
// owner of what they belonged to. Who they were can be read still.
func TestSomebodyIsRemoved(t *testing.T) {
	t.Parallel()
	f := aFirm(t)
	s, by := f.bruno.Session(true)
	challenged := f.bruno.Enter(signintest.Stranger())
	s.SteppedUp = true
	f.Must(f.Credential.BeginSetUp(t.Context(), s, factor.Enrollment{Kind: factor.TOTP})) // of another app, which is under way
	invited := account.Invitation{
		AccountID: f.account.ID, Email: "kim@example.com", Role: account.Member, InvitedBy: f.bruno.ID,
	}
	f.Write(func(ctx context.Context, tx db.Tx) error {
		_, err := f.Accounts.PutInvitation(ctx, tx, invited, "kim@example.com", "a hash")
		return err
	})
	_, err := f.Links.ForgotPassword(t.Context(), f.bruno.Email, signintest.Stranger())
	f.Must(err)

	gone, err := f.Staff.RemoveUser(t.Context(), " BRUNO@example.com")
	f.Must(err)
	if gone.ID != f.bruno.ID || len(gone.Accounts) != 1 || gone.Accounts[0].Number != "C-1" {
		t.Errorf("removed %+v", gone)
	}
	for _, from := range f.namePerson() {
		if n := f.Count("FROM "+from+" = $1", f.bruno.ID); n != 0 {
			t.Errorf("%d rows of %s are left", n, from)
		}
	}
	if !f.SignedOut(s) {
		t.Error("a session goes on")
	}
	if err := f.Flow.Awaits(t.Context(), challenged.Challenge); !errors.Is(err, challenge.ErrExpired) {
		t.Errorf("the sign-in under way: %v", err)
	}
	if r := f.bruno.Enter(by); r.OK || r.Session+r.Challenge != "" {
		t.Errorf("the password leads on: %+v", r)
	}
	if _, err := f.Accounts.HandoverOf(t.Context(), f.DB.Read(), f.account.ID); !errors.Is(err, account.ErrNoHandover) {
		t.Errorf("the hand-over to him: %v", err)
	}
	if n := f.Count(`FROM account_invitation WHERE invited_by = $1`, f.bruno.ID); n != 0 {
		t.Error("what he had invited somebody to waits still")
	}
	if n := f.Count(`FROM message WHERE user_id = $1 AND state = 'queued' AND (secret <> '' OR not_me <> '')`, f.bruno.ID); n != 0 {
		t.Errorf("%d links to nothing wait to be mailed", n)
	}
	for who, kind := range map[string]message.Kind{f.bruno.Email: message.UserRemoved, f.grace.Email: message.MemberRemoved} {
		if f.told(who, kind) != 1 {
			t.Errorf("%s was told %d times", who, f.told(who, kind))
		}
	}
	f.known(t, by)
	if _, err := f.Staff.RemoveUser(t.Context(), f.bruno.Email); !errors.Is(err, user.ErrNotFound) {
		t.Errorf("a second time: %v", err)
	}
	f.ChainHolds("handover.stopped", "member.removed", "user.removed")
}

// namePerson returns, for every table with a foreign key to people, what finds the rows of one.
func (f *firm) namePerson() (all []string) {
	f.Helper()
	rows, err := f.DB.Read().Rows(f.Context(), `SELECT m.name, k."from" FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS k
		WHERE m.type = 'table' AND k."table" = 'users'`)
	f.Must(err)
	defer rows.Close()
	for rows.Next() {
		var table, column string
		f.Must(rows.Scan(&table, &column))
		all = append(all, table+" WHERE "+column)
	}
	if f.Must(rows.Err()); len(all) < 20 {
		f.Fatalf("found only %v", all)
	}
	return append(all, "users WHERE id", "membership WHERE user_id")
}

// known sees that a removed person is still known by name where they acted, and found by nobody who searches.
func (f *firm) known(t *testing.T, by session.Client) {
	t.Helper()
	names, err := f.Users.Names(t.Context(), f.DB.Read(), []string{f.bruno.ID, f.grace.ID})
	if f.Must(err); names[f.bruno.ID] != f.bruno.Name || names[f.grace.ID] != f.grace.Name {
		t.Errorf("known as %v", names)
	}
	f.Write(func(ctx context.Context, tx db.Tx) error {
		return f.Audit.Append(ctx, tx, audit.Event{Kind: "account.changed", Actor: f.bruno.ID, Subject: f.account.ID, Network: by.Network()})
	})
	s, client := f.grace.Session(true)
	rows, _, err := f.Membership.Activity(t.Context(), signintest.As(s, client), f.account.ID, 0, 10)
	if f.Must(err); len(rows) == 0 || rows[0].Who != f.bruno.Name || rows[0].ByHost {
		t.Errorf("the owner reads %+v", rows)
	}
	found, err := search.Find(t.Context(), f.DB.Read(), search.Query{Scope: search.Staff(), Text: f.bruno.Email, Limit: 5})
	if f.Must(err); len(found) != 0 {
		t.Errorf("found: %+v", found)
	}
	f.Clock.Advance(400 * 24 * time.Hour)
	dbtest.Sweep(t, f.DB, f.Users.ForgettingNames(365*24*time.Hour)...)
	names, err = f.Users.Names(t.Context(), f.DB.Read(), []string{f.bruno.ID})
	if name, known := names[f.bruno.ID]; err != nil || !known || name != "" {
		t.Errorf("after a year known as %q, %v", name, err)
	}
}

// Whom nobody removes: nothing is changed then, and nobody is told.
func TestWhoIsNotRemoved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		email  string
		before func(f *firm)
		want   error
	}{
		"an owner": {"grace@example.com", func(*firm) {}, staff.ErrOwns},
		"of a closed account": {"grace@example.com", func(f *firm) {
			f.Must(f.Staff.CloseAccountFromShell(f.Context(), f.account.ID))
		}, staff.ErrOwns},
		"support":          {"noor@example.com", func(*firm) {}, staff.ErrWorksHere},
		"an administrator": {"boss@example.com", func(*firm) {}, staff.ErrWorksHere},
		"in dispute":       {"bruno@example.com", func(f *firm) { f.freezes(f.bruno.ID) }, staff.ErrInQuestion},
		"a recovery case":  {"bruno@example.com", func(f *firm) { f.opensCase(f.bruno) }, staff.ErrInQuestion},
		"nobody":           {"nobody@example.com", func(*firm) {}, user.ErrNotFound},
		"the new owner, in time": {"bruno@example.com", func(f *firm) {
			f.Clock.Advance(72 * time.Hour)
			f.Must(f.Membership.Due(f.Context()))
		}, staff.ErrOwns},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := aFirm(t)
			c.before(f)
			people, members, messages := f.Count(`FROM users`), f.Count(`FROM membership`), f.Count(`FROM message`)
			if _, err := f.Staff.RemoveUser(t.Context(), c.email); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if f.Count(`FROM users`) != people || f.Count(`FROM membership`) != members || f.Count(`FROM message`) != messages {
				t.Error("something was changed all the same")
			}
		})
	}
}

func (f *firm) freezes(id string) {
	f.Helper()
	f.Write(func(ctx context.Context, tx db.Tx) error { return f.Users.SetFrozen(ctx, tx, id, true) })
}

func (f *firm) opensCase(p *signintest.Person) {
	f.Helper()
	cases := recovery.New(f.Authority)
	_, err := cases.Ask(f.Context(), p.Email, signintest.Stranger())
	f.Must(err)
	_, err = cases.Open(f.Context(), f.MailTo(p.Email, message.RecoveryOpen).Secret, signintest.Stranger())
	f.Must(err)
}

// At once with sign-ins, with the hand-over that falls due, and with itself: no account is left to nobody, no sign-in ends
// in an error that would tell whose the address was, and nobody who is gone has a session.
func TestARemovalAtOnceWithOtherThings(t *testing.T) {
	t.Parallel()
	for range 5 {
		f := aFirm(t)
		f.Clock.Advance(72 * time.Hour)
		var all sync.WaitGroup
		var mu sync.Mutex
		removed := 0
		for range 3 {
			all.Go(func() {
				_, err := f.Staff.RemoveUser(t.Context(), f.bruno.Email)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					removed++
				case !errors.Is(err, user.ErrNotFound) && !errors.Is(err, staff.ErrOwns):
					t.Error(err)
				}
			})
			all.Go(func() {
				if err := f.Membership.Due(t.Context()); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				_, err := f.Flow.Password(t.Context(), signin.Entry{Email: f.bruno.Email, Password: signintest.Password, By: signintest.Stranger()})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		owner, err := f.Accounts.OwnerOf(t.Context(), f.DB.Read(), f.account.ID)
		f.Must(err)
		there := f.Count(`FROM users WHERE id = $1`, f.bruno.ID) == 1
		if there != (owner == f.bruno.ID) || (removed == 1) == there || owner == "" {
			t.Errorf("removed %d times, there: %v, owned by %q", removed, there, owner)
		}
		f.ChainHolds()
	}
}

// A password that was right when its person was removed is a wrong one, as any stranger's: the hash of another panel takes
// long enough to be overtaken.
func TestAPasswordIsCheckedWhileItsPersonIsRemoved(t *testing.T) {
	t.Parallel()
	f := hosts(t)
	hash, err := bcrypt.GenerateFromPassword([]byte(signintest.Password), 12)
	f.Must(err)
	u, err := f.Staff.ImportUser(t.Context(), staff.Person{Email: "kim@example.com", Name: "Kim"}, string(hash))
	f.Must(err)
	counted := f.Count(`FROM throttle_streak`)
	done := make(chan error)
	go func() {
		r, err := f.Flow.Password(t.Context(), signin.Entry{Email: u.Email, Password: signintest.Password, By: signintest.Stranger()})
		if r.OK || r.Session+r.Challenge != "" {
			err = fmt.Errorf("it leads on: %+v", r)
		}
		done <- err
	}()
	for f.Count(`FROM throttle_streak`) == counted {
		time.Sleep(time.Millisecond)
	}
	_, err = f.Staff.RemoveUser(t.Context(), u.Email)
	f.Must(err)
	if err := <-done; err != nil {
		t.Error(err)
	}
}
