package search

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Most is where counting stops: more are told as "1,000+".
const Most = 1000

// Scope is what somebody may find. The zero Scope is nothing.
type Scope struct {
	staff    bool
	accounts map[Kind][]string
}

// Staff is the scope of the host's staff: everything.
func Staff() Scope { return Scope{staff: true} }

// Accounts is the scope of a client: for each kind the accounts in which this person may see things of that kind.
func Accounts(ids map[Kind][]string) Scope { return Scope{accounts: ids} }

// Query is what somebody asks for.
type Query struct {
	Scope Scope
	Text  string // all its words must be in a document; the last may be the beginning of one
	Kinds []Kind // nil: all
	Limit int    // how many hits of each kind
	Skip  int    // how many to pass over
}

// Group is what was found of one kind, each object once, those with the newest document first.
type Group struct {
	Kind  Kind
	Hits  []Hit
	Count int  // of objects, up to [Most]
	More  bool // there are more than Count
}

// Hit is an object that was found, by the newest of its documents that has what was asked for.
type Hit struct {
	Kind    Kind
	ID, Of  string // of the document, and of the object
	Account string
	At      clock.Instant
	Title   []Piece
	Excerpt []Piece // of the text, about the first word that was found; nil for none
}

// Piece is a part of a text; Found is what was asked for.
type Piece struct {
	Text  string
	Found bool
}

// Find returns what is found, group by group in the order of [Kinds], those without a hit left out. Nothing is found of a
// text without letters.
func Find(ctx context.Context, r db.Reader, q Query) ([]Group, error) {
	chunks := parse(q.Text)
	there, err := usable(ctx, r)
	if err != nil || !there || len(chunks) == 0 {
		return nil, err
	}
	var all []Group
	for _, k := range Kinds() {
		if q.Kinds != nil && !slices.Contains(q.Kinds, k) {
			continue
		}
		f := finding{query: q, kind: k, chunks: chunks, seen: map[string]bool{}, group: Group{Kind: k}}
		if err := f.run(ctx, r); err != nil {
			return nil, err
		}
		if f.group.Count > 0 {
			all = append(all, f.group)
		}
	}
	return all, nil
}

// finding is one kind's part of a search.
type finding struct {
	query  Query
	kind   Kind
	chunks []chunk
	seen   map[string]bool // objects
	ids    []int64         // of the documents to show
	rows   int
	group  Group
}

// mostRows bounds how many documents are looked at, where many lead to few objects.
const mostRows = 10 * Most

func (f *finding) run(ctx context.Context, r db.Reader) error {
	if err := f.collect(ctx, r); err != nil {
		return err
	}
	if len(f.ids) == 0 {
		return nil
	}
	rows, err := readRows(ctx, r, f.ids)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		s, err := scan(rows)
		if err != nil {
			return fmt.Errorf("searching: %w", err)
		}
		f.group.Hits = append(f.group.Hits, s.hit(f.chunks))
	}
	return rows.Err()
}

// readRows reads documents, the newest first.
func readRows(ctx context.Context, r db.Reader, ids []int64) (*sql.Rows, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	rows, err := r.Rows(ctx, `SELECT `+columns+` FROM search_document WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id DESC`,
		string(list))
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	return rows, nil
}

func (f *finding) collect(ctx context.Context, r db.Reader) error {
	if !f.query.Scope.staff {
		var scopes []string
		for _, account := range f.query.Scope.accounts[f.kind] {
			scopes = append(scopes, accountScope(f.kind, account))
		}
		if len(scopes) == 0 {
			return nil
		}
		return f.look(ctx, r, scopes)
	}
	if f.kind != Ticket {
		return f.names(ctx, r)
	}
	last, err := newest(ctx, r, f.kind)
	if err != nil {
		return err
	}
	first, err := oldest(ctx, r, f.kind)
	if err != nil {
		return err
	}
	// What is common is found on the newest shelf; for what is rare, many at once cost no more than one.
	from, step := shelfOf(last), int64(1)
	for ; from >= shelfOf(first) && !f.enough(); step = min(2*step, 8) {
		var scopes []string
		for range min(step, from-shelfOf(first)+1) {
			scopes = append(scopes, shelfScope(f.kind, from))
			from--
		}
		if err := f.look(ctx, r, scopes); err != nil {
			return err
		}
	}
	return nil
}

func (f *finding) enough() bool { return f.group.More || f.rows >= mostRows }

// look counts what is found in some scopes, and keeps what is to be shown.
func (f *finding) look(ctx context.Context, r db.Reader, scopes []string) error {
	rows, err := r.Rows(ctx, `SELECT d.id, d.leads_to, d.account_id, d.internal, d.parts,
			CASE WHEN d.parts = '' THEN '' ELSE d.title END,
			CASE WHEN d.parts = '' THEN '' ELSE d.text END
		FROM search_word CROSS JOIN search_document AS d ON d.id = search_word.rowid
		WHERE search_word MATCH $1 AND NOT EXISTS (SELECT 1 FROM search_state
			WHERE d.kind = '`+string(Ticket)+`' AND name = '`+laterName+`' || d.leads_to AND substr(value, 1, 7) = '`+unseen+`')
		ORDER BY search_word.rowid DESC LIMIT $2`, match(f.chunks, scopes), mostRows)
	if err != nil {
		return fmt.Errorf("searching: %w", err)
	}
	defer rows.Close()
	for !f.enough() && rows.Next() {
		var s stored
		if err := rows.Scan(&s.id, &s.of, &s.account, &s.internal, &s.parts, &s.title, &s.text); err != nil {
			return fmt.Errorf("searching: %w", err)
		}
		f.rows++
		if f.seen[s.of] || !f.may(s) || !holds(f.chunks, s) {
			continue
		}
		if f.group.Count == Most {
			f.group.More = true
			break
		}
		f.seen[s.of] = true
		if f.group.Count++; f.group.Count > f.query.Skip && len(f.ids) < f.query.Limit {
			f.ids = append(f.ids, s.id)
		}
	}
	if f.rows >= mostRows {
		f.group.More = true
	}
	return rows.Err()
}

// may reports whether the document is in the scope. The terms have seen to that; this is asked all the same.
func (f *finding) may(s stored) bool {
	return f.query.Scope.staff || !s.internal && slices.Contains(f.query.Scope.accounts[f.kind], s.account)
}
