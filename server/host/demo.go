package host

import (
	"context"
	"fmt"
	"slices"

	"latchkey/internal/demo"
)

// fillDemo puts the made-up host into its data folder, once.
func (h *Host) fillDemo(ctx context.Context, data string) error {
	people, err := h.Users.List(ctx, h.DB.Read())
	if err != nil {
		return err
	}
	if len(people) > 0 && !slices.ContainsFunc(people, demo.MadeUp) {
		return fmt.Errorf(
			"%s holds a real host: the demo would add people whose passwords everybody knows. Give it another folder with --data", data,
		)
	}
	made := &demo.Host{
		DB: h.DB, Clock: h.Clock, Hasher: h.Authn.Hasher, Users: h.Users,
		Accounts: h.Accounts, Services: h.Services, Domains: h.Domains, Invoices: h.Invoices, Tickets: h.Tickets,
		Settings: h.Settings,
	}
	return made.Fill(ctx)
}
