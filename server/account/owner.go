package account

import (
	"strings"

	screen "latchkey/components/account"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// AskSecondStep asks whether the account is to require a second step of its people, or no longer.
func (p *Pages) AskSecondStep(r *web.Request) error { return p.askSecondStep(r, "") }

func (p *Pages) askSecondStep(r *web.Request, alert string) error {
	b, err := owned(r)
	if err != nil {
		return err
	}
	q := screen.AskProps{
		Alert: alert, Action: base(b) + "/second-step/require", Label: r.Locale.T("accounts.step_require"), Calm: true, Back: "/account",
		What: []string{r.Locale.T("accounts.step_require_what"), r.Locale.T("accounts.step_require_then")},
	}
	without, err := p.Membership.WithoutSecondStep(r.Context(), r.Caller(), b.ID)
	if err != nil {
		return err
	}
	if len(without) > 0 {
		q.What = append(q.What, r.Locale.T("accounts.step_require_without", "People", strings.Join(without, " · ")))
	}
	if b.RequiresSecondStep() {
		q.Action, q.Label, q.Calm = base(b)+"/second-step/release", r.Locale.T("accounts.step_release"), false
		q.What = []string{r.Locale.T("accounts.step_release_what")}
	}
	return ask(r, "accounts.step", q)
}

// RequireSecondStep has the account require a second step of its people.
func (p *Pages) RequireSecondStep(r *web.Request) error {
	return p.setSecondStep(r, true, "accounts.step_require", "required")
}

// ReleaseSecondStep has it require none.
func (p *Pages) ReleaseSecondStep(r *web.Request) error {
	return p.setSecondStep(r, false, "accounts.step_release", "released")
}

func (p *Pages) setSecondStep(r *web.Request, required bool, do, said string) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	err = p.Membership.RequireSecondStep(r.Context(), r.Caller(), b.ID, required)
	again := func(alert string) error { return p.askSecondStep(r, alert) }
	return ended(r, err, again, web.PendingAction{Do: r.Locale.T(do), To: b.Name, Page: base(b) + "/second-step"}, "/account", said)
}

// AskHandOver asks to whom the account is to be handed over, and says what comes of it.
func (p *Pages) AskHandOver(r *web.Request) error { return p.askHandOver(r, r.PendingValues(), "") }

func (p *Pages) askHandOver(r *web.Request, values map[string]string, alert string) error {
	b, err := owned(r)
	if err != nil {
		return err
	}
	people, err := p.Membership.People(r.Context(), r.Caller(), b.ID)
	if err != nil {
		return err
	}
	on, err := r.Site.Factors.IsOn(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	props := screen.HandOverProps{Form: ui.Form{Values: values, Alert: alert}, Base: base(b), Account: b.Name, NoStep: !on}
	for _, m := range people.Members {
		if m.Role == account.Member {
			if props.Members == nil { // whoever presses the button without a choice gives the account to nobody
				props.Members = []ui.Choice{{Label: r.Locale.T("accounts.hand_over_choose")}}
			}
			props.Members = append(props.Members, ui.Choice{Value: m.UserID, Label: m.Name + " (" + r.Locale.Isolate(m.Email) + ")"})
		}
	}
	status := 0
	if alert != "" {
		status = web.Unprocessable
	}
	return r.Screen(status, section, "accounts.hand_over", screen.HandOver(props))
}

// HandOver begins to hand the account over.
func (p *Pages) HandOver(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	to := r.Form("member")
	if to == "" {
		return p.askHandOver(r, nil, r.Locale.T("accounts.hand_over_none"))
	}
	err = p.Membership.HandOver(r.Context(), r.Caller(), b.ID, to)
	again := func(alert string) error { return p.askHandOver(r, map[string]string{"member": to}, alert) }
	return ended(r, err, again, web.PendingAction{
		Do: r.Locale.T("accounts.hand_over"), To: p.nameOf(r, b, to), Page: base(b) + "/hand-over", Fields: []string{"member"},
	}, "/account", "handover")
}

// nameOf is how a member is called on "Confirm it's you"; "" for who is none.
func (p *Pages) nameOf(r *web.Request, b account.Belonging, userID string) string {
	people, err := p.Membership.People(r.Context(), r.Caller(), b.ID)
	if err != nil {
		return ""
	}
	for _, m := range people.Members {
		if m.UserID == userID {
			return m.Name + " (" + m.Email + ")"
		}
	}
	return ""
}

// AskStopHandover asks whether to stop the hand-over, for its two sides.
func (p *Pages) AskStopHandover(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	if !b.HandedOver() {
		return web.ErrNotFound
	}
	return ask(r, "accounts.handover_stop_title", screen.AskProps{
		Action: base(b) + "/hand-over/stop", Label: r.Locale.T("accounts.handover_stop"), Back: "/account",
		What: []string{
			r.Locale.T("accounts.handover_stop_when", "To", p.heir(r, b), "Until", r.DateTime(b.Handover.DueAt)),
			r.Locale.T("accounts.handover_stop_what"),
		},
	})
}

// heir is who is to be the owner, for either side of the hand-over; each knows the other.
func (p *Pages) heir(r *web.Request, b account.Belonging) string {
	if b.Handover.ToID == r.Session.UserID {
		return r.Session.Name + " (" + user.PlainEmail(r.Session.Email) + ")"
	}
	return p.nameOf(r, b, b.Handover.ToID)
}

// StopHandover stops it.
func (p *Pages) StopHandover(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	err = p.Membership.StopHandover(r.Context(), r.Caller(), b.ID)
	return ended(r, err, nil, web.PendingAction{}, "/account", "stopped")
}

// AskLeave asks whether the person wants to leave the account.
func (p *Pages) AskLeave(r *web.Request) error { return p.askLeave(r, "") }

func (p *Pages) askLeave(r *web.Request, alert string) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	if err := r.MayLeave(b.ID); err != nil {
		return err
	}
	if b.As.Role == account.Owner && alert == "" {
		return r.Go(base(b) + "/hand-over") // who owns it hands over first
	}
	own, err := p.Membership.ContactsOfOwn(r.Context(), r.Caller(), b.ID)
	if err != nil {
		return err
	}
	return ask(r, "accounts.leave_title", screen.AskProps{
		Gone: web.GoneContacts(own), GoneWhat: r.Locale.T("accounts.leave_contacts"),
		Alert: alert, Subject: b.Name, Action: base(b) + "/leave", Label: r.Locale.T("accounts.leave"), Back: "/account",
		What: []string{r.Locale.T("accounts.leave_what")},
	})
}

// Leave ends the person's own membership.
func (p *Pages) Leave(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	if err := r.MayLeave(b.ID); err != nil {
		return err
	}
	err = p.Membership.Leave(r.Context(), r.Caller(), b.ID)
	if err != nil {
		return ended(r, err, func(alert string) error { return p.askLeave(r, alert) }, web.PendingAction{}, "", "")
	}
	return r.Leave(r.Saying("/dashboard?done=left")) // the frame shows another account, or none
}
