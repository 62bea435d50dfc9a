package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/announcement"
	"latchkey/internal/attachment"
	"latchkey/internal/factor"
	"latchkey/internal/staff"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// TicketPages holds the handlers of tickets, as staff see them, and what they need.
type TicketPages struct {
	Support  *support.Service
	Staff    *staff.Service
	Gate     *access.Gate
	Users    *user.Users
	Accounts *account.Accounts
	Tickets  *ticket.Tickets
	Factors  *factor.Factors
	Files    *attachment.Files

	Announcements *announcement.Announcements
}

const queuePage = "/desk/queue"

var queueDone = map[string]string{"spam": "queue.done_spam"}

// What was done to several tickets is said with how many there were.
var queueCounted = map[string]string{"assigned": "queue.done_assigned", "closed": "queue.done_closed"}

func queueSaid(r *web.Request) string {
	if key, found := queueCounted[r.Told("done")]; found {
		n, _ := strconv.Atoi(r.Told("n"))
		if n == 0 && r.Told("done") == "closed" {
			return r.Locale.T("queue.closed_before")
		}
		return r.Locale.N(key, n)
	}
	return r.Said("done", queueDone)
}

// Keys lists the keys of the desk.
func (p *TicketPages) Keys(r *web.Request) error {
	return r.Screen(0, "queue", "keys.title", screen.Keys())
}

// asked is the part of the queue that the address names; what it does not know is as if it were not there.
func asked(r *web.Request) ticket.Query {
	q := ticket.Query{
		View: ticket.View(r.Query("view")), DepartmentID: r.Query("department"), Order: ticket.Order(r.Query("order")), After: r.Query("after"),
	}
	if !slices.Contains(ticket.Views, q.View) {
		q.View = ticket.InProgress
	}
	return ordered(q)
}

// ordered is q in an order that is of use in its view.
func ordered(q ticket.Query) ticket.Query {
	if orders := q.View.Orders(); !slices.Contains(orders, q.Order) {
		q.Order = orders[0]
	}
	return q
}

func queueURL(q ticket.Query, more ...string) string {
	pairs := []string{"view", string(q.View), "department", q.DepartmentID, "order", string(q.Order), "after", q.After}
	return web.WithQuery(queuePage, append(pairs, more...)...)
}

// Queue lists the tickets and the recovery cases that wait.
func (p *TicketPages) Queue(r *web.Request) error { return p.showQueue(r, 0, ui.Form{}) }

func (p *TicketPages) showQueue(r *web.Request, status int, form ui.Form) error {
	q := asked(r)
	found, err := p.Support.Queue(r.Context(), r.Caller(), q)
	if errors.Is(err, support.ErrDepartment) { // one that was removed, or a wrong address
		q.DepartmentID, q.After = "", ""
		if form.Alert == "" {
			form.Alert = r.Locale.T("queue.no_department")
		}
		found, err = p.Support.Queue(r.Context(), r.Caller(), q)
	}
	if err != nil {
		return err
	}
	people, err := p.Users.StaffMembers(r.Context(), r.Site.DB.Read())
	if err != nil {
		return err
	}
	next, first := q, q
	first.After = ""
	props := screen.QueueProps{
		View: string(q.View), Department: q.DepartmentID, Order: string(q.Order), Form: form, Self: queueURL(q), Done: queueSaid(r),
		Departments: departments(r, found.Departments, r.Locale.T("queue.every_department")), Staff: staffChoices(r, people),
		Administrator: r.Session.Role == user.Administrator, Alerts: r.Alerts(), All: r.Query("all"), AllURL: queueURL(q, "all", "1"),
	}
	if props.All == "1" {
		props.AllURL = queueURL(q, "all", "0")
	}
	if q.After != "" {
		props.First = queueURL(first)
	}
	if next.After = found.Next; next.After != "" {
		props.Next = queueURL(next)
	}
	for _, v := range ticket.Views {
		to := first
		to.View = v
		to = ordered(to)
		props.Views = append(props.Views, screen.QueueView{
			Name: r.Locale.T("queue.view_" + string(v)), URL: queueURL(to), Count: counted(r, found.Counts.Views[v]), Here: v == q.View,
		})
	}
	for _, o := range q.View.Orders() {
		props.Orders = append(props.Orders, ui.Choice{Value: string(o), Label: r.Locale.T("queue.order_" + string(o))})
	}
	names := map[string]string{}
	for _, d := range found.Departments {
		names[d.ID] = d.Called(r.Locale.Lang())
	}
	for _, row := range found.Rows {
		props.Rows = append(props.Rows, queueRow(r, row, q.View, names))
	}
	return r.Screen(status, "queue", "", screen.Queue(props))
}

// counted is a count that stops where tickets are not counted any further.
func counted(r *web.Request, n int) string {
	if n > ticket.MostCounted {
		return r.Locale.T("queue.many", "Count", r.Locale.Number(ticket.MostCounted))
	}
	return r.Locale.Number(n)
}

var priorities = map[ticket.Priority]string{ticket.Urgent: "urgent", ticket.High: "high", ticket.Low: "low"}

