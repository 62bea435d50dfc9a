package account

import (
	"errors"
	"slices"
	"strings"

	screen "latchkey/components/account"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/membership"
	"latchkey/internal/setting"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// Members lists who belongs to the chosen account, and who is invited.
func (p *Pages) Members(r *web.Request) error {
	b, err := sees(r, account.Members)
	if err != nil {
		return err
	}
	return p.showMembers(r, b, "")
}

func (p *Pages) showMembers(r *web.Request, b account.Belonging, alert string) error {
	people, err := p.Membership.People(r.Context(), r.Caller(), b.ID)
	if err != nil {
		return err
	}
	mayInvite := b.As.Allows(account.MembersManage) && !b.Closed()
	props := screen.MembersProps{Top: top(r, b, membersPath), Base: base(b), MayInvite: mayInvite}
	for _, part := range web.AccountParts {
		props.Parts = append(props.Parts, r.Locale.T("accounts.part_"+string(part)))
	}
	for _, m := range people.Members {
		props.Members = append(props.Members, memberRow(r, m))
	}
	for _, i := range people.Invitations {
		props.Invitations = append(props.Invitations, screen.InvitationRow{
			ID: i.ID, Email: user.PlainEmail(i.Email), What: toWhat(r, i.Role, i.Permissions), Until: r.DateTime(i.ExpiresAt),
			MayAct: mayInvite && i.Role == account.Member && b.As.Covers(i.Permissions),
		})
	}
	status := 0
	if props.Alert = alert; alert != "" {
		status = web.Unprocessable
	}
	return r.Screen(status, section, "accounts.members", screen.Members(props))
}

func memberRow(r *web.Request, m membership.Person) screen.MemberRow {
	row := screen.MemberRow{
		ID: m.UserID, Name: m.Name, Email: m.Email, Owner: m.Role == account.Owner, You: m.You, MayAct: m.MayAct,
	}
	words := map[string]string{"": "accounts.level_none", web.Sees: "accounts.level_see", web.Manages: "accounts.level_manage"}
	for _, part := range web.AccountParts {
		row.May = append(row.May, r.Locale.T(words[web.Level(m.Membership, part)]))
	}
	return row
}

// toWhat says what an invitation gives.
func toWhat(r *web.Request, role account.Role, permissions []account.Permission) string {
	if role == account.Owner {
		return r.Locale.T("accounts.is_owner")
	}
	words := may(r, permissions)
	if len(words) == 0 {
		return r.Locale.T("accounts.level_none")
	}
	return strings.Join(words, " · ")
}

// Invite shows the form of an invitation.
func (p *Pages) Invite(r *web.Request) error {
	return p.showInvite(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showInvite(r *web.Request, form ui.Form, status int) error {
	b, err := manages(r, account.MembersManage)
	if err != nil {
		return err
	}
	return r.Screen(status, section, "accounts.invite_title", screen.Invite(screen.InviteProps{
		Form: form, Base: base(b), Languages: languages(r, "accounts.language_account"),
		NobodyNew: r.Site.Settings.Choices(r.Context()).Registration == setting.Closed,
		Parts:     r.Grants(b.As, func(part account.Permission) string { return form.Value(string(part)) }),
	}))
}

// SendInvitation mails an invitation.
func (p *Pages) SendInvitation(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	email, language := r.Form("email"), r.Form("language")
	again := func(form ui.Form, status int) error {
		form.Values = r.TypedParts(map[string]string{"email": email, "language": language})
		return p.showInvite(r, form, status)
	}
	refusal, err := p.Membership.Invite(r.Context(), r.Caller(), b.ID, membership.Invite{
		Email: email, Permissions: r.Granted(), Language: known(language),
	})
	switch {
	case errors.Is(err, user.ErrBadEmail):
		return again(badEmail(r, email, err), web.Unprocessable)
	case err == nil && refusal != nil:
		return again(prompt.TooManyMails(r, refusal))
	}
	refusedAgain := func(alert string) error { return again(ui.Form{Alert: alert}, web.Unprocessable) }
	return ended(r, err, refusedAgain, web.PendingAction{
		Do: r.Locale.T("accounts.invite"), To: email, Page: base(b) + "/invite", Fields: web.PartFields("email", "language"),
	}, membersPath, "invited")
}

// Resend mails an invitation once more.
func (p *Pages) Resend(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	refusal, err := p.Membership.Resend(r.Context(), r.Caller(), b.ID, r.Param("id"))
	again := func(alert string) error { return p.showMembers(r, b, alert) }
	if err == nil && refusal != nil {
		form, _ := prompt.TooManyMails(r, refusal)
		return again(form.Alert)
	}
	return ended(r, err, again, web.PendingAction{Do: r.Locale.T("accounts.resend_invitation"), Page: membersPath}, membersPath, "resent")
}

// AskWithdraw asks whether to withdraw an invitation.
func (p *Pages) AskWithdraw(r *web.Request) error { return p.askWithdraw(r, "") }

func (p *Pages) askWithdraw(r *web.Request, alert string) error {
	b, err := manages(r, account.MembersManage)
	if err != nil {
		return err
	}
	people, err := p.Membership.People(r.Context(), r.Caller(), b.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people.Invitations, func(i account.Invitation) bool { return i.ID == r.Param("id") })
	if i < 0 {
		return web.ErrNotFound
	}
	in := people.Invitations[i]
	return ask(r, "accounts.withdraw_title", screen.AskProps{
		Alert: alert, Subject: user.PlainEmail(in.Email), Action: base(b) + "/invitations/" + in.ID + "/withdraw",
		Label: r.Locale.T("accounts.withdraw"), Back: membersPath, What: []string{r.Locale.T("accounts.withdraw_what")},
	})
}

// Withdraw ends an invitation.
func (p *Pages) Withdraw(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	err = p.Membership.Withdraw(r.Context(), r.Caller(), b.ID, r.Param("id"))
	again := func(alert string) error { return p.askWithdraw(r, alert) }
	return ended(r, err, again, web.PendingAction{}, membersPath, "withdrawn")
}
