package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"latchkey/internal/session"
	"latchkey/internal/signin"
	pagedesk "latchkey/server/desk"
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

func (h *host) desk() *pagedesk.Pages {
	return &pagedesk.Pages{
		Changes: h.changes, Users: h.users, Accounts: h.accounts, Policies: h.policies, Invite: h.invite,
		Cases:   h.casePages().Waiting,
		Recover: func(userID string) string { return "/desk/cases/new?person=" + url.QueryEscape(userID) },
	}
}

func (h *host) casePages() *pagedesk.CasePages {
	return &pagedesk.CasePages{Cases: h.cases, Users: h.users}
}

func (h *host) invite(ctx context.Context, actor, email string, _ session.Visitor) error {
	err := h.links.Invite(ctx, actor, signin.Registration{Email: email}, "")
	if errors.Is(err, signin.ErrClosed) {
		return pagedesk.ErrNoInvitations
	}
	return err
}
