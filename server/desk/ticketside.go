package desk

import (
	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/markdown"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// sorting is who has a ticket, in which department and how urgent it is.
func (p *TicketPages) sorting(r *web.Request, f support.File) (s screen.SortProps, err error) {
	people, err := p.Users.StaffMembers(r.Context(), r.Site.DB.Read())
	if err != nil {
		return s, err
	}
	s = screen.SortProps{
		Assignee: f.Ticket.Assignee, Department: f.Ticket.DepartmentID, Priority: priorityCode(f.Ticket.Priority),
		Staff: staffChoices(r, people), Departments: departments(r, f.All, ""),
	}
	switch f.Ticket.Assignee {
	case "":
		s.Assignee = "nobody"
	case r.Session.UserID:
		s.Assignee = "me"
	}
	for _, priority := range ticket.Priorities {
		code := priorityCode(priority)
		s.Priorities = append(s.Priorities, ui.Choice{Value: code, Label: r.Locale.T("queue.priority_" + code)})
	}
	return s, err
}

// priorityCode is how a form names a priority.
func priorityCode(p ticket.Priority) string {
	if code := priorities[p]; code != "" {
		return code
	}
	return "normal"
}

// priorityOf reads what [priorityCode] wrote; 0 for anything else.
func priorityOf(code string) ticket.Priority {
	for _, p := range ticket.Priorities {
		if priorityCode(p) == code {
			return p
		}
	}
	return 0
}

// beside is whose a ticket is, and what there is of theirs. Of their security it tells the state, never a secret.
func (p *TicketPages) beside(r *web.Request, f support.File) (b screen.BesideProps, err error) {
	for _, t := range f.Related {
		b.Earlier = append(b.Earlier, screen.Line{
			URL: ticketPage(t.Number), Name: t.Subject, What: ui.LTR(t.Number) + " · " + r.Date(t.UpdatedAt),
			Tone: stateTone[t.Status], Word: r.Locale.T("queue.state_" + string(t.Status)),
		})
	}
	if f.Ticket.ByGuest() {
		b.GuestEmail = user.PlainEmail(f.Ticket.Guest.Email)
		b.FindURL = web.WithQuery("/desk/people", "q", f.Ticket.Guest.Email)
		return b, nil
	}
	b.NotesURL = ticketPage(f.Ticket.Number) + "/notes"
	fact := func(list *[]ui.Choice, words, value string) {
		if value != "" {
			*list = append(*list, ui.Choice{Value: r.Locale.T(words), Label: value})
		}
	}
	fact(&b.Account, "desk_ticket.person", f.Opener.Name)
	if f.Opener.ID != "" { // else they were removed
		b.PersonURL = personPage(f.Opener.ID)
		fact(&b.Account, "desk_ticket.guest_email", ui.LTR(user.PlainEmail(f.Opener.Email)))
		if b.Security, err = p.security(r, f.Opener); err != nil {
			return b, err
		}
	}
	b.AccountURL, b.AccountName = accountPage(f.Account.ID), accountName(r, f.Account)
	if c := f.Case; c != nil {
		b.CaseURL, b.CaseState = caseList+"/"+c.ID, c.State
	}
	fact(&b.Account, "desk_ticket.client_since", r.Date(f.Account.CreatedAt))
	if f.Account.Closed() {
		fact(&b.Account, "column.status", r.Locale.T("desk_ticket.account_closed", "Date", r.Date(f.Account.ClosedAt)))
	}
	for _, other := range f.Followers {
		if other.Following {
			fact(&b.Account, "desk_ticket.follows", other.Name)
		}
	}
	for _, s := range f.Services {
		b.Services = append(b.Services, screen.Line{
			URL: onAccount(f.Account.ID, "service", s.ID), Name: s.Name, What: ui.LTR(s.Domain), Badge: string(s.Status),
		})
	}
	for _, i := range f.Unpaid {
		b.Unpaid = append(b.Unpaid, screen.Line{
			URL:  onAccount(f.Account.ID, "invoice", i.ID),
			Name: ui.LTR(i.Number), What: r.Locale.Money(i.Amount, i.Currency) + " · " + r.Locale.T("desk_ticket.due", "Date", r.Day(i.DueAt)),
			Badge: dueBadge(r, i.DueAt.Before(r.Site.Clock.Now())),
		})
	}
	b.Notes = notesOf(r, f.Notes, f.Names)
	return b, nil
}

// notesOf are what staff have written down about an account.
func notesOf(r *web.Request, all []ticket.Note, names map[string]string) (notes []screen.AccountNote) {
	quoted := r.Locale.T("desk_ticket.quoted")
	for _, n := range all {
		notes = append(notes, screen.AccountNote{
			ID: n.ID, Who: names[n.AuthorID], HTML: markdown.HTML(n.Body, quoted), When: r.Moment(n.At),
		})
	}
	return notes
}

func dueBadge(_ *web.Request, overdue bool) string {
	if overdue {
		return "overdue"
	}
	return "unpaid"
}

var stateTone = map[ticket.Status]string{
	ticket.Open: "warn", ticket.Answered: "info", ticket.Closed: "quiet", ticket.Spam: "quiet", ticket.Merged: "quiet",
}

// security is how a person's sign-in stands.
func (p *TicketPages) security(r *web.Request, u user.User) (facts []ui.Choice, err error) {
	ctx, tx := r.Context(), r.Site.DB.Read()
	state, err := p.Factors.State(ctx, tx, u.ID)
	if err != nil {
		return nil, err
	}
	sessions, err := r.Site.Sessions.List(ctx, tx, u.ID)
	if err != nil {
		return nil, err
	}
	add := func(words, value string) {
		facts = append(facts, ui.Choice{Value: r.Locale.T(words), Label: value})
	}
	add("people.second_step", r.Locale.T("status."+ui.OnOff(state.On())))
	for _, m := range methods(r, state) {
		add("desk_ticket.method", m.Name)
	}
	seen := lastSeen(r, sessions)
	if seen == "" {
		seen = r.Locale.T("desk_ticket.signed_out")
	}
	add("desk_ticket.last_seen", seen)
	if changed := u.PasswordChanged(); !changed.IsZero() {
		add("security.password", r.Locale.T("desk_ticket.password_since", "Date", r.Date(changed)))
	}
	for _, s := range standing(u) {
		add("column.status", r.Locale.T("status."+s))
	}
	return facts, nil
}
