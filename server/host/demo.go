package host

import (
	"context"
	"errors"
	"fmt"

	"latchkey/internal/demo"
)

// ErrDemo refuses to serve a demo's data folder: everybody knows its people's passwords.
var ErrDemo = errors.New("this is the data folder of a demo, with an administrator whose password everybody knows: " +
	"give `latchkey serve` a folder of its own with --data; `latchkey demo` shows this one")

// ownPeople has a demo's folder served as a demo, and no other.
func (o Options) ownPeople(ctx context.Context, h *Host) error {
	if !o.Demo {
		return h.NotDemo(ctx)
	}
	h.Outbox.Demo = o.Delivery.None()
	return h.fillDemo(ctx, o)
}

// NotDemo returns [ErrDemo] if the data folder was filled by a demo.
func (h *Host) NotDemo(ctx context.Context) error {
	filled, err := h.demo().Filled(ctx, h.DB.Read())
	if err == nil && filled {
		err = ErrDemo
	}
	return err
}

// fillDemo puts the made-up host into its data folder, once.
func (h *Host) fillDemo(ctx context.Context, o Options) error {
	people, err := h.Users.List(ctx, h.DB.Read())
	if err != nil {
		return err
	}
	filled, err := h.demo().Filled(ctx, h.DB.Read())
	if err != nil {
		return err
	}
	if len(people) > 0 && !filled {
		return fmt.Errorf(
			"%s holds a real host: the demo would add people whose passwords everybody knows. Give it another folder with --data", o.Data,
		)
	}
	if o.Full {
		return h.demo().FillAll(ctx)
	}
	return h.demo().Fill(ctx)
}

func (h *Host) demo() *demo.Host {
	return &demo.Host{
		DB: h.DB, Clock: h.Clock, Hasher: h.Authn.Hasher, Users: h.Users,
		Accounts: h.Accounts, Services: h.Services, Domains: h.Domains, Invoices: h.Invoices, Tickets: h.Tickets,
		Settings: h.Settings, Files: h.Files, Index: h.Support.Index,
	}
}
