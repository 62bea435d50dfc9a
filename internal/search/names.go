package search

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"latchkey/internal/db"
)

// What is no ticket has names, numbers and addresses, few words each, and one document: staff look it up among all of its kind,
// without shelves. By words and beginnings of words the index alone knows what is found, newest first, and no row is read but of
// what is shown. A piece of a part is looked up by pieces of it, which may stand in other places of what has them, so their rows
// are read: of those only that the words did not find.

// names looks for what was typed among all of a kind.
func (f *finding) names(ctx context.Context, r db.Reader) error {
	scope := staffScope(f.kind)
	rare, err := f.rare(ctx, r, scope)
	if err != nil {
		return err
	}
	sure, any := expressions(f.chunks, scope, rare)
	all, err := listed(ctx, r, sure, 0, math.MaxInt64)
	if err != nil {
		return err
	}
	if any != "" {
		if all, err = f.withUnsure(ctx, r, any, all); err != nil {
			return err
		}
	}
	f.group.Count = min(len(all), Most)
	f.group.More = len(all) > Most || f.rows >= mostRows
	from := min(f.query.Skip, f.group.Count)
	f.ids = all[from:min(from+f.query.Limit, f.group.Count)]
	return nil
}

// listed are the newest documents between two ids that an expression finds, one more than are counted. They come in one row: to
// step through a thousand takes longer than to find them.
func listed(ctx context.Context, r db.Reader, expression string, behind, before int64) ([]int64, error) {
	var list string
	err := r.Row(ctx, `SELECT COALESCE(GROUP_CONCAT(id, ' '), '') FROM (SELECT rowid AS id FROM search_word
		WHERE search_word MATCH $1 AND rowid > $2 AND rowid < $3 ORDER BY rowid DESC LIMIT $4)`, expression, behind, before, Most+1).Scan(&list)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	var ids []int64
	for number := range strings.FieldsSeq(list) {
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("searching: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// withUnsure adds to those that are found for sure, the newest first, those that a looser expression finds and that have what was
// typed indeed. It ends where enough are found.
func (f *finding) withUnsure(ctx context.Context, r db.Reader, any string, sure []int64) (all []int64, err error) {
	behind, before := int64(0), int64(math.MaxInt64)
	if len(sure) > Most {
		behind = sure[Most]
	}
	all = sure
	for found := 0; found <= Most && f.rows < mostRows; {
		likely, err := listed(ctx, r, any, behind, before)
		if err != nil {
			return nil, err
		}
		more, err := f.having(ctx, r, missing(likely, sure))
		if err != nil {
			return nil, err
		}
		all, found = append(all, more...), found+len(more)
		if len(likely) <= Most {
			break
		}
		before = likely[Most]
	}
	slices.SortFunc(all, func(a, b int64) int { return cmp.Compare(b, a) })
	return all, nil
}

// missing are those of some ids that are not among others; both fall.
func missing(some, others []int64) (rest []int64) {
	for _, id := range some {
		for len(others) > 0 && others[0] > id {
			others = others[1:]
		}
		if len(others) == 0 || others[0] != id {
			rest = append(rest, id)
		}
	}
	return rest
}

// having are those of some documents that have what was typed, by a look at each.
func (f *finding) having(ctx context.Context, r db.Reader, ids []int64) (all []int64, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := readRows(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		s, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("searching: %w", err)
		}
		if f.rows++; has(f.chunks, s) {
			all = append(all, s.id)
		}
	}
	return all, rows.Err()
}

// namePieces are the pieces by which a chunk is looked up among names: what is as short as one is that piece.
func (c chunk) namePieces() []string {
	if len(c.letters) < longPiece {
		return pieces(c.letters, shortPiece)
	}
	return pieces(c.letters, longPiece)
}

// expressions are two of FTS5: one that finds nothing but what was typed, and one that finds what looks like the rest of it, "" where
// there is none.
func expressions(chunks []chunk, scope string, pieces [][]string) (sure, any string) {
	var strict, loose []string
	exact := true
	for i, c := range chunks {
		words, parts := c.named(scope), orPieces(scope, pieces[i])
		loose = append(loose, "("+words+parts+")")
		if len(c.letters) <= longPiece {
			words += parts
		} else {
			exact = false
		}
		strict = append(strict, "("+words+")")
	}
	sure = strings.Join(strict, " AND ")
	switch {
	case exact:
		return sure, ""
	case len(chunks) == 1:
		return sure, strings.TrimPrefix(orPieces(scope, pieces[0]), " OR ") // all that the words do not find
	}
	return sure, strings.Join(loose, " AND ")
}

// named is an expression for the words of a chunk.
func (c chunk) named(scope string) string {
	var words []string
	for _, w := range c.words {
		mark := byWord
		if w.begins {
			mark = byBeginning
		}
		words = append(words, quoted(scope+mark+w.text))
	}
	return "(" + strings.Join(words, " AND ") + ")"
}
