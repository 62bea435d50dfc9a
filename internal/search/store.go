package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// version is the index's: of its tables, of what folding does, and of what is stored under which term. An index of another
// is made anew, see [Rebuild].
const version = 3

// tables are the index. The words stand in an index of FTS5 that keeps no text and no positions. What is deleted is taken
// out of it at once, instead of being marked, and it is put in order by [Tidy] alone: a change must not wait for that.
var tables = []string{
	`CREATE TABLE search_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
	`CREATE TABLE search_document (
		id INTEGER PRIMARY KEY,
		kind TEXT NOT NULL,
		document_id TEXT NOT NULL,
		leads_to TEXT NOT NULL,
		account_id TEXT NOT NULL,
		internal INTEGER NOT NULL,
		at INTEGER NOT NULL,
		parts TEXT NOT NULL,
		title TEXT NOT NULL,
		text TEXT NOT NULL
	)`,
	`CREATE UNIQUE INDEX search_document_id ON search_document (document_id, kind)`,
	`CREATE INDEX search_document_leads_to ON search_document (leads_to, kind)`,
	`CREATE VIRTUAL TABLE search_word USING fts5(terms, content = '', columnsize = 0, detail = none, tokenize = 'ascii')`,
	`INSERT INTO search_word (search_word, rank) VALUES ('secure-delete', 1)`,
	`INSERT INTO search_word (search_word, rank) VALUES ('automerge', 0)`,
}

// stored is a document as it stands in its row.
type stored struct {
	id                    int64
	kind                  Kind
	document, of, account string
	internal              bool
	at                    clock.Instant
	parts, title, text    string
}

func (d Document) row() stored {
	return stored{
		kind: d.Kind, document: d.ID, of: d.of(), account: d.Account, internal: d.Internal, at: d.At,
		parts: short(strings.Join(d.Parts, "\n")), title: short(d.Title), text: short(d.Text),
	}
}

// short cuts a text off where it has been indexed enough.
func short(text string) string {
	if len(text) <= mostText {
		return text
	}
	end := mostText
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

const columns = `id, kind, document_id, leads_to, account_id, internal, at, parts, title, text`

func scan(row interface{ Scan(dest ...any) error }) (s stored, err error) {
	err = row.Scan(&s.id, &s.kind, &s.document, &s.of, &s.account, &s.internal, &s.at, &s.parts, &s.title, &s.text)
	return s, err
}

// begin makes the index if there is none, and reports whether it is this version's: another is about to be made anew.
func begin(ctx context.Context, tx db.Tx) (ready bool, err error) {
	there, err := made(ctx, tx)
	if err == nil && !there {
		return true, create(ctx, tx)
	}
	if err != nil {
		return false, err
	}
	return current(ctx, tx)
}

// usable reports whether there is an index of this version.
func usable(ctx context.Context, r db.Reader) (is bool, err error) {
	if there, err := made(ctx, r); err != nil || !there {
		return false, err
	}
	return current(ctx, r)
}

func made(ctx context.Context, r db.Reader) (there bool, err error) {
	err = r.Row(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'search_state')`).Scan(&there)
	if err != nil {
		return false, fmt.Errorf("looking for the index: %w", err)
	}
	return there, nil
}

func current(ctx context.Context, r db.Reader) (is bool, err error) {
	err = r.Row(ctx, `SELECT EXISTS (SELECT 1 FROM search_state WHERE name = 'version' AND value = $1)`, fmt.Sprint(version)).Scan(&is)
	if err != nil {
		return false, fmt.Errorf("reading the index's version: %w", err)
	}
	return is, nil
}

// create makes an empty index in which each kind is to be filled in.
func create(ctx context.Context, tx db.Tx) error {
	for _, statement := range tables {
		if err := tx.Do(ctx, "making the index", statement); err != nil {
			return err
		}
	}
	for _, k := range Kinds() {
		if err := setState(ctx, tx, fillName(k), ""); err != nil {
			return err
		}
	}
	return setState(ctx, tx, "version", fmt.Sprint(version))
}

func setState(ctx context.Context, tx db.Tx, name, value string) error {
	return tx.Do(ctx, "changing the index", `INSERT INTO search_state (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value`, name, value)
}

// put stores a document: a new one as the newest of its kind, one that is there where it is.
func put(ctx context.Context, tx db.Tx, d Document) error {
	s := d.row()
	before, err := scan(tx.Row(ctx, `SELECT `+columns+` FROM search_document WHERE document_id = $1 AND kind = $2`, d.ID, string(d.Kind)))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		if s.id, err = newest(ctx, tx, d.Kind); err != nil {
			return err
		}
		s.id++
	case err != nil:
		return fmt.Errorf("indexing: %w", err)
	default:
		if s.id = before.id; s == before {
			return nil
		}
		return replace(ctx, tx, before, s)
	}
	return insert(ctx, tx, s)
}

