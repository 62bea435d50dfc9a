package client

import (
	"context"
	"slices"
	"strings"
	"time"

	screen "latchkey/components/client"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/factor"
	"latchkey/internal/invoice"
	"latchkey/internal/markdown"
	"latchkey/internal/service"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// holdings are what an account has, as far as the person may see it as its member.
type holdings struct {
	as       account.Membership
	services []service.Service
	domains  []domain.Domain
	invoices []invoice.Invoice
	running  int             // tickets, at most [ticket.MostCounted]+1
	answered []ticket.Listed // those that wait for the account or were closed with something unread, among the last changed
}

// lastTickets is among how many tickets the dashboard looks for those that were answered.
const lastTickets = 50

func (p *Pages) holdings(r *web.Request) (h holdings, belongs bool, err error) {
	shown, belongs, err := r.Account()
	if err != nil || !belongs {
		return h, false, err
	}
	h.as = shown.As
	ctx, tx, me := r.Context(), r.Site.DB.Read(), r.Session.UserID
	if h.services, err = seen(ctx, tx, shown, account.Services, p.Services.Of); err != nil {
		return h, true, err
	}
	if h.domains, err = seen(ctx, tx, shown, account.Domains, p.Domains.Of); err != nil {
		return h, true, err
	}
	if h.invoices, err = seen(ctx, tx, shown, account.Invoices, p.Invoices.Of); err != nil {
		return h, true, err
	}
	if !shown.As.Allows(account.Tickets) {
		return h, true, nil
	}
	of := []string{shown.ID}
	if h.running, _, err = p.Tickets.CountOwn(ctx, tx, of, me); err != nil {
		return h, true, err
	}
	h.answered, err = p.Tickets.Own(ctx, tx, ticket.Own{Accounts: of, UserID: me, Running: true, Limit: lastTickets})
	h.answered = slices.DeleteFunc(h.answered, func(t ticket.Listed) bool {
		return t.Status != ticket.Answered && (t.Status != ticket.Closed || !t.Unread)
	})
	return h, true, err
}

// seen are the things of one kind that an account has, if its member may see them.
func seen[T any](
	ctx context.Context, tx db.Reader, a account.Belonging, part account.Permission,
	of func(context.Context, db.Reader, string) ([]T, error),
) ([]T, error) {
	if !a.As.Allows(part) {
		return nil, nil
	}
	return of(ctx, tx, a.ID)
}

// Dashboard shows what the chosen account holds, what of it wants the person, and how well their sign-in is protected.
func (p *Pages) Dashboard(r *web.Request) error {
	ctx, tx, me := r.Context(), r.Site.DB.Read(), r.Session.UserID
	has, belongs, err := p.holdings(r)
	if err != nil {
		return err
	}
	state, err := r.Site.Factors.State(ctx, tx, me)
	if err != nil {
		return err
	}
	u, err := p.Users.ByID(ctx, tx, me)
	if err != nil {
		return err
	}
	props := screen.DashboardProps{
		Done: r.Said("done", dashboardDone),
		Name: r.Session.Name, NoAccount: !belongs, Staff: r.Session.Role != user.Client,
		Security: screen.Protection{On: state.On(), Saved: saved(state)},
		Contact:  screen.DashboardContact{Name: r.Session.Name, Email: r.Session.Email, Phone: u.Phone},
	}
	if belongs {
		props.Figures, props.Attention = figures(r, has), attention(r, has)
		for _, s := range has.services {
			props.Services = append(props.Services, serviceRow(r, s))
		}
	}
	if props.News, err = p.news(r); err != nil {
		return err
	}
	return r.Show(web.View{
		Title: "section.dashboard", Section: "dashboard", Banners: prompt.CheckUp(r, state, prompt.Reminders(r, state)),
		Screen: screen.Dashboard(props),
	})
}

// What the dashboard says after a change.
var dashboardDone = map[string]string{"left": "accounts.done_left"}

func saved(s factor.State) bool {
	return !s.Backup.SavedAt.IsZero() && s.Backup.DoubtedAt.IsZero() && s.Backup.Left >= factor.FewBackupCodes
}

func figures(r *web.Request, h holdings) []screen.Figure {
	l, now := r.Locale, r.Site.Clock.Now()
	open, sums := invoice.Due(h.invoices)
	due := money(r, sums)
	if due == "" {
		due = l.Number(0)
	}
	services, domains := map[service.Status]int{}, map[domain.Status]int{}
	for _, s := range h.services {
		services[s.Status]++
	}
	for _, d := range h.domains {
		domains[d.Status(now)]++
	}
	all := []screen.Figure{
		{
			URL: "/services", Icon: "server", Name: l.T("section.services"), Count: l.Number(len(h.services)),
			Note: notes(r, note{"dashboard.active", services[service.Active]}, note{"dashboard.suspended", services[service.Suspended]}),
		},
		{
			URL: "/domains", Icon: "globe", Name: l.T("section.domains"), Count: l.Number(len(h.domains)),
			Note: notes(r, note{"dashboard.expired", domains[domain.Expired]}, note{"dashboard.expiring", domains[domain.Expiring]}),
		},
		{
			URL: "/invoices", Icon: "receipt-text", Name: l.T("dashboard.to_pay"), Count: due,
			Note: notes(r, note{"dashboard.invoices", open}),
		},
		{
			URL: "/tickets", Icon: "life-buoy", Name: l.T("section.tickets"), Count: counted(r, h.running),
			Note: notes(r, note{"dashboard.answered", len(h.answered)}),
		},
	}
	return slices.DeleteFunc(all, func(f screen.Figure) bool { return !h.as.Allows(account.Permission(f.URL[1:])) })
}

type note struct {
	key   string
	count int
}

// notes joins what there is of each kind; what there is none of is left out.
func notes(r *web.Request, all ...note) string {
	var words []string
	for _, n := range all {
		if n.count > 0 {
			words = append(words, r.Locale.N(n.key, n.count))
		}
	}
	return strings.Join(words, " · ")
}

// counted writes a count of tickets, which stops after a thousand.
func counted(r *web.Request, n int) string {
	if n > ticket.MostCounted {
		return r.Locale.T("tickets.more_than", "Count", r.Locale.Number(ticket.MostCounted))
	}
	return r.Locale.Number(n)
}

// mostAnswered is how many answered tickets are among what wants the person; the others are counted beside.
const mostAnswered = 5

// attention lists what wants the person: what costs them something first, what waits for them last.
func attention(r *web.Request, h holdings) []screen.Attention {
	now := r.Site.Clock.Now()
	var bad, soon []screen.Attention
	for _, i := range h.invoices {
		if i.Status(now) == invoice.Overdue {
			bad = append(bad, overdue(r, i))
		}
	}
	for _, d := range h.domains {
		switch d.Status(now) {
		case domain.Expired:
			bad = append(bad, ending(r, d, "bad", "dashboard.domain_expired"))
		case domain.Expiring:
			soon = append(soon, ending(r, d, "warn", "dashboard.domain_expiring"))
		}
	}
	for _, s := range h.services {
		if s.Status == service.Suspended {
			bad = append(bad, screen.Attention{
				Tone: "bad", Icon: "server", Title: r.Locale.T("dashboard.service_suspended", "Service", s.Name+" "+s.Plan),
				What: s.Domain, URL: "/services", Act: r.Locale.T("dashboard.see_service"),
			})
		}
	}
	for _, t := range h.answered[:min(len(h.answered), mostAnswered)] {
		soon = append(soon, screen.Attention{
			Tone: "warn", Icon: "life-buoy", Title: r.Locale.T("dashboard.ticket_answered", "Subject", t.Subject),
			What: r.Locale.Isolate(t.Number) + " · " + r.Date(t.UpdatedAt), URL: "/tickets/" + t.Number, Act: r.Locale.T("dashboard.see_ticket"),
		})
	}
	return slices.Concat(bad, soon)
}

func overdue(r *web.Request, i invoice.Invoice) screen.Attention {
	title := r.Locale.T("dashboard.overdue_today", "Number", i.Number)
	if days := int(r.Site.Clock.Now().Sub(i.DueAt) / (24 * time.Hour)); days > 0 {
		title = r.Locale.N("dashboard.overdue", days, "Number", i.Number)
	}
	return screen.Attention{
		Tone: "bad", Icon: "receipt-text", Title: title, What: i.Description + " · " + r.Locale.Money(i.Amount, i.Currency),
		URL: "/invoices", Act: r.Locale.T("dashboard.see_invoice"),
	}
}

func ending(r *web.Request, d domain.Domain, tone, key string) screen.Attention {
	a := screen.Attention{
		Tone: tone, Icon: "globe", Title: r.Locale.T(key, "Domain", d.Name, "Date", r.Day(d.ExpiresAt)),
		URL: "/domains", Act: r.Locale.T("dashboard.see_domain"),
	}
	if !d.AutoRenew {
		a.What = r.Locale.T("dashboard.not_renewed")
	}
	return a
}

// news is what the host announces to people who read as this one does.
func (p *Pages) news(r *web.Request) (all []screen.News, err error) {
	announced, err := p.Announcements.Current(r.Context(), r.Site.DB.Read(), r.Locale.Lang())
	for _, a := range announced {
		all = append(all, screen.News{ID: a.ID, Title: a.Title, HTML: markdown.HTML(a.Body, r.Locale.T("desk_ticket.quoted"))})
	}
	return all, err
}
