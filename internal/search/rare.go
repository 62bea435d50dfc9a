package search

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"latchkey/internal/db"
)

// Of a chunk's pieces up to mostProbed are looked at, and the mostRare that are likely the rarest looked up: those of an address
// that everybody has, such as the name of a large mail provider, would cost a look at everybody.
const (
	mostProbed = 12
	mostRare   = 2
	probed     = 64 // documents at either end
)

// rare are the pieces by which each chunk is looked up.
func (f *finding) rare(ctx context.Context, r db.Reader, scope string) ([][]string, error) {
	all := make([][]string, len(f.chunks))
	var asked []string
	for i, c := range f.chunks {
		all[i] = c.namePieces()
		if len(all[i]) <= mostRare {
			continue
		}
		all[i] = spread(all[i], mostProbed)
		for _, piece := range all[i] {
			asked = append(asked, quoted(scope+byPiece+piece))
		}
	}
	if len(asked) == 0 {
		return all, nil
	}
	counts, err := probe(ctx, r, asked)
	if err != nil {
		return nil, err
	}
	for i, some := range all {
		if len(some) > mostRare {
			all[i] = rarest(some, counts[:len(some)])
			counts = counts[len(some):]
		}
	}
	return all, nil
}

// probe estimates in how many documents each of several terms stands: where these are far from each other among the newest or among
// the oldest that have it, there are fewer.
func probe(ctx context.Context, r db.Reader, terms []string) ([]int64, error) {
	list, err := json.Marshal(terms)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	rows, err := r.Rows(ctx, `SELECT (SELECT COUNT(*) || ' ' || MIN(id) || ' ' || MAX(id) FROM (SELECT rowid AS id FROM search_word
				WHERE search_word MATCH asked.value ORDER BY rowid DESC LIMIT $2)),
			(SELECT COUNT(*) || ' ' || MIN(id) || ' ' || MAX(id) FROM (SELECT rowid AS id FROM search_word
				WHERE search_word MATCH asked.value ORDER BY rowid LIMIT $2))
		FROM json_each($1) AS asked ORDER BY asked.key`, string(list), probed)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var newest, oldest sql.NullString
		if err := rows.Scan(&newest, &oldest); err != nil {
			return nil, fmt.Errorf("searching: %w", err)
		}
		all = append(all, estimate(newest.String, oldest.String))
	}
	return all, rows.Err()
}

// estimate reads how many were looked at of the newest and of the oldest, and the first and the last id of each.
func estimate(newest, oldest string) int64 {
	var n, from, to, first, until int64
	if _, err := fmt.Sscan(newest, &n, &from, &to); err != nil || n < probed {
		return n
	}
	if _, err := fmt.Sscan(oldest, &n, &first, &until); err != nil {
		return n
	}
	return (to - first) * (probed - 1) / max(to-from, until-first)
}

// rarest are the pieces of which there are the fewest.
func rarest(all []string, counts []int64) (rare []string) {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(counts[a], counts[b]) })
	for _, i := range order[:mostRare] {
		rare = append(rare, all[i])
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
