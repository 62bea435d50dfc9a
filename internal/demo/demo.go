// Package demo fills a database with a made-up host: its brand, its clients and what they own, for people who
// try Latchkey and for tests. It uses the other packages' own functions; nothing here is secret.
package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"latchkey/internal/account"
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
}

// Fill adds the made-up host to the database, with dates around the present day. It leaves a database that has
// it already unchanged, so that people find their changes again.
func (h *Host) Fill(ctx context.Context) error {
	there, err := h.Users.List(ctx, h.DB.Read())
	if err != nil {
		return fmt.Errorf("filling the demo: %w", err)
	}
	if slices.ContainsFunc(there, MadeUp) {
		return nil
	}
	hashes, err := h.hash(ctx)
	if err != nil {
		return fmt.Errorf("filling the demo: %w", err)
	}
	err = h.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		f := filling{Host: h, tx: tx, today: h.Clock.Now().Time().Truncate(24 * time.Hour), users: map[string]string{}}
		for _, step := range []func(context.Context) error{f.brand, f.people(hashes), f.staff, f.clients} {
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

// MadeUp reports whether u has the address of one of the demo's people. One of them who has changed it is not
// recognised.
func MadeUp(u user.User) bool {
	return slices.ContainsFunc(everybody(), func(p Person) bool { return p.Email == u.Email })
}

// everybody is the clients, then the staff.
func everybody() []Person {
	all := slices.Clone(People)
	for _, e := range Staff {
		all = append(all, e.Person)
	}
	return all
}

// hash is done before the transaction: nobody else can write while one is open.
func (h *Host) hash(ctx context.Context) ([]string, error) {
	var hashes []string
	for _, p := range everybody() {
		hash, err := h.Hasher.Hash(ctx, p.Password)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}
