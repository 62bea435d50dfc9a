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
func (h *Host) printSetUpLink(ctx context.Context, c Console, url string) error {
	token, err := h.Changes.SetUpLink(ctx)
	if err != nil || token == "" {
		return err
	}
	_, err = fmt.Fprintf(c.Out, "Nobody looks after this host yet. Within 24 hours, open this link to make the first administrator; it works once:\n  %s/set-up/%s\n", url, token)
	return err
}

func userStaff(ctx context.Context, c Console, args []string) error {
	flags := newFlags(c, "user staff --email E --role ROLE [--data DIR]")
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	email := flags.String("email", "", "the person's address")
	name := flags.String("role", "", "administrator, support, or client for nobody of the staff any more")
	if err := parse(c, flags, args); err != nil {
		return err
	}
	role, err := user.ParseRole(*name)
	if err != nil || *email == "" {
		return UsageError{"user staff takes --email and --role, which is administrator, support or client"}
	}
	h, err := OpenExisting(ctx, c, *data)
	if err != nil {
		return err
	}
	u, err := h.Changes.SetRoleFromShell(ctx, *email, role)
	if errors.Is(err, user.ErrNotFound) {
		err = fmt.Errorf("nobody has the address %s; `latchkey user list` shows everybody", *email)
	}
	if err == nil {
		fmt.Fprintf(c.Out, "%s is %s from now on; all their sessions have ended.\n", u.Email, credential.RoleName(role))
	}
	return errors.Join(err, h.DB.Close())
}

func (h *Host) desk() *pagedesk.Pages {
	return &pagedesk.Pages{
		Changes: h.Changes, Users: h.Users, Accounts: h.Accounts, Policies: h.Policies, Invite: h.invite, Meter: web.NewMeter(h.Changes),
		Cases:   h.casePages().Waiting,
		Recover: h.casePages().Recover,
	}
}

func (h *Host) casePages() *pagedesk.CasePages {
	return &pagedesk.CasePages{Cases: h.Cases, Users: h.Users}
}

func (h *Host) invite(ctx context.Context, actor, email string, _ session.Client) error {
	err := h.Links.Invite(ctx, actor, signin.Registration{Email: email}, "")
	if errors.Is(err, signin.ErrClosed) {
		return pagedesk.ErrNoInvitations
	}
	return err
}
