package main

import (
	"context"
	"errors"
	"fmt"

	"latchkey/internal/credential"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/user"
	pagedesk "latchkey/server/desk"
	"latchkey/server/web"
)

// printSetUpLink shows, while there is no staff, the one-time link that makes the first
// administrator: anew at each start, since only its hash is kept.
func (h *host) printSetUpLink(ctx context.Context, c console, url string) error {
	token, err := h.changes.SetUpLink(ctx)
	if err != nil || token == "" {
		return err
	}
	_, err = fmt.Fprintf(c.out, "Nobody looks after this host yet. Within 24 hours, open this link to make the first administrator; it works once:\n  %s/set-up/%s\n", url, token)
	return err
}

func userStaff(ctx context.Context, c console, args []string) error {
	flags := newFlags(c, "user staff --email E --role ROLE [--data DIR]")
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	email := flags.String("email", "", "the person's address")
	name := flags.String("role", "", "administrator, support, or client for nobody of the staff any more")
	if err := parse(c, flags, args); err != nil {
		return err
	}
	role, err := user.ParseRole(*name)
	if err != nil || *email == "" {
		return usageError{"user staff takes --email and --role, which is administrator, support or client"}
	}
	h, err := openExisting(ctx, c, *data)
	if err != nil {
		return err
	}
	u, err := h.changes.SetRoleFromShell(ctx, *email, role)
	if errors.Is(err, user.ErrNotFound) {
		err = fmt.Errorf("nobody has the address %s; `latchkey user list` shows everybody", *email)
	}
	if err == nil {
		fmt.Fprintf(c.out, "%s is %s from now on; all their sessions have ended.\n", u.Email, credential.RoleName(role))
	}
	return errors.Join(err, h.db.Close())
}

func (h *host) desk() *pagedesk.Pages {
	return &pagedesk.Pages{
		Changes: h.changes, Users: h.users, Accounts: h.accounts, Invoices: h.invoices, Policies: h.policies, Invite: h.invite, Meter: web.NewMeter(h.changes),
		Cases:   h.cases.Waiting,
		Recover: h.casePages().Recover,
	}
}

func (h *host) casePages() *pagedesk.CasePages {
	return &pagedesk.CasePages{Cases: h.cases, Users: h.users}
}

func (h *host) invite(ctx context.Context, actor, email string, _ session.Client) error {
	err := h.links.Invite(ctx, actor, signin.Registration{Email: email}, "")
	if errors.Is(err, signin.ErrClosed) {
		return pagedesk.ErrNoInvitations
	}
	return err
}
