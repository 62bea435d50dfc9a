package ui

import "github.com/a-h/templ"

// ListProps is a list of rows of one kind. A zero Search, Pager or Bulk draws nothing.
type ListProps[R any] struct {
	Caption string      // what the rows are, for screen readers
	Columns []Column[R] // the first one names the row
	Rows    []R
	ID      func(R) string // of a row, for what leads to it; nil: nothing does
	Nothing Nothing        // drawn if there are no rows
	Search  Search
	Pager   Pager
	Bulk    Bulk[R]
}

// Column is one column of a list.
type Column[R any] struct {
	Name    string
	Cell    func(R) templ.Component
	SortURL string // the same list sorted by this column; "" where it can't be
	Sorted  string // ascending or descending if the rows are sorted by this column; otherwise ""
}

// Text returns a column of plain text.
func Text[R any](name string, words func(R) string) Column[R] {
	return Column[R]{Name: name, Cell: func(r R) templ.Component { return text(words(r)) }}
}

// Apart returns a column of text that may run in another direction than the words around it: names, domains,
// amounts.
func Apart[R any](name string, words func(R) string) Column[R] {
	return Column[R]{Name: name, Cell: func(r R) templ.Component { return apart(words(r)) }}
}

// Times returns a column of moments.
func Times[R any](name string, at func(R) Moment) Column[R] {
	return Column[R]{Name: name, Cell: func(r R) templ.Component { return Time(at(r)) }}
}

// Status returns a column of badges.
func Status[R any](name string, status func(R) string) Column[R] {
	return Column[R]{Name: name, Cell: func(r R) templ.Component { return Badge(status(r)) }}
}

// Nothing says that a list is empty and what it will hold.
type Nothing struct {
	Icon, Title, What string
	URL, Act          string // what can be done about it; "" draws no link
}

// Search is a search field above a list. It asks for Action again with the typed words as the parameter q.
type Search struct {
	Action string // the list's address; "" draws no search
	Label  string
	Submit string
	Query  string // the words that were searched for
}

// Pager links to the pages of a long list. Previous and Next are URLs; "" if there is no such page.
type Pager struct {
	Page, Pages    int // Pages is 0 if the number of pages is not known
	Previous, Next string
	First          string // to the first page, where the one before is not known; "" draws nothing
}

// Bulk is an action on several rows at once. Rows that can be chosen must not contain forms.
type Bulk[R any] struct {
	Action  string         // receives the chosen rows' values as id, and the button's value as do; "": rows can't be chosen
	Value   func(R) string // "": this row can't be chosen
	Name    func(R) string // what a screen reader calls the row's box
	Buttons []Choice
	Also    templ.Component // drawn beside the buttons; nil for nothing
	All     string          // URL of the same page with all of its rows chosen, or with none if they are; "" draws no link
	Chosen  bool            // every row is chosen
	Focus   bool            // whoever followed that link goes on there
}

// choosable is how many of the rows can be chosen.
func (b Bulk[R]) choosable(rows []R) (n int) {
	for _, r := range rows {
		if b.Value(r) != "" {
			n++
		}
	}
	return n
}

// ExportProps is a copy of a list as a file. It is requested by POST, so that each copy can be recorded.
type ExportProps struct {
	Action string
	Fields []Choice // the filter, as hidden fields
	Label  string
}
