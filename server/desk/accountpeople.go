package desk

import (
	"errors"
	"slices"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/markdown"
	"latchkey/internal/membership"
	"latchkey/internal/signin"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// asked returns the account that a page about one of its acts names, for staff with a fresh proof.
func (p *AccountPages) asked(r *web.Request) (a account.Account, err error) {
	if err := p.fresh(r); err != nil {
		return a, err
	}
	if a, err = p.named(r); err != nil {
		return a, err
	}
	return a, p.Staff.ViewedAccount(r.Context(), r.Caller(), a.ID)
}

// Email shows the form that says where an account's mail goes.
func (p *AccountPages) Email(r *web.Request) error {
	a, err := p.asked(r)
	if err != nil {
		return err
	}
	return p.email(r, a, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *AccountPages) email(r *web.Request, a account.Account, form ui.Form, status int) error {
	props := screen.AccountEmailProps{Form: form, URL: accountPage(a.ID), Name: a.Name, Now: a.Email}
	ownerID, err := p.Accounts.OwnerOf(r.Context(), r.Site.DB.Read(), a.ID)
	if err != nil {
		return err
	}
	if ownerID != "" {
		owner, err := p.Users.ByID(r.Context(), r.Site.DB.Read(), ownerID)
		if err != nil {
			return err
		}
		props.Owner = user.PlainEmail(owner.Email)
	}
	return r.Screen(status, "accounts", "desk_accounts.email_title", screen.AccountEmail(props))
}

// SaveEmail changes where an account's mail goes.
func (p *AccountPages) SaveEmail(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	email := r.Form("email")
	err = p.Staff.SetAccountEmail(r.Context(), r.Caller(), a.ID, email)
	if errors.Is(err, user.ErrBadEmail) {
		form := r.Beside("email", prompt.BadEmail(err, "invite.bad_email"))
		form.Values = map[string]string{"email": email}
		return p.email(r, a, form, web.Unprocessable)
	}
	return p.doneTo(r, a, err, "desk_accounts.email_change", about(r, a, email), "email", "email")
}

// about names somebody and the account that something is done in.
func about(r *web.Request, a account.Account, who string) string {
	if who == "" {
		return accountName(r, a)
	}
	return who + r.Locale.T("desk_accounts.apart") + accountName(r, a)
}

// Invite shows the form that invites somebody to an account.
func (p *AccountPages) Invite(r *web.Request) error {
	a, err := p.asked(r)
	if err != nil {
		return err
	}
	return p.inviting(r, a, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *AccountPages) inviting(r *web.Request, a account.Account, form ui.Form, status int) error {
	return r.Screen(status, "accounts", "accounts.invite_title", screen.InviteMember(screen.InviteMemberProps{
		Form: form, URL: accountPage(a.ID), Name: a.Name,
		Parts: r.Grants(account.Membership{Role: account.Owner}, func(part account.Permission) string { return form.Value(string(part)) }),
	}))
}

// SendInvitation invites somebody to an account.
func (p *AccountPages) SendInvitation(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	email := r.Form("email")
	err = p.Staff.InviteMember(r.Context(), r.Caller(), a.ID, email, r.Granted())
	words := ""
	switch {
	case errors.Is(err, membership.ErrNothing):
		form := ui.Form{Alert: r.Locale.T("accounts.refused_nothing"), Values: r.TypedParts(map[string]string{"email": email})}
		return p.inviting(r, a, form, web.Unprocessable)
	case errors.Is(err, user.ErrBadEmail):
		words = prompt.BadEmail(err, "invite.bad_email")
	case errors.Is(err, signin.ErrClosed), errors.Is(err, membership.ErrMember):
		words = ownerRefusal(err)
	case errors.Is(err, membership.ErrTooMany):
		words = "desk_accounts.too_many"
	case errors.Is(err, account.ErrUnknown):
		return web.ErrNotFound
	}
	if words != "" {
		form := r.Beside("email", words)
		form.Values = r.TypedParts(map[string]string{"email": email})
		return p.inviting(r, a, form, web.Unprocessable)
	}
	return p.doneTo(r, a, err, "accounts.invite", about(r, a, email), "invited", web.PartFields("email")...)
}

// accountNotes are what staff have written down about an account.
func (p *AccountPages) accountNotes(r *web.Request, accountID string) ([]screen.AccountNote, error) {
	all, err := p.Support.Notes(r.Context(), r.Caller(), accountID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, n := range all {
		ids = append(ids, n.AuthorID)
	}
	names, err := p.Users.Names(r.Context(), r.Site.DB.Read(), ids)
	return notesOf(r, all, names), err
}

// AddNote writes something down about an account.
func (p *AccountPages) AddNote(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	err = p.Support.AddNote(r.Context(), r.Caller(), a.ID, r.Form("note"))
	if errors.Is(err, support.ErrBody) {
		form := r.Beside("note", "desk_ticket.bad_body")
		form.Values = map[string]string{"note": r.Form("note")}
		return p.show(r, a, form, web.Unprocessable)
	}
	return p.noted(r, a, err)
}

func (p *AccountPages) noted(r *web.Request, a account.Account, err error) error {
	if err != nil {
		return err
	}
	return r.Go(r.Saying(accountPage(a.ID) + "?done=note"))
}

// AskRemoveNote asks before a note is removed.
func (p *AccountPages) AskRemoveNote(r *web.Request) error {
	a, n, err := p.note(r)
	if err != nil {
		return err
	}
	if err := p.Staff.ViewedAccount(r.Context(), r.Caller(), a.ID); err != nil {
		return err
	}
	return askAbout(r, a, screen.AskAccountProps{
		Title: r.Locale.T("desk_accounts.note_title"), Subject: markdown.Text(n.Body), Action: "/notes/" + n.ID + "/remove",
		Label: r.Locale.T("desk_ticket.note_remove"), Danger: true, What: []string{r.Locale.T("desk_accounts.note_what")},
	})
}

// note is the note of the account's that the path names.
func (p *AccountPages) note(r *web.Request) (a account.Account, n ticket.Note, err error) {
	if a, err = p.named(r); err != nil {
		return a, n, err
	}
	all, err := p.Support.Notes(r.Context(), r.Caller(), a.ID)
	if err != nil {
		return a, n, err
	}
	i := slices.IndexFunc(all, func(n ticket.Note) bool { return n.ID == r.Param("note") })
	if i < 0 {
		return a, n, web.ErrNotFound
	}
	return a, all[i], nil
}

// RemoveNote removes a note about the account that the path names.
func (p *AccountPages) RemoveNote(r *web.Request) error {
	a, n, err := p.note(r)
	if err != nil {
		return err
	}
	if err := p.Support.RemoveNote(r.Context(), r.Caller(), n.ID); err != nil {
		return err
	}
	return r.Go(r.Saying(accountPage(a.ID) + "?done=note-removed"))
}
