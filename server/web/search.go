package web

import (
	"errors"
	"slices"
	"strconv"
	"unicode/utf8"

	"latchkey/components/ui"
	"latchkey/internal/search"

	"github.com/a-h/templ"
)

// errSearching refuses a search of somebody who has too many under way.
var errSearching = errors.New("this person searches too often at once")

const (
	mostSearches = 3 // of one person at once: one as they type, and two pages
	mostTyped    = 200

	onPanel    = 4  // of each kind, below the box in the top bar
	onPage     = 8  // of each kind, on the page
	onKindPage = 20 // of one kind, on the page of it
)

// Finder is what a page of pages knows of a search: who may find what, and how it is shown.
type Finder struct {
	Page    string // "/search"; beside it stand "/search/results" and "/search/panel"
	Section string // of the frame: search, or desk_search
	Lead    string // a key of the catalogue
	Scope   search.Scope
	Kinds   []search.Kind
	// Learn reads what [Finder.Row] says of all the hits, at once; nil: it knows.
	Learn func([]search.Group) error
	// Row says where a hit leads, and what stands beside it.
	Row func(search.Hit) (url, beside string)

	Accounts []ui.Choice // which a client may choose from
	Account  string      // the chosen one
}

// icons are the signs of the kinds.
var icons = map[search.Kind]string{
	search.Person: "user-round", search.Account: "receipt-text", search.Ticket: "life-buoy", search.Service: "server",
	search.Domain: "globe", search.Invoice: "receipt-text",
}

// kindWords are the keys of the kinds' names.
var kindWords = map[search.Kind]string{
	search.Person: "found.person", search.Account: "found.account_kind", search.Ticket: "found.ticket", search.Service: "found.service",
	search.Domain: "found.domain", search.Invoice: "found.invoice",
}

// Found answers with the page of a search.
func (r *Request) Found(f Finder) error {
	limit := onPage
	if len(f.Kinds) == 1 {
		limit = onKindPage
	}
	p, err := r.find(f, limit)
	if err != nil {
		return err
	}
	return r.Screen(0, f.Section, "section.search", ui.Found(p))
}

// FoundResults answers with what the page shows below its form, as one types there. Without scripts the page itself is what
// was meant.
func (r *Request) FoundResults(f Finder) error { return r.foundPart(f, onPage, ui.FoundResults) }

// FoundPanel answers with what is shown below the box in the top bar.
func (r *Request) FoundPanel(f Finder) error { return r.foundPart(f, onPanel, ui.FoundPanel) }

func (r *Request) foundPart(f Finder, limit int, draw func(ui.FoundProps) templ.Component) error {
	if !r.Partial() {
		return r.Go(WithQuery(f.Page, "q", r.Query("q"), "account", f.Account))
	}
	p, err := r.find(f, limit)
	if err != nil {
		return err
	}
	return r.Part(draw(p))
}

// find looks for what was typed. A kind and a place in what there is of it may be given.
func (r *Request) find(f Finder, limit int) (p ui.FoundProps, err error) {
	leave, ok := r.Site.searches.Enter(r.Session.UserID, mostSearches)
	if !ok {
		return p, errSearching
	}
	defer leave()
	text := r.Query("q")
	if utf8.RuneCountInString(text) > mostTyped {
		text = string([]rune(text)[:mostTyped])
	}
	from, _ := strconv.Atoi(r.Query("from"))
	from = min(max(0, from), search.Most)
	asked := search.Query{Scope: f.Scope, Text: text, Kinds: f.Kinds, Limit: limit, Skip: from}
	found, err := search.Find(r.Context(), r.Site.DB.Read(), asked)
	p = ui.FoundProps{Action: f.Page, Lead: r.Locale.T(f.Lead), Query: text, Accounts: f.Accounts, Account: f.Account}
	if err == nil && f.Learn != nil {
		err = f.Learn(found)
	}
	for _, g := range found {
		group := ui.FoundGroup{Title: r.Locale.T(kindWords[g.Kind]), Count: r.counted(g)}
		for _, h := range g.Hits {
			row := ui.FoundRow{Icon: icons[g.Kind], Title: pieces(h.Title), Line: pieces(h.Excerpt)}
			row.URL, row.Beside = f.Row(h)
			group.Rows = append(group.Rows, row)
		}
		if shown := from + len(g.Hits); shown < g.Count && len(g.Hits) > 0 {
			group.Next = WithQuery(f.Page, "q", text, "kind", string(g.Kind), "account", f.Account, "from", r.nextFrom(f, shown))
		}
		p.Groups = append(p.Groups, group)
	}
	return p, err
}

// FoundIDs are the objects of one kind that were found.
func FoundIDs(found []search.Group, of func(search.Hit) string, kinds ...search.Kind) (ids []string) {
	for _, g := range found {
		for _, h := range g.Hits {
			if slices.Contains(kinds, g.Kind) {
				ids = append(ids, of(h))
			}
		}
	}
	return ids
}

// nextFrom is where the page of one kind goes on; from the page of all, it begins anew.
func (r *Request) nextFrom(f Finder, shown int) string {
	if len(f.Kinds) != 1 {
		return ""
	}
	return strconv.Itoa(shown)
}

func (r *Request) counted(g search.Group) string {
	count := r.Locale.Number(g.Count)
	if g.More {
		return r.Locale.T("found.most", "Count", count)
	}
	return count
}

// KindAsked returns the kinds that a search is for: the one that the address names, or all of these.
func (r *Request) KindAsked(all []search.Kind) []search.Kind {
	for _, k := range all {
		if string(k) == r.Query("kind") {
			return []search.Kind{k}
		}
	}
	return all
}

func pieces(all []search.Piece) (shown []ui.Piece) {
	for _, p := range all {
		shown = append(shown, ui.Piece{Text: p.Text, Found: p.Found})
	}
	return shown
}
