package desk

import (
	"errors"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/membership"
	"latchkey/internal/signin"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// Member shows what a member of an account may do, to change it.
func (p *AccountPages) Member(r *web.Request) error {
	a, err := p.asked(r)
	if err != nil {
		return err
	}
	return p.memberForm(r, a, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *AccountPages) memberForm(r *web.Request, a account.Account, form ui.Form, status int) error {
	u, m, err := p.member(r)
	if err != nil {
		return err
	}
	return r.Screen(status, "accounts", "accounts.change_permissions", screen.ChangeMember(screen.ChangeMemberProps{
		Form: form, URL: accountPage(a.ID), Account: a.Name, ID: u.ID, Name: u.Name, Email: user.PlainEmail(u.Email),
		Seen: form.ValueOr("seen", m.Mark()),
		Parts: r.Grants(account.Membership{Role: account.Owner}, func(part account.Permission) string {
			return form.ValueOr(string(part), web.Level(m, part))
		}),
	}))
}

// Change sets what a member of an account may do.
func (p *AccountPages) Change(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	u, _, err := p.member(r)
	if err != nil {
		return err
	}
	err = p.Staff.ChangeMember(r.Context(), r.Caller(), a.ID, u.ID, r.Form("seen"), r.Granted())
	switch {
	case errors.Is(err, account.ErrUnknown):
		return web.ErrNotFound
	case errors.Is(err, membership.ErrUnchanged):
		return r.Go(r.Saying(accountPage(a.ID) + "?done=unchanged"))
	case errors.Is(err, account.ErrChanged):
		return p.memberForm(r, a, ui.Form{Alert: r.Locale.T("accounts.permissions_changed")}, web.Unprocessable)
	case err != nil:
		return r.RequireStepUp(err, web.PendingAction{
			Do: r.Locale.T("accounts.change_permissions"), To: about(r, a, u.Name),
			Page: accountPage(a.ID) + "/members/" + u.ID, Fields: web.PartFields("seen"),
		})
	}
	return r.Go(r.Saying(accountPage(a.ID) + "?done=changed"))
}

// Resend mails an invitation to an account once more. One that has ended leads back to the account.
func (p *AccountPages) Resend(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	i, err := p.Accounts.InvitationByID(r.Context(), r.Site.DB.Read(), a.ID, r.Param("invitation"))
	if errors.Is(err, account.ErrNoInvitation) {
		return r.Go(accountPage(a.ID))
	}
	if err != nil {
		return err
	}
	err = p.Staff.ResendAccountInvitation(r.Context(), r.Caller(), a.ID, i.ID)
	for _, refused := range resendRefusals {
		if errors.Is(err, refused.is) {
			return p.show(r, a, ui.Form{Alert: r.Locale.T(refused.words)}, web.Unprocessable)
		}
	}
	return p.doneTo(r, a, err, "accounts.resend_invitation", about(r, a, user.PlainEmail(i.Email)), "resent")
}

// resendRefusals are the words for why an invitation can't be sent again.
var resendRefusals = []struct {
	is    error
	words string
}{
	{account.ErrClosed, "desk_accounts.closed_what"},
	{account.ErrNoInvitation, "desk_accounts.resend_not_given"},
	{account.ErrHasOwner, "desk_accounts.owner_there"},
	{membership.ErrMember, "desk_accounts.owner_member"},
	{membership.ErrTooMany, "desk_accounts.too_many"},
	{signin.ErrClosed, "desk_accounts.owner_closed"},
}

// AskRemove asks before a member is removed from an account.
func (p *AccountPages) AskRemove(r *web.Request) error {
	u, m, err := p.member(r)
	if err != nil {
		return err
	}
	contacts, err := p.Accounts.ContactsOf(r.Context(), r.Site.DB.Read(), m.AccountID)
	if err != nil {
		return err
	}
	return p.ask(r, screen.AskAccountProps{
		Gone:      web.GoneContacts(membership.People{Contacts: contacts}.AddedBy(u.ID)),
		KeepThese: r.PendingValues()["keep"] != "",
		Title:     r.Locale.T("desk_accounts.remove_title"),
		Subject:   u.Name + r.Locale.T("desk_accounts.apart") + ui.LTR(user.PlainEmail(u.Email)),
		Action:    "/members/" + u.ID + "/remove", Label: r.Locale.T("accounts.remove"), Danger: true,
		What: []string{r.Locale.T("accounts.remove_what"), r.Locale.T("desk_accounts.remove_told")},
	})
}

// member is the person whom the path names, if they are a member of its account, and not its owner.
func (p *AccountPages) member(r *web.Request) (u user.User, m account.Membership, err error) {
	a, err := p.named(r)
	if err != nil {
		return u, m, err
	}
	if m, err = p.Accounts.MembershipOf(r.Context(), r.Site.DB.Read(), a.ID, r.Param("member")); err != nil {
		return u, m, err
	}
	if m.Role == account.Owner {
		return u, m, web.ErrNotFound
	}
	u, err = p.Users.ByID(r.Context(), r.Site.DB.Read(), m.UserID)
	return u, m, err
}

// Remove ends a membership. Somebody who was removed already leads back to the account.
func (p *AccountPages) Remove(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	u, _, err := p.member(r)
	if errors.Is(err, account.ErrNotFound) {
		return r.Go(accountPage(a.ID))
	}
	if err != nil {
		return err
	}
	err = p.Staff.RemoveMember(r.Context(), r.Caller(), a.ID, u.ID, r.Form("keep") != "")
	if errors.Is(err, account.ErrNotFound) {
		return r.Go(accountPage(a.ID))
	}
	return p.doneTo(r, a, err, "desk_accounts.remove_do", about(r, a, u.Name), "removed", "keep")
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
