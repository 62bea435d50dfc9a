package domain_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/account/accounttest"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/domain"
)

func TestDomainsAreSeenByThoseWhoMay(t *testing.T) {
	t.Parallel()
	accounttest.IsSeenByThoseWhoMay(t, func(f *accounttest.Fixture) accounttest.Thing {
		domains := &domain.Domains{Accounts: f.Accounts}
		return accounttest.Thing{
			Permission: account.Domains,
			Add: func(ctx context.Context, tx db.Tx, accountID, name string) error {
				_, err := domains.Add(ctx, tx, domain.Domain{AccountID: accountID, Name: name})
				return err
			},
			List: func(ctx context.Context, tx db.Reader, userID string) (names []string, err error) {
				all, err := domains.List(ctx, tx, userID)
				for _, one := range all {
					names = append(names, one.Name)
				}
				return names, err
			},
		}
	})
}

func TestWhatIsStoredComesBack(t *testing.T) {
	t.Parallel()
	f := accounttest.New(t)
	f.Join(t, "ada", "engines", account.Owner)
	domains := &domain.Domains{Accounts: f.Accounts}
	var first, second domain.Domain
	f.Write(t, func(ctx context.Context, tx db.Tx) (err error) {
		first, err = domains.Add(ctx, tx, domain.Domain{AccountID: f.IDs["engines"], Name: "zz.example", AutoRenew: true})
		if err != nil {
			return err
		}
		second, err = domains.Add(ctx, tx, domain.Domain{
			AccountID: f.IDs["engines"], Name: "aa.example", ExpiresAt: clock.At(accounttest.Now),
		})
		return err
	})
	if got, err := domains.List(t.Context(), f.Read(), f.Users["ada"]); err != nil || !slices.Equal(got, []domain.Domain{first, second}) {
		t.Errorf("got %+v, %v; want %+v, %+v", got, err, first, second)
	}
}

func TestADomainBelongsToOneAccountOnly(t *testing.T) {
	t.Parallel()
	f := accounttest.New(t)
	domains := &domain.Domains{Accounts: f.Accounts}
	err := f.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, first := domains.Add(ctx, tx, domain.Domain{AccountID: f.IDs["engines"], Name: "compilers.example"})
		_, second := domains.Add(ctx, tx, domain.Domain{AccountID: f.IDs["compilers"], Name: "compilers.example"})
		return errors.Join(first, second)
	})
	if !errors.Is(err, domain.ErrExists) {
		t.Errorf("error is %v", err)
	}
}

func TestDomainsExpire(t *testing.T) {
	t.Parallel()
	today := clock.At(accounttest.Now)
	const day = 24 * time.Hour
	for _, c := range []struct {
		name      string
		left      time.Duration
		autoRenew bool
		want      domain.Status
	}{
		{"a year left", 365 * day, false, domain.Active},
		{"a little more than soon", 30*day + time.Second, false, domain.Active},
		{"soon", 30 * day, false, domain.Expiring},
		{"soon, but it renews itself", 3 * day, true, domain.Active},
		{"this very moment", 0, true, domain.Expired},
		{"last week", -7 * day, false, domain.Expired},
	} {
		d := domain.Domain{AutoRenew: c.autoRenew, ExpiresAt: today.Add(c.left)}
		if got := d.Status(today); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
