package ui

import "github.com/a-h/templ"

// ListProps is a list of rows of one kind, with what leads through it. Its zero Search, Pager and Bulk draw nothing.
type ListProps[R any] struct {
	Caption string      // what the rows are, for whoever does not see the heading above them
	Columns []Column[R] // the first one names its row
	Rows    []R
	Nothing Nothing // what stands in place of no rows
	Search  Search
	Pager   Pager
	Bulk    Bulk[R]
}

// Column is what a list says of each row under one name.
type Column[R any] struct {
	Name    string
	Cell    func(R) templ.Component
	SortURL string // the same list sorted by this column; "" where it can't be
	Sorted  string // ascending or descending; "" for the columns that the rows are not sorted by
}

// Text is a column of words.
func Text[R any](name string, words func(R) string) Column[R] {
	return Column[R]{Name: name, Cell: func(r R) templ.Component { return text(words(r)) }}
}

// Apart is a column of what may run in another direction than the words around it: names, domains, amounts.
func Apart[R any](name string, words func(R) string) Column[R] {
	return Column[R]{Name: name, Cell: func(r R) templ.Component { return apart(words(r)) }}
}

// Status is a column of badges.
func Status[R any](name string, status func(R) string) Column[R] {
	return Column[R]{Name: name, Cell: func(r R) templ.Component { return Badge(status(r)) }}
}

// Nothing says that there is nothing to show, and what will be there.
type Nothing struct{ Icon, Title, What string }

// Search looks for rows by words that are typed; the list is asked for again with them as the parameter q.
type Search struct {
	Action string // the list's address; "" draws no search
	Label  string
	Submit string
	Query  string // what was looked for
}

// Pager leads through a list that goes on. A URL is "" where there is no such page.
type Pager struct {
	Page, Pages    int // 0 Pages: how many there are is not known
	Previous, Next string
}

// Bulk does one thing to many rows. Rows that can be chosen hold no forms of their own.
type Bulk[R any] struct {
	Action  string // gets the values of the chosen rows as id, and that of the button as do; "": rows can't be chosen
	Value   func(R) string
	Name    func(R) string // what a row is called, to be told apart from the others
	Buttons []Choice
}

// ExportProps is a copy of a list, as a file. It is asked for by POST, so that taking one can be written down.
type ExportProps struct {
	Action string
	Fields []Choice // what the copy is narrowed by
	Label  string
}