func queueRow(r *web.Request, row support.Row, view ticket.View, departments map[string]string) screen.QueueRow {
	if c := row.Case; c != nil {
		return screen.QueueRow{
			URL: caseList + "/" + c.ID, Subject: r.Locale.T("case.title", "Name", c.Name), Number: r.Phrase(c.Reference), State: "case",
			Words: r.Locale.T("case.state_" + c.State), Assignee: row.Assignee, Since: r.Moment(c.Since),
		}
	}
	t := row.Ticket
	out := screen.QueueRow{
		URL: ticketPage(t.Number), ID: t.Number, Subject: t.Subject, Number: t.Number, State: string(t.Status),
		Priority: priorities[t.Priority], Guest: t.ByGuest(), Unconfirmed: t.ByGuest() && t.Guest.ConfirmedAt.IsZero(), Who: row.Who,
		Department: departments[row.Department], Assignee: row.Assignee, Since: r.Moment(t.WaitingSince),
	}
	if view == ticket.Junk {
		out.Since = r.Moment(t.UpdatedAt)
	}
	if !t.ByGuest() {
		out.Account = accountName(r, row.Account)
	}
	return out
}

// departments are the choices of a list of departments; all is what stands for every one, "" for no such choice.
func departments(r *web.Request, list []ticket.Department, all string) (choices []ui.Choice) {
	if all != "" {
		choices = append(choices, ui.Choice{Label: all})
	}
	for _, d := range list {
		choices = append(choices, ui.Choice{Value: d.ID, Label: d.Called(r.Locale.Lang())})
	}
	return choices
}

// staffChoices are those whom tickets can be given to: whoever asks, the others, and nobody.
func staffChoices(r *web.Request, people []user.User) []ui.Choice {
	choices := []ui.Choice{{Value: "me", Label: r.Locale.T("queue.me")}}
	for _, u := range people {
		if u.ID != r.Session.UserID {
			choices = append(choices, ui.Choice{Value: u.ID, Label: u.Name})
		}
	}
	return append(choices, ui.Choice{Value: "nobody", Label: r.Locale.T("queue.nobody")})
}

// given is the id of whom a form gives tickets to; "" for nobody.
func given(r *web.Request) string {
	switch to := r.Form("assignee"); to {
	case "me":
		return r.Session.UserID
	case "nobody":
		return ""
	case "":
		return "-" // no person: a form without the field takes a ticket from nobody
	default:
		return to
	}
}

// Bulk gives the tickets that were chosen to somebody, or leads on to where they are closed.
func (p *TicketPages) Bulk(r *web.Request) error {
	numbers := r.FormList("id")
	if len(numbers) == 0 {
		return p.showQueue(r, web.Unprocessable, ui.Form{Alert: r.Locale.T("queue.choose_first")})
	}
	switch r.Form("do") {
	case "assign":
		n, err := p.Support.Assign(r.Context(), r.Caller(), given(r), numbers...)
		return p.changed(r, "assigned", n, err)
	case "close":
		if len(numbers) > support.MostAtOnce {
			return p.changed(r, "closed", 0, support.ErrTooMany)
		}
		return r.Go(closeURL(asked(r), "tickets", strings.Join(numbers, ",")))
	}
	return web.ErrNotFound
}

// changed says how many tickets were changed together, or why they could not be.
func (p *TicketPages) changed(r *web.Request, done string, n int, err error) error {
	switch {
	case errors.Is(err, support.ErrAssignee):
		return p.showQueue(r, web.Unprocessable, ui.Form{Alert: r.Locale.T("queue.refused_assignee")})
	case errors.Is(err, support.ErrTooMany):
		return p.showQueue(r, web.Unprocessable, ui.Form{Alert: r.Locale.N("queue.refused_many", support.MostAtOnce)})
	case err != nil:
		return err
	}
	return r.Go(r.Saying(queueURL(asked(r), "done", done, "n", strconv.Itoa(n))))
}

// closeURL is where tickets of a part of the queue are closed.
func closeURL(q ticket.Query, more ...string) string {
	return queuePage + "/close" + strings.TrimPrefix(queueURL(q, more...), queuePage)
}

// AskClose asks whether the tickets that were chosen are to be closed, and says which they are. Those that are closed already are
// left out; without any there is nothing to ask.
func (p *TicketPages) AskClose(r *web.Request) error {
	all, err := p.Support.Chosen(r.Context(), r.Caller(), strings.Split(r.Query("tickets"), ","))
	if err != nil && !errors.Is(err, support.ErrTooMany) {
		return err
	}
	q, numbers := asked(r), []string{}
	props := screen.QuestionProps{
		Points: []string{r.Locale.T("queue.close_what")}, Action: closeURL(q), Back: queueURL(q), BackToName: r.Locale.T("section.queue"),
	}
	for _, t := range all {
		if t.Status.Running() {
			numbers = append(numbers, t.Number)
			props.Things = append(props.Things, ui.LTR(t.Number)+" · "+t.Subject)
		}
	}
	if len(numbers) == 0 {
		return r.Go(r.Saying(queueURL(q, "done", "closed", "n", "0")))
	}
	props.Title, props.Submit = r.Locale.N("queue.close_title", len(numbers)), r.Locale.N("queue.close_submit", len(numbers))
	props.Fields = []ui.Choice{{Value: "tickets", Label: strings.Join(numbers, ",")}}
	return ask(r, "queue", props)
}

// CloseChosen closes them.
func (p *TicketPages) CloseChosen(r *web.Request) error {
	n, err := p.Support.CloseAll(r.Context(), r.Caller(), strings.Split(r.Form("tickets"), ",")...)
	return p.changed(r, "closed", n, err)
}
