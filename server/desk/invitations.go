package desk

import (
	"context"
	"errors"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/internal/access"
	"latchkey/internal/signin"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// How many open invitations are looked through, and how many of them the page of people shows.
const (
	mostInvitations  = 500
	shownInvitations = 5
)

// invitations are the newest open ones whose address has the words in it, and whether there are more.
func (p *Pages) invitations(r *web.Request, words string) (rows []screen.InvitationRow, more bool, err error) {
	ctx, tx := r.Context(), r.Site.DB.Read()
	all, err := p.Staff.Links.Invitations(ctx, tx, mostInvitations)
	if err != nil {
		return nil, false, err
	}
	var found []signin.Invitation
	var senders []string
	for _, v := range all {
		if strings.Contains(strings.ToLower(v.Email), strings.ToLower(strings.TrimSpace(words))) {
			found, senders = append(found, v), append(senders, v.InvitedBy)
		}
	}
	more = len(found) > shownInvitations
	found = found[:min(len(found), shownInvitations)]
	names, err := p.Users.Names(ctx, tx, senders[:len(found)])
	for _, v := range found {
		by := names[v.InvitedBy]
		if v.InvitedBy == staff.Shell {
			by = r.Locale.T("audit.shell")
		}
		rows = append(rows, screen.InvitationRow{
			Email: user.PlainEmail(v.Email), By: by, Sent: r.Moment(v.SentAt), Until: r.Date(v.ExpiresAt),
		})
	}
	return rows, more, err
}

// SendInvitationAgain mails an open invitation again, with a new link.
func (p *Pages) SendInvitationAgain(r *web.Request) error {
	return p.onInvitation(r, p.Staff.InviteAgain, "again", "people.send_again")
}

// WithdrawInvitation ends the link of an open invitation.
func (p *Pages) WithdrawInvitation(r *web.Request) error {
	return p.onInvitation(r, p.Staff.WithdrawInvitation, "withdrawn", "people.withdraw")
}

func (p *Pages) onInvitation(r *web.Request, do func(context.Context, access.Caller, string) error, done, words string) error {
	email := r.Form("email")
	err := do(r.Context(), r.Caller(), email)
	var tooMany signin.TooManyError
	switch {
	case err == nil:
		return r.Go(r.Saying("/desk/people?done=" + done))
	case errors.As(err, &tooMany):
		refused, status := prompt.TooManyMails(r, &tooMany.Refusal)
		return p.showPeople(r, refused.Alert, status)
	case errors.Is(err, signin.ErrNoInvitation):
		return p.showPeople(r, r.Locale.T("people.not_invited"), web.Unprocessable)
	case errors.Is(err, user.ErrEmailTaken):
		return p.showPeople(r, r.Locale.T("invite.taken"), web.Unprocessable)
	case errors.Is(err, signin.ErrClosed):
		return p.showPeople(r, r.Locale.T("invite.closed"), web.Unprocessable)
	}
	return r.RequireStepUp(err, web.PendingAction{
		Do: r.Locale.T(words), To: email, Page: "/desk/people", Fields: []string{"email"},
	})
}
