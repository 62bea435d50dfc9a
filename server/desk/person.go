package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"latchkey/internal/account"
	"latchkey/internal/invoice"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/factor"
	"latchkey/internal/recovery"
	"latchkey/internal/session"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/web"

	"github.com/a-h/templ"
)

var personDone = map[string]string{
	"disabled": "person.done_disabled", "enabled": "person.done_enabled", "sessions": "person.done_sessions",
	"decided": "person.done_decided", "settled": "person.done_settled", "taken-back": "person.done_taken_back", "role": "person.done_role",
	"unlocked": "person.done_unlocked",
}

func personPage(id string) string { return "/desk/people/" + id }

// Person shows one person and the state of their security.
func (p *Pages) Person(r *web.Request) error {
	u, err := p.person(r)
	if err != nil {
		return err
	}
	return p.showPerson(r, u, ui.Form{}, 0)
}

// person is whom the page is about. That staff looked at them is in the log.
func (p *Pages) person(r *web.Request) (user.User, error) {
	u, err := p.Users.ByID(r.Context(), r.Site.DB.Read(), r.Param("id"))
	if err != nil {
		return u, err
	}
	if err := p.Staff.Viewed(r.Context(), r.Caller(), u.ID); err != nil {
		return u, err
	}
	return u, nil
}

func (p *Pages) showPerson(r *web.Request, u user.User, form ui.Form, status int) error {
	ctx, tx := r.Context(), r.Site.DB.Read()
	state, err := p.Factors.State(ctx, tx, u.ID)
	if err != nil {
		return err
	}
	sessions, err := r.Site.Sessions.List(ctx, tx, u.ID)
	if err != nil {
		return err
	}
	props := screen.PersonProps{
		Form: form, URL: personPage(u.ID), AuditURL: web.WithQuery("/desk/audit", "person", u.Email),
		Name: u.Name, Email: user.PlainEmail(u.Email), Phone: u.Phone, States: states(u), Added: r.Date(u.CreatedAt),
		PasswordChanged: r.Date(u.PasswordChanged()), Disabled: u.Disabled(),
		CasesOn: recovery.On(r.Site.Settings.Choices(ctx)),
		Methods: methods(r, state), BackupLeft: state.Backup.Left, BackupTotal: state.Backup.Total,
		Sessions: len(sessions), LastSeen: lastSeen(r, sessions), Role: staff.RoleName(u.Role), Done: r.Said("done", personDone),
	}
	props.Why = why(r, u)
	props.May = props.Why == ""
	props.SetsRole = props.May && r.Session.Role == user.Administrator
	if props.Locked, err = p.Staff.Locked(ctx, u); err != nil {
		return err
	}
	if props.Dispute, err = p.dispute(r, u); err != nil {
		return err
	}
	if props.Accounts, props.Invoices, err = holds(r, p.Accounts, p.Invoices, u.ID); err != nil {
		return err
	}
	if p.Recover != nil && props.May {
		if props.Recovery, err = p.Recover(r, u); err != nil {
			return err
		}
	}
	return r.Show(named(status, "people", u.Name, screen.Person(props)))
}

// named is the page of one person, account or case: a browser's tabs tell them apart.
func named(status int, section, name string, screen templ.Component) web.View {
	return web.View{Status: status, Title: "desk.named", With: []any{"Name", name}, Section: section, Screen: screen}
}

// mostInvoices is how many are shown to compare an answer with.
const mostInvoices = 5

// holds is what a person's answers about the account can be compared with.
func holds(r *web.Request, as *account.Accounts, is *invoice.Invoices, userID string) (
	accounts []screen.Account, rows []screen.Invoice, err error,
) {
	ctx, tx := r.Context(), r.Site.DB.Read()
	theirs, err := as.Of(ctx, tx, userID)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range theirs {
		accounts = append(accounts, screen.Account{
			URL: accountPage(a.ID), Name: accountName(r, a), Since: r.Date(a.CreatedAt),
			TicketURL: web.WithQuery("/desk/tickets/new", "account", a.ID, "person", userID),
		})
	}
	invoices, err := is.List(ctx, tx, userID)
	for _, i := range invoices[:min(len(invoices), mostInvoices)] {
		rows = append(rows, screen.Invoice{
			Number: i.Number, Description: i.Description, Date: r.Day(i.IssuedAt), Amount: r.Locale.Money(i.Amount, i.Currency),
		})
	}
	return accounts, rows, err
}

// why says what keeps whoever looks from acting on a person; the same rules hold in package credential.
func why(r *web.Request, u user.User) string {
	switch {
	case u.ID == r.Session.UserID:
		return r.Locale.T("person.yourself")
	case u.Staff() && r.Session.Role != user.Administrator:
		return r.Locale.T("person.staff_only")
	}
	return ""
}

func methods(r *web.Request, state factor.State) []screen.Method {
	var all []screen.Method
	for i, a := range slices.Concat(state.Methods, state.Suspended) {
		if a.Kind == factor.Backup {
			continue // how many of those work is said apart
		}
		all = append(all, screen.Method{
			Kind: string(a.Kind), Name: r.Locale.T("desk_method." + string(a.Kind)),
			Added: r.Date(a.AddedAt), LastUsed: r.Date(a.LastUsedAt), Suspended: i >= len(state.Methods),
		})
	}
	return all
}

