package desk

import (
	"latchkey/internal/search"
	"latchkey/server/web"
)

// Search shows what is found of everything.
func (p *Pages) Search(r *web.Request) error { return r.Found(finder(r)) }

// SearchResults answers with the results alone.
func (p *Pages) SearchResults(r *web.Request) error { return r.FoundResults(finder(r)) }

// SearchPanel answers with a few results for the box in the top bar.
func (p *Pages) SearchPanel(r *web.Request) error { return r.FoundPanel(finder(r)) }

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
