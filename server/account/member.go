package account

import (
	"errors"

	screen "latchkey/components/account"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/locale"
	"latchkey/internal/membership"
	"latchkey/server/web"
)

// member is who the address names, if the person may act on them.
func (p *Pages) member(r *web.Request) (b account.Belonging, people membership.People, m membership.Person, err error) {
	if b, err = manages(r, account.MembersManage); err != nil {
		return b, people, m, err
	}
	if people, err = p.Membership.People(r.Context(), r.Caller(), b.ID); err != nil {
		return b, people, m, err
	}
	for _, m := range people.Members {
		if m.UserID == r.Param("id") && m.MayAct {
			return b, people, m, nil
		}
	}
	return b, people, m, web.ErrNotFound
}

// Member shows what a member may do, to change it.
func (p *Pages) Member(r *web.Request) error {
	return p.showMember(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showMember(r *web.Request, form ui.Form, status int) error {
	b, _, m, err := p.member(r)
	if err != nil {
		return err
	}
	props := screen.MemberProps{Form: form, Base: base(b), ID: m.UserID, Name: m.Name, Email: m.Email}
	props.Seen = form.ValueOr("seen", m.Mark())
	props.Parts = r.Grants(b.As, func(part account.Permission) string { return form.ValueOr(string(part), web.Level(m.Membership, part)) })
	return r.Screen(status, section, "accounts.permissions", screen.Member(props))
}

// Change sets what a member may do.
func (p *Pages) Change(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	id := r.Param("id")
	err = p.Membership.Change(r.Context(), r.Caller(), b.ID, id, r.Form("seen"), r.Granted())
	again := func(alert string) error {
		return p.showMember(r, ui.Form{Alert: alert, Values: r.TypedParts(map[string]string{"seen": r.Form("seen")})}, web.Unprocessable)
	}
	switch {
	case errors.Is(err, membership.ErrUnchanged):
		return r.Leave(r.Saying(membersPath + "?done=unchanged"))
	case errors.Is(err, account.ErrChanged):
		return p.showMember(r, ui.Form{Alert: r.Locale.T("accounts.permissions_changed")}, web.Unprocessable)
	}
	return ended(r, err, again, web.PendingAction{
		Do: r.Locale.T("accounts.change_permissions"), To: p.nameOf(r, b, id), Page: base(b) + "/members/" + id, Fields: web.PartFields("seen"),
	}, membersPath, "changed")
}

// AskRemove asks whether to remove a member.
func (p *Pages) AskRemove(r *web.Request) error {
	return p.askRemove(r, "", r.PendingValues()["keep"] != "")
}

func (p *Pages) askRemove(r *web.Request, alert string, keep bool) error {
	b, people, m, err := p.member(r)
	if err != nil {
		return err
	}
	return ask(r, "accounts.remove_title", screen.AskProps{
		Alert: alert, Subject: m.Name + " · " + m.Email, Action: base(b) + "/members/" + m.UserID + "/remove",
		Label: r.Locale.T("accounts.remove"), Back: membersPath, What: []string{r.Locale.T("accounts.remove_what")},
		Gone: web.GoneContacts(people.AddedBy(m.UserID)), GoneWhat: r.Locale.T("accounts.remove_contacts"), MayKeep: true, KeepThese: keep,
	})
}

// Remove ends a membership.
func (p *Pages) Remove(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	id := r.Param("id")
	keep := r.Form("keep") != ""
	err = p.Membership.Remove(r.Context(), r.Caller(), b.ID, id, keep)
	again := func(alert string) error { return p.askRemove(r, alert, keep) }
	return ended(r, err, again, web.PendingAction{
		Do: r.Locale.T("accounts.remove_title"), To: p.nameOf(r, b, id), Page: base(b) + "/members/" + id + "/remove",
		Fields: []string{"keep"},
	}, membersPath, "removed")
}

// known is a language's tag that there is; "" for any other.
func known(tag string) string {
	if _, found := locale.Find(tag); found {
		return tag
	}
	return ""
}
