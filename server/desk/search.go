package desk

import (
	"strings"

	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/search"
	"latchkey/internal/ticket"
	"latchkey/server/web"
)

// Search shows what is found of everything.
func (p *Pages) Search(r *web.Request) error { return p.searching(r, r.Found) }

// SearchResults answers with the results alone.
func (p *Pages) SearchResults(r *web.Request) error { return p.searching(r, r.FoundResults) }

// SearchPanel answers with a few results for the box in the top bar.
func (p *Pages) SearchPanel(r *web.Request) error { return p.searching(r, r.FoundPanel) }

func (p *Pages) searching(r *web.Request, answer func(web.Finder) error) error {
	if r.Query("q") != "" {
		if err := p.Staff.Searched(r.Context(), r.Caller()); err != nil {
			return err
		}
	}
	f := found{p: p, r: r, accounts: map[string]account.Account{}}
	return answer(web.Finder{
		Page: "/desk/search", Section: "desk_search", Lead: "found.lead_desk", Scope: search.Staff(), Kinds: r.KindAsked(search.Kinds()),
		Learn: f.learn, Row: func(h search.Hit) (url, beside string) { return foundPage(h), f.beside(h) },
	})
}

// found is what staff are told of what was found.
type found struct {
	p        *Pages
	r        *web.Request
	tickets  map[string]ticket.Ticket
	accounts map[string]account.Account
}

func (f *found) learn(all []search.Group) (err error) {
	ctx, tx := f.r.Context(), f.r.Site.DB.Read()
	numbers := web.FoundIDs(all, func(h search.Hit) string { return h.Of }, search.Ticket)
	if f.tickets, err = f.p.Tickets.ByNumbers(ctx, tx, numbers); err != nil {
		return err
	}
	ids := web.FoundIDs(all, func(h search.Hit) string { return h.ID }, search.Account)
	ids = append(ids, web.FoundIDs(all, func(h search.Hit) string { return h.Account }, ofAnAccount...)...)
	if len(ids) == 0 {
		return nil
	}
	accounts, err := f.p.Accounts.ByIDs(ctx, tx, ids)
	for _, a := range accounts {
		f.accounts[a.ID] = a
	}
	return err
}

// ofAnAccount are the kinds of things that an account has, with a row on its page.
var ofAnAccount = []search.Kind{search.Service, search.Domain, search.Invoice}

// beside is what tells one hit from another: a number, in which state it is, whose it is, since when.
func (f *found) beside(h search.Hit) string {
	var said []string
	switch a := f.accounts[h.Account]; h.Kind {
	case search.Ticket:
		said = append(said, ui.LTR(h.Of))
		if t, there := f.tickets[h.Of]; there {
			said = append(said, f.r.Locale.T("queue.state_"+string(t.Status)), f.r.Date(t.UpdatedAt))
		}
	case search.Account:
		said = append(said, ui.LTR(h.Of))
		if f.accounts[h.ID].Closed() {
			said = append(said, f.r.Locale.T("status.closed"))
		}
	case search.Person:
		said = append(said, f.r.Date(h.At))
	default:
		if a.ID != "" {
			said = append(said, accountName(f.r, a))
		}
		if !h.At.IsZero() {
			said = append(said, f.r.Day(h.At))
		}
	}
	return strings.Join(said, " · ")
}

// foundPage is where a hit leads: to what an account has, on the account's page.
func foundPage(h search.Hit) string {
	switch h.Kind {
	case search.Person:
		return personPage(h.Of)
	case search.Account:
		return accountPage(h.ID)
	case search.Ticket:
		return ticketPage(h.Of)
	}
	return onAccount(h.Account, string(h.Kind), h.ID)
}
