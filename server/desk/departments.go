package desk

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/address"
	"latchkey/internal/locale"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/web"
)

const departmentList = "/desk/departments"

var departmentsDone = map[string]string{"saved": "departments.done_saved", "removed": "departments.done_removed"}

// Departments lists the departments.
func (p *TicketPages) Departments(r *web.Request) error {
	all, err := p.Support.Departments(r.Context(), r.Caller())
	if err != nil {
		return err
	}
	props := screen.DepartmentsProps{Done: r.Said("done", departmentsDone)}
	for _, d := range all {
		members := r.Locale.T("departments.all_staff")
		if len(d.Members) > 0 {
			members = r.Locale.N("departments.members_count", len(d.Members))
		}
		props.Rows = append(props.Rows, screen.DepartmentRow{
			URL: departmentList + "/" + d.ID, Name: d.Called(r.Locale.Lang()), Email: d.Email, Members: members, Closed: !d.Open(),
		})
	}
	return r.Screen(0, "queue", "departments.title", screen.Departments(props))
}

// department is the one in the address; the zero Department for a new one.
func (p *TicketPages) department(r *web.Request) (ticket.Department, error) {
	id := r.Param("id")
	if id == "" {
		return ticket.Department{}, nil
	}
	all, err := p.Support.Departments(r.Context(), r.Caller())
	if err != nil {
		return ticket.Department{}, err
	}
	at := slices.IndexFunc(all, func(d ticket.Department) bool { return d.ID == id })
	if at < 0 {
		return ticket.Department{}, web.ErrNotFound
	}
	return all[at], nil
}

// Department shows the form of a department, or of a new one.
func (p *TicketPages) Department(r *web.Request) error {
	if err := p.Gate.AsStaff(r.Context(), r.Session); err != nil {
		return err
	}
	return p.showDepartment(r, 0, ui.Form{Values: r.PendingValues()})
}

func (p *TicketPages) showDepartment(r *web.Request, status int, form ui.Form) error {
	d, err := p.department(r)
	if err != nil {
		return err
	}
	people, err := p.Users.StaffMembers(r.Context(), r.Site.DB.Read())
	if err != nil {
		return err
	}
	props := screen.DepartmentProps{
		Form: form, URL: departmentList + "/new", Name: form.ValueOr("name", d.Name), Email: form.ValueOr("email", d.Email),
		Position: form.ValueOr("position", strconv.FormatInt(d.Position, 10)), ClientsOnly: d.ClientsOnly, Billing: d.Billing, Closed: !d.Open(),
		Chosen: map[string]bool{},
	}
	if d.ID != "" {
		props.URL, props.Remove = departmentList+"/"+d.ID, departmentList+"/"+d.ID+"/remove"
	}
	if form.Values != nil {
		props.ClientsOnly, props.Billing, props.Closed = form.Value("clients") != "", form.Value("billing") != "", form.Value("closed") != ""
	}
	for _, u := range people {
		props.Staff = append(props.Staff, ui.Choice{Value: u.ID, Label: u.Name})
		props.Chosen[u.ID] = slices.Contains(d.Members, u.ID)
		if form.Values != nil {
			props.Chosen[u.ID] = slices.Contains(r.FieldList("member"), u.ID)
		}
	}
	for _, l := range locale.All() {
		text := d.Texts[l.Lang()]
		props.Texts = append(props.Texts, screen.DepartmentText{
			Language: l.Lang(), LanguageName: l.Name(), Name: form.ValueOr("name-"+l.Lang(), text.Name),
			Signature: form.ValueOr("signature-"+l.Lang(), text.Signature),
		})
	}
	return r.Screen(status, "queue", "departments.title", screen.Department(props))
}

// typedDepartment is what the form says.
func typedDepartment(r *web.Request, d ticket.Department) (ticket.Department, ui.Form) {
	form := ui.Form{Values: map[string]string{}, Errors: map[string]string{}}
	for _, name := range departmentFields() {
		form.Values[name] = r.Form(name)
	}
	d.Name, d.Email, d.ClientsOnly, d.Billing = r.Form("name"), r.Form("email"), r.Form("clients") != "", r.Form("billing") != ""
	d.Position, _ = strconv.ParseInt(r.Form("position"), 10, 32)
	d.Members, d.Texts = r.FormList("member"), map[string]ticket.DepartmentText{}
	switch {
	case r.Form("closed") == "":
		d.ClosedAt = 0
	case d.Open():
		d.ClosedAt = r.Site.Clock.Now()
	}
	for _, l := range locale.All() {
		d.Texts[l.Lang()] = ticket.DepartmentText{Name: r.Form("name-" + l.Lang()), Signature: r.Form("signature-" + l.Lang())}
	}
	return d, form
}

// departmentFields are those of the form.
func departmentFields() []string {
	fields := []string{"name", "email", "position", "clients", "billing", "closed", "member"}
	for _, l := range locale.All() {
		fields = append(fields, "name-"+l.Lang(), "signature-"+l.Lang())
	}
	return fields
}

// SaveDepartment adds or changes a department.
func (p *TicketPages) SaveDepartment(r *web.Request) error {
	d, err := p.department(r)
	if err != nil {
		return err
	}
	d, form := typedDepartment(r, d)
	_, err = p.Support.SaveDepartment(r.Context(), r.Caller(), d)
	switch {
	case err == nil:
		return r.Go(r.Saying(departmentList + "?done=saved"))
	case errors.Is(err, support.ErrSubject):
		form.Errors["name"] = r.Locale.T("departments.bad_name")
	case errors.Is(err, address.ErrEmail):
		form.Errors["email"] = r.Locale.T("invite.bad_email")
	case errors.Is(err, support.ErrAssignee):
		form.Alert = r.Locale.T("queue.refused_assignee")
	default:
		return r.RequireStepUp(err, web.PendingAction{
			Do: r.Locale.T("departments.save"), To: d.Name, Page: departmentList + "/" + cmp.Or(d.ID, "new"), Fields: departmentFields(),
		})
	}
	return p.showDepartment(r, web.Unprocessable, form)
}

// AskRemoveDepartment asks before a department is removed.
func (p *TicketPages) AskRemoveDepartment(r *web.Request) error {
	d, err := p.department(r)
	if err != nil {
		return err
	}
	page := departmentList + "/" + d.ID
	return ask(r, "queue", screen.QuestionProps{
		Title: r.Locale.T("departments.remove_title", "Name", d.Called(r.Locale.Lang())), Points: []string{r.Locale.T("departments.remove_what")},
		Action: page + "/remove", Submit: r.Locale.T("departments.remove"), Back: page, BackToName: d.Called(r.Locale.Lang()),
	})
}

// RemoveDepartment removes it, unless tickets are with it.
func (p *TicketPages) RemoveDepartment(r *web.Request) error {
	d, err := p.department(r)
	if err != nil {
		return err
	}
	err = p.Support.RemoveDepartment(r.Context(), r.Caller(), d.ID)
	switch {
	case err == nil:
		return r.Go(r.Saying(departmentList + "?done=removed"))
	case errors.Is(err, ticket.ErrInUse):
		return p.showDepartment(r, web.Unprocessable, ui.Form{Alert: r.Locale.T("departments.in_use")})
	}
	return r.RequireStepUp(err, web.PendingAction{
		Do: r.Locale.T("departments.remove"), To: d.Name, Page: departmentList + "/" + d.ID + "/remove",
	})
}