func lastSeen(r *web.Request, sessions []session.Listed) string {
	if len(sessions) == 0 {
		return ""
	}
	last := sessions[0].LastSeenAt
	for _, s := range sessions {
		last = max(last, s.LastSeenAt)
	}
	return r.DateTime(last)
}

type change func(ctx context.Context, by access.Caller, userID string) (user.User, error)

// ConfirmDisable asks before a person's sign-in is disabled.
func (p *Pages) ConfirmDisable(r *web.Request) error {
	return p.askAbout(r, "disable", func(u user.User) bool { return !u.Disabled() })
}

// ConfirmEndSessions asks before a person is signed out everywhere.
func (p *Pages) ConfirmEndSessions(r *web.Request) error {
	return p.askAbout(r, "end_sessions", func(user.User) bool { return true })
}

// askAbout asks before something of a person's is ended. Where there is nothing to end, or it is not for whoever looks to end,
// their page says so.
func (p *Pages) askAbout(r *web.Request, act string, possible func(user.User) bool) error {
	u, err := p.person(r)
	if err != nil {
		return err
	}
	page := personPage(u.ID)
	if !possible(u) || why(r, u) != "" {
		return r.Go(page)
	}
	words := "person." + act
	return ask(r, "people", screen.QuestionProps{
		Title:  r.Locale.T(words+"_title", "Name", u.Name, "Email", user.PlainEmail(u.Email)),
		Points: []string{r.Locale.T(words + "_what"), r.Locale.T(words + "_ends")},
		Action: page + "/" + strings.ReplaceAll(act, "_", "-"), Submit: r.Locale.T(words), Back: page, BackToName: u.Name,
	})
}

// Disable disables a person's account: they can't sign in any more.
func (p *Pages) Disable(r *web.Request) error {
	return p.act(r, "disabled", "person.disable", p.Staff.DisablePerson)
}

// Enable lets a disabled person sign in again.
func (p *Pages) Enable(r *web.Request) error {
	return p.act(r, "enabled", "person.enable", p.Staff.EnablePerson)
}

// EndSessions signs a person out everywhere.
func (p *Pages) EndSessions(r *web.Request) error {
	return p.act(r, "sessions", "person.end_sessions", p.Staff.EndPersonsSessions)
}

// Unlock lets new browsers try the person's password again, after too many wrong ones.
func (p *Pages) Unlock(r *web.Request) error {
	return p.act(r, "unlocked", "person.unlock", p.Staff.UnlockPerson)
}

// act makes one change to a person, and says so on their page.
func (p *Pages) act(r *web.Request, said, words string, make change) error {
	u, err := make(r.Context(), r.Caller(), r.Param("id"))
	return p.acted(r, u, err, said, words)
}

// acted says what came of it. Words are those of the button.
func (p *Pages) acted(r *web.Request, u user.User, err error, said, words string) error {
	page := personPage(r.Param("id"))
	switch {
	case err == nil:
		return r.Go(r.Saying(page + "?done=" + said))
	case errors.Is(err, staff.ErrLastAdministrator):
		return p.showPerson(r, u, ui.Form{Alert: r.Locale.T("person.last")}, web.Unprocessable)
	case disputeRefusal(err) != "":
		return p.showPerson(r, u, ui.Form{Alert: r.Locale.T(disputeRefusal(err))}, web.Unprocessable)
	case errors.Is(err, user.ErrEmailTaken):
		return p.showPerson(r, u, ui.Form{Alert: r.Locale.T("person.dispute_taken", "Old", r.Form("value"))}, web.Unprocessable)
	case errors.Is(err, access.ErrYourself):
		return p.showPerson(r, u, ui.Form{}, web.Unprocessable) // which says why
	}
	if errors.Is(err, access.ErrStepUpRequired) {
		return p.holdAct(r, err, words)
	}
	return err
}

// holdAct names the person, and what is given them: a role, an address or number, or what was decided about these.
func (p *Pages) holdAct(r *web.Request, stale error, words string) error {
	u, err := p.Users.ByID(r.Context(), r.Site.DB.Read(), r.Param("id"))
	if err != nil {
		return err
	}
	to := []string{u.Name}
	if role, err := user.ParseRole(r.Form("role")); err == nil {
		to = append(to, r.Locale.T("role."+staff.RoleName(role)))
	}
	if value := r.Form("value"); value != "" {
		to = append(to, value)
	}
	if at := seen(r); at > 0 {
		if d, err := p.Contact.Disputed(r.Context(), u); err == nil && d.At == at {
			to = append(to, decisionInWords(r, d.Decision))
		}
	}
	return r.RequireStepUp(stale, web.PendingAction{
		Do: r.Locale.T(words), To: strings.Join(to, r.Locale.T("settings.comma")), Page: personPage(u.ID),
		Fields: []string{"role", "kind", "value", "seen"},
	})
}

// SetRole changes a person's role: client, support or administrator.
func (p *Pages) SetRole(r *web.Request) error {
	role, err := user.ParseRole(r.Form("role"))
	if err != nil {
		return web.ErrNotFound
	}
	u, err := p.Staff.SetRole(r.Context(), r.Caller(), r.Param("id"), role)
	return p.acted(r, u, err, "role", "person.role_save")
}
