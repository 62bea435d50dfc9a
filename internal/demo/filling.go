package demo

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/service"
	"latchkey/internal/user"
)

// filling is one Fill under way.
type filling struct {
	*Host
	tx    db.Tx
	today time.Time
	past  *clock.Clock      // shows when what is being written came about
	users map[string]string // e-mail address -> id

	ids       map[string]string    // of accounts, by number
	owners    map[string]user.User // of accounts, by number
	employees map[string]user.User // by the first part of their address
}

func (f *filling) day(n int) clock.Instant { return clock.At(f.today.AddDate(0, 0, n)) }

func (f *filling) brand(ctx context.Context) error {
	for _, b := range brand {
		if err := f.Settings.Set(ctx, f.tx, b[0], b[1]); err != nil {
			return err
		}
	}
	return nil
}

func (f *filling) people(everybody []Person, hashes []string) func(context.Context) error {
	return func(ctx context.Context) error {
		for i, p := range everybody {
			u, err := f.Users.Create(ctx, f.tx, p.Email, p.Name, hashes[i])
			if err != nil {
				return err
			}
			if err := f.Users.SetProfile(ctx, f.tx, u.ID, user.Profile{Name: p.Name, Language: p.Language}); err != nil {
				return err
			}
			f.users[p.Email] = u.ID
			f.employees[strings.TrimSuffix(p.Email, addressEnd)] = u
		}
		return nil
	}
}

func (f *filling) staff(all []Employee) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, e := range all {
			if err := f.Users.SetRole(ctx, f.tx, f.users[e.Email], e.Role); err != nil {
				return err
			}
		}
		return nil
	}
}

func (f *filling) clients(ctx context.Context) error {
	for _, c := range clients {
		f.past.Set(f.day(c.since).Time())
		a, err := f.accounts().CreateSince(ctx, f.tx, c.number, c.name, f.past.Now())
		if err != nil {
			return err
		}
		f.ids[c.number], f.owners[c.number] = a.ID, user.User{ID: f.users[c.owner], Name: nameOf(c.owner)}
		if err := errors.Join(f.members(ctx, a.ID, c), f.own(ctx, a.ID, c), f.bill(ctx, a.ID, c)); err != nil {
			return err
		}
	}
	return nil
}

func nameOf(email string) string {
	return People[slices.IndexFunc(People, func(p Person) bool { return p.Email == email })].Name
}

// asked has the tickets be there that the printed people opened.
func (f *filling) asked(ctx context.Context) error {
	return f.speak(ctx, talks(few, "en"), nil)
}

func (f *filling) members(ctx context.Context, id string, c client) error {
	err := f.accounts().Join(ctx, f.tx, account.Membership{AccountID: id, UserID: f.users[c.owner], Role: account.Owner})
	for _, email := range slices.Sorted(maps.Keys(c.members)) {
		err = errors.Join(err, f.accounts().Join(ctx, f.tx, account.Membership{
			AccountID: id, UserID: f.users[email], Role: account.Member, Permissions: c.members[email],
		}))
	}
	return err
}

func (f *filling) own(ctx context.Context, id string, c client) error {
	for _, s := range c.services {
		_, err := f.Services.Add(ctx, f.tx, service.Service{
			AccountID: id, Name: s.name, Plan: s.plan, Domain: s.domain, Status: s.status,
			Price: s.price, Currency: s.currency, RenewsAt: f.day(s.renews),
		})
		if err != nil {
			return err
		}
	}
	for _, d := range c.domains {
		_, err := f.Domains.Add(ctx, f.tx, domain.Domain{
			AccountID: id, Name: d.name, AutoRenew: d.autoRenew, ExpiresAt: f.day(d.expires),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *filling) bill(ctx context.Context, id string, c client) error {
	for _, i := range c.invoices {
		var paid clock.Instant
		if i.paid != notYet {
			paid = f.day(i.issued + i.paid)
		}
		_, err := f.Invoices.Add(ctx, f.tx, invoice.Invoice{
			AccountID: id, Number: i.number, Description: i.description, Amount: i.amount, Currency: i.currency,
			IssuedAt: f.day(i.issued), DueAt: f.day(i.due), PaidAt: paid,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
