package desk

import (
	"errors"
	"strconv"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/signin"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

const peoplePage = "/desk/people"

// How many people stand on one page.
const pageOfPeople = 25

var peopleDone = map[string]string{
	"invited": "people.done_invited", "again": "people.done_again", "withdrawn": "people.done_withdrawn",
}

// People lists people, those who were added last first, or those who are found by the words of a search; before them stand the
// invitations that wait.
func (p *Pages) People(r *web.Request) error { return p.showPeople(r, "", 0) }

func (p *Pages) showPeople(r *web.Request, alert string, status int) error {
	ctx, tx, words := r.Context(), r.Site.DB.Read(), strings.TrimSpace(r.Query("q"))
	props := screen.PeopleProps{Query: words, Alert: alert, Done: r.Said("done", peopleDone)}
	list := p.allPeople
	if words != "" {
		list = p.foundPeople
	}
	found, err := list(r, words, &props)
	if err != nil {
		return err
	}
	ids := make([]string, len(found))
	for i, u := range found {
		ids[i] = u.ID
	}
	on, err := p.Factors.On(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, u := range found {
		props.Rows = append(props.Rows, personRow(r, u, on[u.ID]))
	}
	if props.Pager.First == "" && props.Pager.Previous == "" {
		if props.Invitations, props.MoreInvited, err = p.invitations(r, words); err != nil {
			return err
		}
	}
	return r.Screen(status, "people", "", screen.People(props))
}

// allPeople is a page of everybody.
func (p *Pages) allPeople(r *web.Request, _ string, props *screen.PeopleProps) ([]user.User, error) {
	ctx, tx, after := r.Context(), r.Site.DB.Read(), r.Query("after")
	all, _, err := p.Users.Count(ctx, tx)
	if err != nil {
		return nil, err
	}
	props.Total = all
	people, err := p.Users.Newest(ctx, tx, after, pageOfPeople+1)
	if after != "" {
		props.Pager.First = peoplePage
	}
	if len(people) > pageOfPeople {
		people = people[:pageOfPeople]
		props.Pager.Next = web.WithQuery(peoplePage, "after", people[pageOfPeople-1].ID)
	}
	return people, err
}

// foundPeople is a page of those who are found by words.
func (p *Pages) foundPeople(r *web.Request, words string, props *screen.PeopleProps) ([]user.User, error) {
	number, _ := strconv.Atoi(r.Query("page"))
	number = min(max(1, number), user.MostCounted/pageOfPeople)
	found, err := p.Users.Find(r.Context(), r.Site.DB.Read(), words, (number-1)*pageOfPeople, pageOfPeople)
	if props.Total = found.Count; found.More {
		props.Total++
	}
	pages := (found.Count + pageOfPeople - 1) / pageOfPeople
	props.Pager.Page = number
	if !found.More {
		props.Pager.Pages = pages
	}
	if number > 1 {
		props.Pager.Previous = web.WithQuery(peoplePage, "q", words, "page", strconv.Itoa(min(number-1, max(1, pages))))
	}
	if number < pages {
		props.Pager.Next = web.WithQuery(peoplePage, "q", words, "page", strconv.Itoa(number+1))
	}
	return found.People, err
}

func personRow(r *web.Request, u user.User, on bool) screen.PersonRow {
	return screen.PersonRow{
		URL: personPage(u.ID), Name: u.Name, Email: user.PlainEmail(u.Email), Added: r.Date(u.CreatedAt), SecondStep: on,
		Role: staff.RoleName(u.Role), States: standing(u),
	}
}

// states are the badges of a person, by their codes: the role of staff, and whether they can sign in and change things.
func states(u user.User) []string {
	if !u.Staff() {
		return standing(u)
	}
	all := []string{string(u.Role)}
	if u.Disabled() || u.Frozen() {
		all = append(all, standing(u)...)
	}
	return all
}

// standing says whether a person can sign in and change things, by the codes of badges.
func standing(u user.User) (all []string) {
	if u.Disabled() {
		all = append(all, "disabled")
	}
	if u.Frozen() {
		all = append(all, "frozen")
	}
	if len(all) == 0 {
		all = append(all, "active")
	}
	return all
}

// Invitation shows the form that invites somebody.
func (p *Pages) Invitation(r *web.Request) error {
	if err := p.fresh(r); err != nil {
		return err
	}
	return p.showInvite(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showInvite(r *web.Request, f ui.Form, status int) error {
	return r.Screen(status, "people", "invite.title", screen.Invite(screen.InviteProps{Form: f}))
}

// SendInvitation mails an invitation to the address in the form.
func (p *Pages) SendInvitation(r *web.Request) error {
	if err := p.fresh(r); err != nil {
		return r.RequireStepUp(err, web.PendingAction{
			Do: r.Locale.T("invite.submit"), To: r.Form("email"),
			Page: "/desk/people/invite", Fields: []string{"email"},
		})
	}
	email := r.Form("email")
	err := p.Staff.Invite(r.Context(), r.Caller(), email)
	form, status := ui.Form{Values: map[string]string{"email": email}}, web.Unprocessable
	var tooMany signin.TooManyError
	switch {
	case errors.As(err, &tooMany):
		refused, tooOften := prompt.TooManyMails(r, &tooMany.Refusal)
		form.Alert, status = refused.Alert, tooOften
	case errors.Is(err, user.ErrEmailTaken):
		form.Errors = map[string]string{"email": r.Locale.T("invite.taken")}
	case errors.Is(err, user.ErrBadEmail):
		form.Errors = map[string]string{"email": r.Locale.T(prompt.BadEmail(err, "invite.bad_email"))}
	case errors.Is(err, signin.ErrClosed):
		form.Alert = r.Locale.T("invite.closed")
		form.Errors = map[string]string{"email": ""}
	case err != nil:
		return err
	default:
		return r.Go(r.Saying("/desk/people?done=invited"))
	}
	return p.showInvite(r, form, status)
}
