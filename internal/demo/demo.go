// Package demo fills a database with a made-up host: its brand, its clients and what they own, for people who
// try Latchkey and for tests. It uses the other packages' own functions; nothing here is secret.
package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/attachment"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/password"
	"latchkey/internal/service"
	"latchkey/internal/setting"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// Host holds the services that [Host.Fill] writes with.
type Host struct {
	DB       *db.DB
	Clock    *clock.Clock
	Hasher   *password.Hasher
	Users    *user.Users
	Accounts *account.Accounts
	Services *service.Services
	Domains  *domain.Domains
	Invoices *invoice.Invoices
	Tickets  *ticket.Tickets
	Settings *setting.Settings

	Lost  func(context.Context, user.User) error            // opens a recovery case for who has lost the phone; nil: there is none
	Full  bool                                              // the full demo: its numbers of tickets are as long as real ones
	Files *attachment.Files                                 // of the full demo alone
	Index func(context.Context, db.Tx, ticket.Ticket) error // has a ticket be found; nil: the index is to be made anew
}

// Fill adds the made-up host to the database, with dates around the present day. It leaves a database that has
// it already unchanged, so that people find their changes again.
func (h *Host) Fill(ctx context.Context) error {
	filled, err := h.Filled(ctx, h.DB.Read())
	if err != nil || filled {
		return err
	}
	hashes, err := h.hash(ctx, everybody())
	if err != nil {
		return fmt.Errorf("filling the demo: %w", err)
	}
	err = h.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		f := h.filling(tx)
		for _, step := range []func(context.Context) error{f.brand, f.people(everybody(), hashes), f.staff(Staff), f.clients, f.asked} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("filling the demo: %w", err)
	}
	return nil
}

func (h *Host) filling(tx db.Tx) *filling {
	today := h.Clock.Now().Time().Truncate(24 * time.Hour)
	return &filling{
		Host: h, tx: tx, today: today, past: clock.Fixed(today), users: map[string]string{},
		ids: map[string]string{}, owners: map[string]user.User{}, employees: map[string]user.User{},
	}
}

// Filled reports whether the database holds the made-up host: its people, whose passwords everybody knows, or its
// client accounts, by which it is recognised even after all its people have changed their addresses.
func (h *Host) Filled(ctx context.Context, tx db.Reader) (bool, error) {
	var addresses []string
	for _, p := range everybody() {
		addresses = append(addresses, p.Email) // which is its own key
	}
	if known, err := h.Users.Taken(ctx, tx, addresses); err != nil || len(known) > 0 {
		return len(known) > 0, err
	}
	for _, c := range clients {
		a, err := h.Accounts.ByNumber(ctx, tx, c.number)
		if err == nil && a.Name == c.name {
			return true, nil
		}
		if err != nil && !errors.Is(err, account.ErrNotFound) {
			return false, err
		}
	}
	return false, nil
}

// everybody is the clients, then the staff.
func everybody() []Person {
	all := slices.Clone(People)
	for _, e := range Staff {
		all = append(all, e.Person)
	}
	return all
}

// hash is done before the transaction: nobody else can write while one is open. It takes every processor.
func (h *Host) hash(ctx context.Context, people []Person) ([]string, error) {
	hashes, failures := make([]string, len(people)), make([]error, len(people))
	var all sync.WaitGroup
	for i, p := range people {
		all.Go(func() { hashes[i], failures[i] = h.Hasher.Hash(ctx, p.Password) })
	}
	all.Wait()
	return hashes, errors.Join(failures...)
}
