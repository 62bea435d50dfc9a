package account_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/account/accounttest"
	"latchkey/internal/db"
)

// sees names the accounts of which a person may see a part.
func sees(t *testing.T, f *accounttest.Fixture, userID string, p account.Permission) []string {
	t.Helper()
	ids, err := f.Accounts.Visible(t.Context(), f.Read(), userID, p)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name, id := range f.IDs {
		if slices.Contains(ids, id) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func TestPeopleSeeWhatTheirMembershipsLetThemSee(t *testing.T) {
	t.Parallel()
	f := accounttest.New(t)
	f.Join(t, "ada", "engines", account.Owner)
	f.Join(t, "grace", "compilers", account.Owner)
	f.Join(t, "grace", "engines", account.Member, account.Invoices)
	f.Join(t, "nobody", "engines", account.Member)
	parts := []account.Permission{account.Services, account.Domains, account.Invoices, account.Tickets}
	for _, p := range parts {
		for who, want := range map[string][]string{"ada": {"engines"}, "grace": {"compilers"}, "nobody": nil} {
			if who == "grace" && p == account.Invoices {
				want = []string{"compilers", "engines"}
			}
			if got := sees(t, f, f.Users[who], p); !slices.Equal(got, want) {
				t.Errorf("%s sees the %s of %v, want %v", who, p, got, want)
			}
		}
		for _, id := range accounttest.MadeUp {
			if got := sees(t, f, id, p); got != nil {
				t.Errorf("%q sees the %s of %v", id, p, got)
			}
		}
	}
}

// Whoever belongs to an account may read its name, also where nothing else of it may be seen.
func TestPeopleReadTheNamesOfTheirAccounts(t *testing.T) {
	t.Parallel()
	f := accounttest.New(t)
	f.Join(t, "ada", "engines", account.Member)
	for who, want := range map[string]map[string]string{"ada": {f.IDs["engines"]: "engines"}, "nobody": {}} {
		if got, err := f.Accounts.Names(t.Context(), f.Read(), f.Users[who]); err != nil || !maps.Equal(got, want) {
			t.Errorf("%s reads %v, %v; want %v", who, got, err, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	f := accounttest.New(t)
	f.Join(t, "ada", "engines", account.Owner)
	id := f.IDs["engines"]
	for name, c := range map[string]struct {
		want error
		work func(ctx context.Context, tx db.Tx) error
	}{
		"account number taken": {account.ErrExists, func(ctx context.Context, tx db.Tx) error {
			_, err := f.Accounts.Create(ctx, tx, "C-engines", "Another")
			return err
		}},
		"member already": {account.ErrExists, func(ctx context.Context, tx db.Tx) error {
			return f.Accounts.Join(ctx, tx, account.Membership{AccountID: id, UserID: f.Users["ada"], Role: account.Member})
		}},
		"no such role": {account.ErrUnknown, func(ctx context.Context, tx db.Tx) error {
			return f.Accounts.Join(ctx, tx, account.Membership{AccountID: id, UserID: f.Users["grace"], Role: "admin"})
		}},
		"no such permission": {account.ErrUnknown, func(ctx context.Context, tx db.Tx) error {
			return f.Accounts.Join(ctx, tx, account.Membership{
				AccountID: id, UserID: f.Users["grace"], Role: account.Member, Permissions: []account.Permission{"services domains"},
			})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := f.InTx(t.Context(), c.work); !errors.Is(err, c.want) {
				t.Errorf("error is %v, want %v", err, c.want)
			}
		})
	}
}

// A number is one account's in whatever writing: a second account with it is none, and each writing finds the one.
func TestANumberIsOneAccountsInAnyWriting(t *testing.T) {
	t.Parallel()
	f := accounttest.New(t)
	for _, number := range []string{"c-engines", "C-ENGINES", " C - engines\u200f"} {
		err := f.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			_, err := f.Accounts.Create(ctx, tx, number, "Another")
			return err
		})
		if !errors.Is(err, account.ErrExists) {
			t.Errorf("a second account is %q: %v", number, err)
		}
		if a, err := f.Accounts.ByNumber(t.Context(), f.Read(), number); err != nil || a.ID != f.IDs["engines"] {
			t.Errorf("%q finds %q, %v", number, a.ID, err)
		}
		all, err := f.Accounts.Find(t.Context(), f.Read(), number, 0, 10)
		if err != nil || len(all) != 1 || all[0].ID != f.IDs["engines"] {
			t.Errorf("%q lists %d, %v", number, len(all), err)
		}
	}
	err := f.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		if _, err := f.Accounts.Create(ctx, tx, "s-10001", "By hand"); err != nil {
			return err
		}
		a, err := f.Accounts.AddNext(ctx, tx, "S-", account.Account{Data: account.Data{Name: "Next"}})
		if err == nil && a.Number != "S-10002" {
			t.Errorf("the next is %s", a.Number)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
