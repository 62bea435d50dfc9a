package desk

import (
	"latchkey/internal/search"
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
	return answer(finder(r))
}

func finder(r *web.Request) web.Finder {
	return web.Finder{
		Page: "/desk/search", Section: "desk_search", Lead: "found.lead_desk", Scope: search.Staff(), Kinds: r.KindAsked(search.Kinds()),
		Row: func(h search.Hit) (url, beside string) { return foundPage(h), r.Date(h.At) },
	}
}

// foundPage is where a hit leads: what an account has is on the account's page.
func foundPage(h search.Hit) string {
	switch h.Kind {
	case search.Person:
		return personPage(h.Of)
	case search.Account:
		return "/desk/accounts/" + h.ID
	case search.Ticket:
		return "/desk/tickets/" + h.Of
	}
	return "/desk/accounts/" + h.Account
}
