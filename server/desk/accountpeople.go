package desk

import (
	"errors"
	"slices"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/account"
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

// AskRemove asks before a member is removed from an account.
func (p *AccountPages) AskRemove(r *web.Request) error {
	u, err := p.member(r)
	if err != nil {
		return err
	}
	return p.ask(r, screen.AskAccountProps{
		Title: r.Locale.T("desk_accounts.remove_title"), Subject: u.Name + r.Locale.T("desk_accounts.apart") + ui.LTR(user.PlainEmail(u.Email)),
		Action: "/members/" + u.ID + "/remove", Label: r.Locale.T("accounts.remove"), Danger: true,
		What: []string{r.Locale.T("accounts.remove_what"), r.Locale.T("desk_accounts.remove_told")},
	})
}

// member is the person whom the path names, if they are a member of its account, and not its owner.
func (p *AccountPages) member(r *web.Request) (u user.User, err error) {
	a, err := p.named(r)
	if err != nil {
		return u, err
	}
	m, err := p.Accounts.MembershipOf(r.Context(), r.Site.DB.Read(), a.ID, r.Param("member"))
	if err != nil {
		return u, err
	}
	if m.Role == account.Owner {
		return u, web.ErrNotFound
	}
	return p.Users.ByID(r.Context(), r.Site.DB.Read(), m.UserID)
}

// Remove ends a membership. Somebody who was removed already leads back to the account.
func (p *AccountPages) Remove(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	u, err := p.member(r)
	if errors.Is(err, account.ErrNotFound) {
		return r.Go(accountPage(a.ID))
	}
	if err != nil {
		return err
	}
	err = p.Staff.RemoveMember(r.Context(), r.Caller(), a.ID, u.ID)
	if errors.Is(err, account.ErrNotFound) {
		return r.Go(accountPage(a.ID))
	}
	return p.doneTo(r, a, err, "desk_accounts.remove_do", about(r, a, u.Name), "removed")
}

// AskWithdraw asks before an invitation to an account is withdrawn.
func (p *AccountPages) AskWithdraw(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	i, err := p.Accounts.InvitationByID(r.Context(), r.Site.DB.Read(), a.ID, r.Param("invitation"))
	if errors.Is(err, account.ErrNoInvitation) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	return p.ask(r, screen.AskAccountProps{
		Title: r.Locale.T("accounts.withdraw_title"), Subject: user.PlainEmail(i.Email),
		Action: "/invitations/" + i.ID + "/withdraw", Label: r.Locale.T("accounts.withdraw"), Danger: true,
		What: []string{r.Locale.T("accounts.withdraw_what")},
	})
}

// Withdraw withdraws an invitation to an account. One that has ended already leads back to the account.
func (p *AccountPages) Withdraw(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	err = p.Staff.WithdrawAccountInvitation(r.Context(), r.Caller(), a.ID, r.Param("invitation"))
	if errors.Is(err, account.ErrNoInvitation) {
		return r.Go(accountPage(a.ID))
	}
	return p.done(r, a, err, "desk_accounts.withdraw_do", "withdrawn")
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

// RemoveNote removes a note about the account that the path names.
func (p *AccountPages) RemoveNote(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	all, err := p.Support.Notes(r.Context(), r.Caller(), a.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(n ticket.Note) bool { return n.ID == r.Param("note") }) {
		return web.ErrNotFound
	}
	return p.noted(r, a, p.Support.RemoveNote(r.Context(), r.Caller(), r.Param("note")))
}
