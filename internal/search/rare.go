package search

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"latchkey/internal/db"
)

// terms are by which a chunk is looked up: some of its words, and some of its pieces. Where these are not all, what they find is
// looked at once more: see [finding.pick].
type terms struct {
	words  []word
	pieces []string
}

func (c chunk) terms() terms { return terms{c.words, pieces(c.letters)} }

// Of a chunk's pieces mostProbed are counted, each up to commonFrom, and those that are rarest looked up, mostRare at most. A
// term that stands in commonFrom documents of two shelves finds too many to be looked at one by one.
const (
	mostProbed = 12
	commonFrom = 256
	mostRare   = 3
)

// fewShelves are looked through without counting: a small host has two, what was there before the index and what came since.
const fewShelves = 2

// pick chooses, where a kind has more shelves, the rare ones among the terms of each chunk: those of an address that everybody
// has, such as the name of a large mail provider, cost a look at everybody. Tickets are looked up by all of their terms, since
// their texts are long.
func (f *finding) pick(ctx context.Context, r db.Reader, first, last int64) error {
	if last-first < fewShelves || f.kind == Ticket {
		return nil
	}
	var asked []string
	note := func(mark, word string) {
		newest, oldest := quoted(staffScope(f.kind, last)+mark+word), quoted(staffScope(f.kind, first)+mark+word)
		asked = append(asked, newest+" OR "+oldest)
	}
	sets := make([]terms, len(f.chunks))
	for i, c := range f.chunks {
		sets[i] = terms{pieces: spread(pieces(c.letters), mostProbed)}
		for _, w := range c.words {
			if !w.begins {
				sets[i].words = append(sets[i].words, w)
				note(byWord, w.text)
			}
		}
		for _, p := range sets[i].pieces {
			note(byPiece, p)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	counts, err := probe(ctx, r, asked)
	if err != nil {
		return err
	}
	for i := range f.chunks {
		words, parts := counts[:len(sets[i].words)], counts[len(sets[i].words):][:len(sets[i].pieces)]
		counts = counts[len(words)+len(parts):]
		if all := rarest(sets[i].words, words); len(all) > 0 {
			f.terms[i].words, f.checks = all, true
		}
		if all := rarest(sets[i].pieces, parts); len(all) > 0 {
			f.terms[i].pieces, f.checks = all, true
		}
	}
	return nil
}

// probe counts in how many documents each of several expressions is, up to commonFrom.
func probe(ctx context.Context, r db.Reader, expressions []string) ([]int, error) {
	list, err := json.Marshal(expressions)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	rows, err := r.Rows(ctx, `SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM search_word WHERE search_word MATCH asked.value LIMIT $2))
		FROM json_each($1) AS asked ORDER BY asked.key`, string(list), commonFrom)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	defer rows.Close()
	var counts []int
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return nil, fmt.Errorf("searching: %w", err)
		}
		counts = append(counts, n)
	}
	return counts, rows.Err()
}

// rarest are the rare ones of some terms, at most mostRare; nil if each of them is common.
func rarest[T any](all []T, counts []int) (rare []T) {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(counts[a], counts[b]) })
	for _, i := range order[:min(len(order), mostRare)] {
		if counts[i] < commonFrom {
			rare = append(rare, all[i])
		}
	}
	return rare
}

// spread are at most n of some, as far from each other as they can be.
func spread(all []string, n int) (some []string) {
	if len(all) <= n {
		return all
	}
	for i := range n {
		some = append(some, all[i*(len(all)-1)/(n-1)])
	}
	return some
}

// has reports whether a document has what was typed, by a look at all that is stored of it.
func has(chunks []chunk, s stored) bool {
	var words []string
	for _, c := range chunks {
		if len(c.letters) >= 3 && c.partOf(s) {
			continue
		}
		if !c.within(s) {
			return false
		}
		if words == nil {
			words = s.words()
		}
		if !c.amongWords(words) {
			return false
		}
	}
	return true
}
