package host

import (
	"context"
	"errors"
	"fmt"
	"net/netip"

	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/demo"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/user"
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
	made := h.demo()
	if made.Full = o.Full; o.Full {
		made.Lost = h.lost
		return made.FillAll(ctx)
	}
	return made.Fill(ctx)
}

func (h *Host) demo() *demo.Host {
	return &demo.Host{
		DB: h.DB, Clock: h.Clock, Hasher: h.Authn.Hasher, Users: h.Users,
		Accounts: h.Accounts, Services: h.Services, Domains: h.Domains, Invoices: h.Invoices, Tickets: h.Tickets,
		Settings: h.Settings, Files: h.Files, Index: h.Support.Index,
	}
}

// lost has somebody set a second step up, lose it, and ask for help: so the desk has a recovery case to look at.
func (h *Host) lost(ctx context.Context, u user.User) error {
	by := session.Client{Address: netip.MustParseAddr("203.0.113.24"), Agent: "Chrome on Windows"}
	err := h.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		whose := factor.Owner{UserID: u.ID, Session: "demo", Browser: "demo"}
		if err := h.Factors.Begin(ctx, tx, whose, factor.Enrollment{Kind: factor.TOTP, Proof: factor.Strongest}); err != nil {
			return err
		}
		app, err := h.Factors.Pending(ctx, tx, whose, factor.TOTP)
		if err != nil {
			return err
		}
		shown, err := factor.At(app.Secret, code.Step(int64(h.Clock.Now())))
		if err != nil {
			return err
		}
		answer := factor.Answer{Input: shown}
		if err := h.Factors.CountFirst(ctx, tx, whose, factor.TOTP, &answer); err != nil {
			return err
		}
		_, err = h.Factors.Confirm(ctx, tx, whose, factor.TOTP, answer)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := h.Cases.Ask(ctx, u.Email, by); err != nil {
		return err
	}
	mailed, err := h.Outbox.Latest(ctx, h.DB.Read(), 1)
	if err != nil || len(mailed) == 0 || mailed[0].Kind != message.RecoveryOpen {
		return errors.Join(err, errors.New("no link to a recovery case was mailed"))
	}
	_, err = h.Cases.Open(ctx, mailed[0].Secret, by)
	return err
}
