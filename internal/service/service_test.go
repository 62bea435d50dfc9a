package service_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/account/accounttest"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/service"
)

func TestServicesAreSeenByThoseWhoMay(t *testing.T) {
	t.Parallel()
	accounttest.IsSeenByThoseWhoMay(t, func(f *accounttest.Fixture) accounttest.Thing {
		services := &service.Services{Accounts: f.Accounts}
		return accounttest.Thing{
			Permission: account.Services,
			Add: func(ctx context.Context, tx db.Tx, accountID, name string) error {
				_, err := services.Add(ctx, tx, service.Service{AccountID: accountID, Name: name, Status: service.Active})
				return err
			},
			List: func(ctx context.Context, tx db.Reader, userID string) (names []string, err error) {
				all, err := services.List(ctx, tx, userID)
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
	services := &service.Services{Accounts: f.Accounts}
	var stored service.Service
	f.Write(t, func(ctx context.Context, tx db.Tx) (err error) {
		stored, err = services.Add(ctx, tx, service.Service{
			AccountID: f.IDs["engines"], Name: "zz", Plan: "Plan", Domain: "zz.example", Status: service.Suspended,
			Price: 1, Currency: "USD", RenewsAt: clock.At(accounttest.Now),
		})
		return err
	})
	if got, err := services.List(t.Context(), f.Read(), f.Users["ada"]); err != nil || !slices.Equal(got, []service.Service{stored}) {
		t.Errorf("got %+v, %v; want %+v", got, err, stored)
	}
}

func TestAStatusThatThereIsNotIsRefused(t *testing.T) {
	t.Parallel()
	f := accounttest.New(t)
	err := f.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := (&service.Services{Accounts: f.Accounts}).Add(ctx, tx, service.Service{AccountID: f.IDs["engines"], Status: "fine"})
		return err
	})
	if !errors.Is(err, service.ErrUnknown) {
		t.Errorf("error is %v", err)
	}
}
