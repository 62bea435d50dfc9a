package demo

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/service"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// filling is one Fill under way.
type filling struct {
	*Host
	tx    db.Tx
	today time.Time
	users map[string]string // e-mail address -> id
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

func (f *filling) people(hashes []string) func(context.Context) error {
	return func(ctx context.Context) error {
		for i, p := range everybody() {
			u, err := f.Users.Create(ctx, f.tx, p.Email, p.Name, hashes[i])
			if err != nil {
				return err
			}
			if err := f.Users.SetProfile(ctx, f.tx, u.ID, user.Profile{Name: p.Name, Language: p.Language}); err != nil {
				return err
			}
			f.users[p.Email] = u.ID
		}
		return nil
	}
}

func (f *filling) staff(ctx context.Context) error {
	for _, e := range Staff {
		if err := f.Users.SetRole(ctx, f.tx, f.users[e.Email], e.Role); err != nil {
			return err
		}
	}
	return nil
}

func (f *filling) clients(ctx context.Context) error {
	for _, c := range clients {
		a, err := f.Accounts.CreateSince(ctx, f.tx, c.number, c.name, f.day(c.since))
		if err != nil {
			return err
		}
		if err := errors.Join(f.members(ctx, a.ID, c), f.own(ctx, a.ID, c), f.bill(ctx, a.ID, c), f.ask(ctx, a.ID, c)); err != nil {
			return err
		}
	}
	return nil
}

func (f *filling) members(ctx context.Context, id string, c client) error {
	err := f.Accounts.Join(ctx, f.tx, account.Membership{AccountID: id, UserID: f.users[c.owner], Role: account.Owner})
	for _, email := range slices.Sorted(maps.Keys(c.members)) {
		err = errors.Join(err, f.Accounts.Join(ctx, f.tx, account.Membership{
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

func (f *filling) ask(ctx context.Context, id string, c client) error {
	for _, t := range c.tickets {
		_, err := f.Tickets.Add(ctx, f.tx, ticket.Ticket{
			AccountID: id, Number: t.number, Subject: t.subject, Status: t.status, UpdatedAt: f.day(t.updated),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
