package ticket

import (
	"errors"
	"slices"
	"strings"

	screen "latchkey/components/ticket"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/code"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/web"
)

// New shows the form that opens a ticket, about what the link that led here names, and for the account that it names: what is
// chosen may be another by now.
func (p *Pages) New(r *web.Request) error {
	chosen, belongs, err := r.Account()
	if err != nil {
		return err
	}
	values := r.PendingValues()
	if values == nil {
		values = map[string]string{"about": r.Query("about"), "account": r.Query("account")}
	} else if theirs, err := r.Accounts(); err != nil {
		return err
	} else if !slices.ContainsFunc(theirs, func(b account.Belonging) bool { return b.ID == values["account"] }) {
		// What was typed outlives the membership of the account that it was typed for.
		delete(values, "account")
		delete(values, "about")
	}
	if accountID := values["account"]; accountID != "" {
		return p.show(r, accountID, p.empty(r, values), 0)
	}
	if !belongs || !writes(chosen) {
		why := r.Locale.T("tickets.no_account")
		if belongs {
			why = r.Locale.T("tickets.may_not", "Account", chosen.Name)
		}
		return p.noForm(r, why)
	}
	return p.show(r, chosen.ID, p.empty(r, values), 0)
}

// noForm says why somebody can't open a ticket, and how support is reached otherwise.
func (p *Pages) noForm(r *web.Request, why string) error {
	brand := r.Site.Brand(r.Site.Settings.Choices(r.Context()))
	return r.Screen(0, "tickets", "tickets.open", screen.NoAccount(why, brand))
}

func (p *Pages) show(r *web.Request, accountID string, w screen.WriteProps, status int) error {
	opening, err := p.Support.Opening(r.Context(), r.Caller(), accountID)
	switch {
	case errors.Is(err, account.ErrForbidden):
		return p.noForm(r, r.Locale.T("tickets.may_not", "Account", p.named(r, accountID).Name))
	case errors.Is(err, account.ErrClosed):
		return p.noForm(r, r.Locale.T("tickets.closed"))
	case err != nil:
		return missing(err)
	}
	r.ChooseAccount(accountID)
	props := screen.NewProps{WriteProps: w, Account: accountID, About: about(r, opening)}
	for _, d := range opening.Departments {
		props.Departments = append(props.Departments, ui.Choice{Value: d.ID, Label: d.Called(r.Locale.Lang())})
	}
	of := p.named(r, accountID)
	props.Closed = of.Closed()
	if all, err := r.Accounts(); err == nil && len(all) > 1 {
		props.AccountName = of.Name
	}
	return r.Screen(status, "tickets", "tickets.open", screen.New(props))
}

// named is an account of the person's; the zero Belonging if it is none.
func (p *Pages) named(r *web.Request, accountID string) account.Belonging {
	all, _ := r.Accounts()
	at := slices.IndexFunc(all, func(b account.Belonging) bool { return b.ID == accountID })
	if at < 0 {
		return account.Belonging{}
	}
	return all[at]
}

// about groups what a ticket can be about.
func about(r *web.Request, o support.Opening) (groups []screen.Group) {
	if o.Security {
		groups = []screen.Group{{Things: []ui.Choice{{Value: string(ticket.AboutSecurity), Label: r.Locale.T("write.about_security")}}}}
	}
	for i, t := range o.Things {
		if i == 0 || o.Things[i-1].Kind != t.Kind {
			groups = append(groups, screen.Group{Name: r.Locale.T("section." + string(t.Kind) + "s")})
		}
		last := &groups[len(groups)-1]
		last.Things = append(last.Things, ui.Choice{Value: string(t.Kind) + ":" + t.ID, Label: t.Name})
	}
	return groups
}

// parseAbout reads what a form or a link says that a ticket is about.
func parseAbout(value string) ticket.About {
	kind, id, _ := strings.Cut(value, ":")
	return ticket.About{Kind: ticket.Thing(kind), ID: id}
}

// Send opens a ticket, or shows the form again: with a preview, or with why it can't be sent as it is.
func (p *Pages) Send(r *web.Request) error {
	all, err := r.Accounts()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, writes) {
		return r.Go("/tickets/new")
	}
	up, err := r.Upload(p.Files)
	defer up.Discard()
	if err != nil {
		return err
	}
	t, values := read(r, up), map[string]string{}
	for _, field := range screen.NewFields {
		values[field] = r.Field(field)
	}
	accountID := values["account"]
	if t.preview || t.refused != "" {
		return p.retry(r, accountID, values, t, nil)
	}
	if err := p.attach(up); err != nil {
		return p.retry(r, accountID, values, t, err)
	}
	sent, err := p.Support.Open(r.Context(), r.Caller(), support.NewTicket{
		AccountID: accountID, DepartmentID: values["department"], Subject: t.subject, About: parseAbout(values["about"]), Post: p.post(t, up),
	})
	if err != nil {
		return p.retry(r, accountID, values, t, err)
	}
	return r.Go(r.Saying("/tickets/" + sent.Ticket.Number + "?done=opened"))
}

func (p *Pages) retry(r *web.Request, accountID string, values map[string]string, t typed, err error) error {
	w, status, err := p.again(r, p.empty(r, values), t, err)
	if err != nil {
		return err
	}
	return p.show(r, accountID, w, status)
}

// Preview shows, to scripts, how a message will look.
func (p *Pages) Preview(r *web.Request) error {
	if !r.Partial() {
		return r.Go("/tickets/new")
	}
	t := read(r, nil)
	return r.Part(screen.PreviewPart(p.html(r, t.message), code.In(t.subject) || code.In(t.message)))
}
