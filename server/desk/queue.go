package desk

import (
	"errors"
	"slices"

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

var queueDone = map[string]string{
	"assigned": "queue.done_assigned", "closed": "queue.done_closed", "spam": "queue.done_spam", "none": "queue.done_none",
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
	if !slices.Contains(ticket.Orders, q.Order) {
		q.Order = ticket.ByWaiting
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
		View: string(q.View), Department: q.DepartmentID, Order: string(q.Order), Form: form, Self: queueURL(q), Done: r.Said("done", queueDone),
		Departments: departments(r, found.Departments, r.Locale.T("queue.every_department")), Staff: staffChoices(r, people),
		Administrator: r.Session.Role == user.Administrator,
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
		props.Views = append(props.Views, screen.QueueView{
			Name: r.Locale.T("queue.view_" + string(v)), URL: queueURL(to), Count: counted(r, found.Counts.Views[v]), Here: v == q.View,
		})
	}
	for _, o := range ticket.Orders {
		props.Orders = append(props.Orders, ui.Choice{Value: string(o), Label: r.Locale.T("queue.order_" + string(o))})
	}
	names := map[string]string{}
	for _, d := range found.Departments {
		names[d.ID] = d.Called(r.Locale.Lang())
	}
	for _, row := range found.Rows {
		props.Rows = append(props.Rows, queueRow(r, row, names))
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

func queueRow(r *web.Request, row support.Row, departments map[string]string) screen.QueueRow {
	if c := row.Case; c != nil {
		return screen.QueueRow{
			URL: caseList + "/" + c.ID, Subject: r.Locale.T("case.title", "Name", c.Name), Number: r.Phrase(c.Reference), State: "case",
			Words: r.Locale.T("case.state_" + c.State), Who: c.Name, Waiting: r.Moment(c.Since),
		}
	}
	t := row.Ticket
	out := screen.QueueRow{
		URL: ticketPage(t.Number), ID: t.Number, Subject: t.Subject, Number: t.Number, State: string(t.Status),
		Priority: priorities[t.Priority], Guest: t.ByGuest(), Unconfirmed: t.ByGuest() && t.Guest.ConfirmedAt.IsZero(), Who: row.Who,
		Department: departments[row.Department], Assignee: row.Assignee, Waiting: r.Moment(t.WaitingSince),
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

// Bulk assigns or closes the tickets that were chosen.
func (p *TicketPages) Bulk(r *web.Request) error {
	numbers, done := r.FormList("id"), ""
	if len(numbers) == 0 {
		return p.showQueue(r, web.Unprocessable, ui.Form{Alert: r.Locale.T("queue.choose_first")})
	}
	var err error
	switch r.Form("do") {
	case "assign":
		done, err = "assigned", p.Support.Assign(r.Context(), r.Caller(), given(r), numbers...)
	case "close":
		done, err = "closed", p.Support.CloseAll(r.Context(), r.Caller(), numbers...)
	default:
		return web.ErrNotFound
	}
	switch {
	case errors.Is(err, support.ErrAssignee):
		return p.showQueue(r, web.Unprocessable, ui.Form{Alert: r.Locale.T("queue.refused_assignee")})
	case errors.Is(err, support.ErrTooMany):
		return p.showQueue(r, web.Unprocessable, ui.Form{Alert: r.Locale.N("queue.refused_many", support.MostAtOnce)})
	case err != nil:
		return err
	}
	return r.Go(r.Saying(queueURL(asked(r), "done", done)))
}
