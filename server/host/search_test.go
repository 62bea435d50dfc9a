package host_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"latchkey/internal/search"
	"latchkey/server/hosttest"
)

// documents are what can be found, without the order in which it was put.
func documents(s *hosttest.Server) (all []string) {
	s.T.Helper()
	rows, err := s.Host.DB.Read().Rows(s.T.Context(), `SELECT kind, document_id, leads_to, account_id, internal, at, parts, title, text
		FROM search_document`)
	if err != nil {
		s.T.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind, id, of, account, parts, title, text string
		var internal bool
		var at int64
		if err := rows.Scan(&kind, &id, &of, &account, &internal, &at, &parts, &title, &text); err != nil {
			s.T.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%s %s %s %s %t %d %q %q %q", kind, id, of, account, internal, at, parts, title, text))
	}
	slices.Sort(all)
	return all
}

// An index that is made of what is there finds what was put as it came about: a restored backup finds no less, and nothing
// that was taken out.
func TestAnIndexMadeAnewIsTheSame(t *testing.T) {
	s := hosttest.Boot(t)
	before := documents(s)
	for _, kind := range search.Kinds() {
		if kind != search.Ticket && !slices.ContainsFunc(before, func(d string) bool { return d[:len(kind)] == string(kind) }) {
			t.Errorf("the demo puts no %s", kind)
		}
	}
	if err := s.Host.DB.InTx(t.Context(), search.Forget); err != nil {
		t.Fatal(err)
	}
	s.Stop()
	s.Start()
	var after []string
	for began := time.Now(); time.Since(began) < 20*time.Second && len(after) < len(before); time.Sleep(50 * time.Millisecond) {
		if s.Count(`SELECT COUNT(*) FROM search_state WHERE name = 'version' AND value <> ''`) == 1 { // what was forgotten is gone
			after = documents(s)
		}
	}
	for _, d := range before {
		if !slices.Contains(after, d) {
			t.Errorf("lost: %s", d)
		}
	}
	for _, d := range after {
		if !slices.Contains(before, d) {
			t.Errorf("new: %s", d)
		}
	}
}
