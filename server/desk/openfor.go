package desk

import (
	"errors"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/search"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// New shows the form that opens a ticket for a client. Without an account it asks for one first.
func (p *TicketPages) New(r *web.Request) error {
	form := ui.Form{Values: r.PendingValues()}
	if form.Values == nil {
		form.Values = map[string]string{"account": r.Query("account"), "person": r.Query("person")}
	}
	return p.showNew(r, 0, form)
}

func (p *TicketPages) showNew(r *web.Request, status int, form ui.Form) error {
	props := screen.NewTicketProps{Form: form, Files: filesField(r, p.Files, form.Error("files")), Sure: form.Value("sure") != ""}
	a, err := p.accountOf(r, form.Value("account"))
	if errors.Is(err, account.ErrNotFound) && form.Value("account") != "" {
		a, err = p.matching(r, form, &props)
	}
	switch {
	case len(props.Matches) > 0 && err == nil:
		return r.Screen(status, "queue", "desk_new.title", screen.NewTicket(props))
	case errors.Is(err, account.ErrNotFound):
		if typed := form.Value("account"); typed != "" && form.Error("account") == "" {
			props.Errors = map[string]string{"account": r.Locale.T("desk_new.no_account")}
			status = web.Unprocessable
		}
		return r.Screen(status, "queue", "desk_new.title", screen.NewTicket(props))
	case err != nil:
		return err
	}
	if err := p.Staff.ViewedAccount(r.Context(), r.Caller(), a.ID); err != nil {
		return err
	}
	props.AccountID, props.Account, props.Closed = a.ID, accountName(r, a), a.Closed()
	if props.People, err = p.openers(r, a); err != nil {
		return err
	}
	all, err := p.Support.Departments(r.Context(), r.Caller())
	if err != nil {
		return err
	}
	props.Departments = departments(r, all, "")
	if props.Once = form.Value("once"); props.Once == "" {
		if props.Once, err = db.NewID(); err != nil {
			return err
		}
	}
	return r.Screen(status, "queue", "desk_new.title", screen.NewTicket(props))
}

// mostMatches is how many of each kind are offered for what was typed.
const mostMatches = 10

// matching finds the account that a name, an address or a part of either leads to: its own, its owner's who has been invited, or
// that of one of its people. Where there are several, they are there to choose from; where there is none, [account.ErrNotFound].
func (p *TicketPages) matching(r *web.Request, form ui.Form, props *screen.NewTicketProps) (one account.Account, err error) {
	if err := p.Staff.Searched(r.Context(), r.Caller()); err != nil {
		return one, err
	}
	ctx, tx := r.Context(), r.Site.DB.Read()
	groups, err := search.Find(ctx, tx, search.Query{
		Scope: search.Staff(), Text: form.Value("account"), Kinds: []search.Kind{search.Account, search.Person}, Limit: mostMatches,
	})
	if err != nil {
		return one, err
	}
	var person string
	shown := map[string]bool{}
	add := func(userID string, all ...account.Account) {
		for _, a := range all {
			if shown[a.ID] {
				continue
			}
			shown[a.ID] = true
			one, person = a, userID
			url := web.WithQuery("/desk/tickets/new", "account", a.ID, "person", userID)
			props.Matches = append(props.Matches, screen.Line{URL: url, Name: accountName(r, a), What: user.PlainEmail(a.Email)})
		}
	}
	for _, id := range web.FoundIDs(groups, func(h search.Hit) string { return h.Of }, search.Person) {
		all, err := p.Accounts.Of(ctx, tx, id)
		if err != nil {
			return one, err
		}
		add(id, all...)
	}
	ids := web.FoundIDs(groups, func(h search.Hit) string { return h.ID }, search.Account)
	invited, err := p.Accounts.InvitedTo(ctx, tx, ticket.EmailKey(form.Value("account")))
	if err != nil {
		return one, err
	}
	if ids = append(ids, invited...); len(ids) > 0 {
		all, err := p.Accounts.ByIDs(ctx, tx, ids)
		if err != nil {
			return one, err
		}
		add("", all...)
	}
	switch len(props.Matches) {
	case 0:
		return one, account.ErrNotFound
	case 1:
		props.Matches = nil
		if form.Values["person"] == "" {
			form.Values["person"] = person
		}
	}
	return one, nil
}

// accountOf finds an account by its id, or by its number as it was typed.
func (p *TicketPages) accountOf(r *web.Request, named string) (account.Account, error) {
	a, err := p.Accounts.ByID(r.Context(), r.Site.DB.Read(), named)
	if errors.Is(err, account.ErrNotFound) {
		return p.Accounts.ByNumber(r.Context(), r.Site.DB.Read(), named)
	}
	return a, err
}

// openers are the people for whom a ticket of the account can be opened, its owner first.
func (p *TicketPages) openers(r *web.Request, a account.Account) (choices []ui.Choice, err error) {
	members, err := p.Accounts.MembersOf(r.Context(), r.Site.DB.Read(), a.ID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, m := range members {
		ids = append(ids, m.UserID)
	}
	people, err := p.Users.ByIDs(r.Context(), r.Site.DB.Read(), ids)
	for _, m := range members {
		if m.Allows(account.Tickets) {
			choices = append(choices, ui.Choice{Value: m.UserID, Label: people[m.UserID].Name + " · " + ui.LTR(people[m.UserID].Email)})
		}
	}
	return choices, err
}

// OpenFor opens a ticket for a client.
func (p *TicketPages) OpenFor(r *web.Request) error {
	if err := p.Gate.AtWork(r.Context(), r.Site.DB.Read(), r.Caller()); err != nil {
		return err
	}
	up, err := r.Upload(p.Files)
	defer up.Discard()
	if err != nil {
		return err
	}
	form := ui.Form{Values: map[string]string{}}
	for _, name := range []string{"account", "person", "department", "subject", "body", "once", "sure"} {
		form.Values[name] = r.Field(name)
	}
	if refused := r.RefusedWords(up); refused != "" {
		form.Errors = map[string]string{"files": refused}
		return p.showNew(r, web.Unprocessable, form)
	}
	if err := p.Files.Place(up.Files...); err != nil {
		return err
	}
	sent, err := p.Support.OpenFor(r.Context(), r.Caller(), support.ForClient{UserID: form.Value("person"), NewTicket: support.NewTicket{
		AccountID: form.Value("account"), DepartmentID: form.Value("department"), Subject: form.Value("subject"),
		Post: support.Post{Body: form.Value("body"), Once: form.Value("once"), Sure: form.Value("sure") != "", With: with(p.Files, up)},
	}})
	return p.openedFor(r, sent, err, form)
}

func (p *TicketPages) openedFor(r *web.Request, sent support.Sent, err error, form ui.Form) error {
	refused := []struct {
		err          error
		field, words string
	}{
		{support.ErrSubject, "subject", "desk_ticket.bad_subject"},
		{support.ErrBody, "body", "desk_ticket.bad_body"},
		{support.ErrLooksLikeCode, "body", "desk_ticket.looks_like_code"},
		{support.ErrDepartment, "department", "desk_ticket.no_department"},
		{account.ErrNotFound, "person", "desk_new.no_person"},
	}
	if err == nil {
		return r.Go(r.Saying(ticketPage(sent.Ticket.Number) + "?done=opened"))
	}
	form.Errors = map[string]string{}
	for _, why := range refused {
		if errors.Is(err, why.err) {
			form.Errors[why.field] = r.Locale.T(why.words)
		}
	}
	if len(form.Errors) == 0 {
		return err
	}
	if errors.Is(err, support.ErrLooksLikeCode) {
		form.Values["asks"] = "1"
	}
	return p.showNew(r, web.Unprocessable, form)
}