// replace changes the row, and the terms that are others now.
func replace(ctx context.Context, tx db.Tx, before, s stored) error {
	old, fresh := before.terms(), s.terms()
	if err := dropTerms(ctx, tx, s.id, old.without(fresh)); err != nil {
		return err
	}
	if err := dropRow(ctx, tx, s.id); err != nil {
		return err
	}
	if err := addRow(ctx, tx, s); err != nil {
		return err
	}
	return addTerms(ctx, tx, s.id, fresh.without(old))
}

// Fill stores documents of one kind, the newest first, as older than all that are there. One that is there already has been
// put since, and stays.
func Fill(ctx context.Context, tx db.Tx, k Kind, documents []Document) error {
	id, err := oldest(ctx, tx, k)
	if err != nil {
		return err
	}
	var fresh []stored
	for _, d := range documents {
		var there bool
		err := tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM search_document WHERE document_id = $1 AND kind = $2)`,
			d.ID, string(k)).Scan(&there)
		if err != nil {
			return fmt.Errorf("indexing: %w", err)
		}
		if !there {
			id--
			s := d.row()
			s.id, s.kind = id, k
			fresh = append(fresh, s)
		}
	}
	for _, s := range slices.Backward(fresh) { // the index takes them in one go if the numbers grow
		if err := insert(ctx, tx, s); err != nil {
			return err
		}
	}
	return nil
}

func insert(ctx context.Context, tx db.Tx, s stored) error {
	if err := addRow(ctx, tx, s); err != nil {
		return err
	}
	return addTerms(ctx, tx, s.id, s.terms().without(nil))
}

func addRow(ctx context.Context, tx db.Tx, s stored) error {
	return tx.Do(ctx, "indexing", `INSERT INTO search_document (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		s.id, string(s.kind), s.document, s.of, s.account, db.Flag(s.internal), int64(s.at), s.parts, s.title, s.text)
}

func addTerms(ctx context.Context, tx db.Tx, id int64, terms string) error {
	return tx.Do(ctx, "indexing", `INSERT INTO search_word (rowid, terms) VALUES ($1, $2)`, id, terms)
}

func dropRow(ctx context.Context, tx db.Tx, id int64) error {
	return tx.Do(ctx, "taking out of the index", `DELETE FROM search_document WHERE id = $1`, id)
}

func dropTerms(ctx context.Context, tx db.Tx, id int64, terms string) error {
	return tx.Do(ctx, "taking out of the index", `INSERT INTO search_word (search_word, rowid, terms) VALUES ('delete', $1, $2)`, id, terms)
}

// newest and oldest are the ends of a kind's documents, about its middle.
func newest(ctx context.Context, r db.Reader, k Kind) (int64, error) {
	return end(ctx, r, `SELECT COALESCE(MAX(id), 0) FROM search_document WHERE id >= $1 AND id < $2`, k)
}

func oldest(ctx context.Context, r db.Reader, k Kind) (int64, error) {
	return end(ctx, r, `SELECT COALESCE(MIN(id), 0) FROM search_document WHERE id >= $1 AND id < $2`, k)
}

func end(ctx context.Context, r db.Reader, query string, k Kind) (id int64, err error) {
	if err := r.Row(ctx, query, number(k)<<kindShift, (number(k)+1)<<kindShift).Scan(&id); err != nil {
		return 0, fmt.Errorf("reading the index: %w", err)
	}
	if id == 0 {
		id = number(k)<<kindShift | middle
	}
	return id, nil
}

// takeOut removes a document from the words and from its row.
func takeOut(ctx context.Context, tx db.Tx, s stored) error {
	if err := dropTerms(ctx, tx, s.id, s.terms().without(nil)); err != nil {
		return err
	}
	return dropRow(ctx, tx, s.id)
}

// remove takes the documents out that a condition names.
func remove(ctx context.Context, tx db.Tx, k Kind, which, value string) error {
	rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM search_document WHERE `+which, string(k), value)
	if err != nil {
		return fmt.Errorf("taking out of the index: %w", err)
	}
	defer rows.Close()
	var all []stored
	for rows.Next() {
		s, err := scan(rows)
		if err != nil {
			return fmt.Errorf("taking out of the index: %w", err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("taking out of the index: %w", err)
	}
	for _, s := range all {
		if err := takeOut(ctx, tx, s); err != nil {
			return err
		}
	}
	return nil
}
