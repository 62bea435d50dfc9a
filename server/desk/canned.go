package desk

import (
	"errors"
	"slices"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/locale"
	"latchkey/internal/markdown"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/server/web"
)

const cannedList = "/desk/canned"

var cannedDone = map[string]string{"saved": "canned.done_saved", "removed": "canned.done_removed"}

// CannedReplies lists the canned replies.
func (p *TicketPages) CannedReplies(r *web.Request) error {
	all, names, err := p.everyCanned(r)
	if err != nil {
		return err
	}
	props := screen.CannedRepliesProps{Done: r.Said("done", cannedDone)}
	for _, c := range all {
		props.Rows = append(props.Rows, screen.CannedRow{
			URL: cannedList + "/" + c.ID, Title: c.Title, Language: languageName(c.Language), Department: names[c.DepartmentID],
			Changed: r.Moment(c.UpdatedAt),
		})
	}
	return r.Screen(0, "queue", "canned.title", screen.CannedReplies(props))
}

// everyCanned returns the canned replies of all departments, and what these are called.
func (p *TicketPages) everyCanned(r *web.Request) (all []ticket.Canned, names map[string]string, err error) {
	list, err := p.Support.Departments(r.Context(), r.Caller())
	if err != nil {
		return nil, nil, err
	}
	every, err := p.Support.CannedReplies(r.Context(), r.Caller(), "", "")
	if err != nil {
		return nil, nil, err
	}
	names = map[string]string{"": r.Locale.T("queue.every_department")}
	for _, d := range append([]ticket.Department{{}}, list...) {
		if d.ID != "" {
			names[d.ID] = d.Called(r.Locale.Lang())
		}
		for _, c := range every {
			if c.DepartmentID == d.ID {
				all = append(all, c)
			}
		}
	}
	return all, names, nil
}

// Canned shows the form of a canned reply, or of a new one.
func (p *TicketPages) Canned(r *web.Request) error {
	return p.showCanned(r, 0, ui.Form{Values: r.PendingValues()}, false)
}

func (p *TicketPages) showCanned(r *web.Request, status int, form ui.Form, preview bool) error {
	all, _, err := p.everyCanned(r)
	if err != nil {
		return err
	}
	c := ticket.Canned{Language: r.Locale.Lang()}
	if id := r.Param("id"); id != "" {
		at := slices.IndexFunc(all, func(c ticket.Canned) bool { return c.ID == id })
		if at < 0 {
			return web.ErrNotFound
		}
		c = all[at]
	}
	list, err := p.Support.Departments(r.Context(), r.Caller())
	if err != nil {
		return err
	}
	props := screen.CannedProps{
		Form: form, URL: cannedList + "/new", Title: form.ValueOr("title", c.Title), Body: form.ValueOr("body", c.Body),
		Language: form.ValueOr("language", c.Language), Department: form.ValueOr("department", c.DepartmentID),
		Departments: departments(r, list, r.Locale.T("queue.every_department")),
	}
	if c.ID != "" {
		props.URL, props.Remove = cannedList+"/"+c.ID, cannedList+"/"+c.ID+"/remove"
	}
	for _, l := range locale.All() {
		props.Languages = append(props.Languages, ui.Choice{Value: l.Lang(), Label: l.Name()})
	}
	for _, v := range support.Variables {
		props.Variables = append(props.Variables, ui.Choice{Value: "{{" + v + "}}", Label: r.Locale.T("canned.variable_" + v)})
	}
	if preview && strings.TrimSpace(props.Body) != "" {
		props.Preview = markdown.HTML(example(r, props, list), r.Locale.T("desk_ticket.quoted"))
	}
	return r.Screen(status, "queue", "canned.title", screen.Canned(props))
}

// example is a canned reply with made-up values in its language, and what is true already: who writes, and where.
func example(r *web.Request, props screen.CannedProps, list []ticket.Department) string {
	l := r.Locale
	if its, found := locale.Find(props.Language); found {
		l = its
	}
	at := max(0, slices.IndexFunc(list, func(d ticket.Department) bool { return d.ID == props.Department }))
	of := support.File{
		Ticket:  ticket.Ticket{AccountID: "-", Number: "T-1234567", Subject: l.T("canned.example_subject")},
		Opener:  user.User{Name: l.T("canned.example_name")},
		Account: account.Account{Data: account.Data{Name: l.T("canned.example_account")}},
	}
	if len(list) > 0 {
		of.Department = list[at]
	}
	return support.Filled(ticket.Canned{Body: props.Body, Language: props.Language}, of, r.Session.Name)
}

// SaveCanned adds or changes a canned reply.
func (p *TicketPages) SaveCanned(r *web.Request) error {
	form := ui.Form{Values: map[string]string{}}
	for _, name := range []string{"title", "body", "language", "department"} {
		form.Values[name] = r.Form(name)
	}
	if id := r.Param("id"); id != "" {
		all, _, err := p.everyCanned(r)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(c ticket.Canned) bool { return c.ID == id }) {
			return web.ErrNotFound
		}
	}
	if _, found := locale.Find(form.Value("language")); !found {
		return web.ErrNotFound
	}
	if r.Form("do") == "preview" {
		return p.showCanned(r, web.Unprocessable, form, true)
	}
	_, err := p.Support.SaveCanned(r.Context(), r.Caller(), ticket.Canned{
		ID: r.Param("id"), Title: form.Value("title"), Body: form.Value("body"), Language: form.Value("language"),
		DepartmentID: form.Value("department"),
	})
	var unknown support.UnknownVariableError
	switch {
	case err == nil:
		return r.Go(r.Saying(cannedList + "?done=saved"))
	case errors.As(err, &unknown):
		known := joined(r, support.Variables, func(v string) string { return ui.LTR("{{" + v + "}}") })
		form.Errors = map[string]string{"body": r.Locale.T("canned.unknown", "Typed", joined(r, unknown.Typed, ui.LTR), "Known", known)}
	case errors.Is(err, support.ErrSubject):
		form.Errors = map[string]string{"title": r.Locale.T("canned.bad_title")}
	case errors.Is(err, support.ErrBody):
		form.Errors = map[string]string{"body": r.Locale.T("desk_ticket.bad_body")}
	case errors.Is(err, support.ErrDepartment):
		form.Alert = r.Locale.T("desk_ticket.no_department")
	default:
		return err
	}
	return p.showCanned(r, web.Unprocessable, form, false)
}

func joined(r *web.Request, all []string, write func(string) string) string {
	words := make([]string, len(all))
	for i, one := range all {
		words[i] = write(one)
	}
	return strings.Join(words, r.Locale.T("settings.comma"))
}

// AskRemoveCanned asks before a canned reply is removed.
func (p *TicketPages) AskRemoveCanned(r *web.Request) error {
	all, _, err := p.everyCanned(r)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(c ticket.Canned) bool { return c.ID == r.Param("id") })
	if at < 0 {
		return web.ErrNotFound
	}
	page := cannedList + "/" + all[at].ID
	return ask(r, "queue", screen.QuestionProps{
		Title: r.Locale.T("canned.remove_title", "Name", all[at].Title), Points: []string{r.Locale.T("canned.remove_what")},
		Action: page + "/remove", Submit: r.Locale.T("canned.remove"), Back: page, BackToName: strings.TrimSpace(all[at].Title),
	})
}

// RemoveCanned removes a canned reply.
func (p *TicketPages) RemoveCanned(r *web.Request) error {
	if err := p.Support.RemoveCanned(r.Context(), r.Caller(), r.Param("id")); err != nil {
		return missing(err)
	}
	return r.Go(r.Saying(cannedList + "?done=removed"))
}
