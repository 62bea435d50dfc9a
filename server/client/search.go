package client

import (
	"strings"

	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/search"
	"latchkey/internal/ticket"
	"latchkey/server/web"
)

// searched are the kinds that clients search, and what of an account one has to be allowed to see for each.
var searched = map[search.Kind]account.Permission{
	search.Ticket: account.Tickets, search.Service: account.Services, search.Domain: account.Domains, search.Invoice: account.Invoices,
}

// Search shows what is found in the person's accounts.
func (p *Pages) Search(r *web.Request) error { return p.find(r, r.Found) }

// SearchResults answers with the results alone.
func (p *Pages) SearchResults(r *web.Request) error { return p.find(r, r.FoundResults) }

// SearchPanel answers with a few results for the box in the top bar.
func (p *Pages) SearchPanel(r *web.Request) error { return p.find(r, r.FoundPanel) }

// find gives the search exactly the accounts in which this person may see things of each kind, as it is at this moment. One
// that is not theirs is as one that there is not: all of theirs are searched.
func (p *Pages) find(r *web.Request, answer func(web.Finder) error) error {
	belongings, err := p.Accounts.Belongings(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	f := web.Finder{Page: "/search", Section: "search", Lead: "found.lead", Kinds: r.KindAsked([]search.Kind{
		search.Ticket, search.Service, search.Domain, search.Invoice,
	})}
	names := map[string]string{}
	for _, b := range belongings {
		names[b.Account.ID] = b.Account.Name
		if b.Account.ID == r.Query("account") {
			f.Account = b.Account.ID
		}
		f.Accounts = append(f.Accounts, ui.Choice{Value: b.Account.ID, Label: b.Account.Name + " (" + b.Account.Number + ")"})
	}
	may := map[search.Kind][]string{}
	for _, b := range belongings {
		for kind, needs := range searched {
			if b.As.Allows(needs) && (f.Account == "" || f.Account == b.Account.ID) {
				may[kind] = append(may[kind], b.Account.ID)
			}
		}
	}
	f.Scope = search.Accounts(may)
	several := len(belongings) > 1
	if !several {
		f.Accounts = nil
	}
	var tickets map[string]ticket.Ticket
	f.Learn = func(all []search.Group) (err error) {
		numbers := web.FoundIDs(all, func(h search.Hit) string { return h.Of }, search.Ticket)
		tickets, err = p.Tickets.ByNumbers(r.Context(), r.Site.DB.Read(), numbers)
		return err
	}
	f.Row = func(h search.Hit) (url, beside string) {
		var said []string
		if t := tickets[h.Of]; h.Kind == search.Ticket && t.AccountID == h.Account {
			said = append(said, ui.LTR(t.Number), r.Locale.T("status."+string(t.Status)), r.Date(t.UpdatedAt))
		} else if !h.At.IsZero() && h.Kind != search.Ticket {
			said = append(said, r.Day(h.At))
		}
		if several {
			said = append(said, names[h.Account])
		}
		return found(h), strings.Join(said, " · ")
	}
	return answer(f)
}

// found is where a hit leads: to the thing itself, or to its row in the list of the account that it is of.
func found(h search.Hit) string {
	if h.Kind == search.Ticket {
		return "/tickets/" + h.Of
	}
	row := rowID(string(h.Kind), h.ID)
	return web.WithQuery("/"+string(h.Kind)+"s", "account", h.Account, "show", row) + "#" + row
}
