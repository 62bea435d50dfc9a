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
func (p *Pages) member(r *web.Request) (b account.Belonging, m membership.Person, err error) {
	if b, err = manages(r, account.MembersManage); err != nil {
		return b, m, err
	}
	people, err := p.Membership.People(r.Context(), r.Caller(), b.ID)
	if err != nil {
		return b, m, err
	}
	for _, m := range people.Members {
		if m.UserID == r.Param("id") && m.MayAct {
			return b, m, nil
		}
	}
	return b, m, web.ErrNotFound
}

// Member shows what a member may do, to change it.
func (p *Pages) Member(r *web.Request) error {
	return p.showMember(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showMember(r *web.Request, form ui.Form, status int) error {
	b, m, err := p.member(r)
	if err != nil {
		return err
	}
	props := screen.MemberProps{Form: form, Base: base(b), ID: m.UserID, Name: m.Name, Email: m.Email}
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
	err = p.Membership.Change(r.Context(), r.Caller(), b.ID, id, r.Granted())
	again := func(alert string) error {
		return p.showMember(r, ui.Form{Alert: alert, Values: r.TypedParts(map[string]string{})}, web.Unprocessable)
	}
	if errors.Is(err, membership.ErrUnchanged) {
		return r.Leave(r.Saying(membersPath + "?done=unchanged"))
	}
	return ended(r, err, again, web.PendingAction{
		Do: r.Locale.T("accounts.change_permissions"), To: p.nameOf(r, b, id), Page: base(b) + "/members/" + id, Fields: web.PartFields(),
	}, membersPath, "changed")
}

// AskRemove asks whether to remove a member.
func (p *Pages) AskRemove(r *web.Request) error { return p.askRemove(r, "") }

func (p *Pages) askRemove(r *web.Request, alert string) error {
	b, m, err := p.member(r)
	if err != nil {
		return err
	}
	return ask(r, "accounts.remove_title", screen.AskProps{
		Alert: alert, Subject: m.Name + " · " + m.Email, Action: base(b) + "/members/" + m.UserID + "/remove",
		Label: r.Locale.T("accounts.remove"), Back: membersPath, What: []string{r.Locale.T("accounts.remove_what")},
	})
}

// Remove ends a membership.
func (p *Pages) Remove(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	id := r.Param("id")
	err = p.Membership.Remove(r.Context(), r.Caller(), b.ID, id)
	again := func(alert string) error { return p.askRemove(r, alert) }
	return ended(r, err, again, web.PendingAction{
		Do: r.Locale.T("accounts.remove_title"), To: p.nameOf(r, b, id), Page: base(b) + "/members/" + id + "/remove",
	}, membersPath, "removed")
}

// known is a language's tag that there is; "" for any other.
func known(tag string) string {
	if _, found := locale.Find(tag); found {
		return tag
	}
	return ""
}
