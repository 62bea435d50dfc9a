package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// language makes messages in which words are about as common as in a real one: the n-th word stands n times more seldom than
// the first.
type language struct {
	dice  *rand.Rand
	words []string
	zipf  *rand.Zipf
}

const vocabulary = 60_000

func newLanguage() *language {
	dice := rand.New(rand.NewPCG(1, 2))
	l := &language{dice: dice, words: make([]string, vocabulary), zipf: rand.NewZipf(dice, 1.1, 3, vocabulary-1)}
	syllables := strings.Fields("an be con de er for ge ho in ja ka lo mi no or pre qua re st ti un ver wi za the ing tion ly ma so")
	for i := range l.words {
		var word strings.Builder
		for n := 1 + i%4; n >= 0; n-- {
			word.WriteString(syllables[dice.IntN(len(syllables))])
		}
		l.words[i] = word.String() + syllables[i%len(syllables)]
	}
	l.words[0], l.words[1], l.words[2] = "the", "invoice", "domain"
	return l
}

func (l *language) message(words int) string {
	all := make([]string, words)
	for i := range all {
		all[i] = l.words[l.zipf.Uint64()]
	}
	return "the " + strings.Join(all, " ")
}

func (l *language) document(i int) Document {
	return Document{
		Kind: Ticket, ID: fmt.Sprintf("%036d", i), Of: fmt.Sprintf("t%035d", i/5), Account: fmt.Sprintf("%036d", l.dice.IntN(5000)),
		Title: l.message(4), Text: l.message(45), At: clock.Instant(i),
	}
}

// quantile is the time below which this part of the times lies.
func quantile(times []time.Duration, part float64) time.Duration {
	slices.Sort(times)
	return times[min(int(part*float64(len(times))), len(times)-1)]
}

// How long searching takes, and how long a change holds the writer, with as many messages as LATCHKEY_SEARCH_MESSAGES says;
// 500,000 is what the host of the bench has. Without it there are few, and this only sees that nothing is slow beyond reason.
func TestSearchingIsQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	messages, err := strconv.Atoi(os.Getenv("LATCHKEY_SEARCH_MESSAGES"))
	if err != nil {
		messages = 3_000
	}
	d, l := open(t), newLanguage()
	began := time.Now()
	for i := 0; i < messages; {
		inTx(t, d, func(ctx context.Context, tx db.Tx) error {
			for range 500 {
				if err := Put(ctx, tx, l.document(i)); err != nil {
					return err
				}
				i++
			}
			return nil
		})
		if i%5000 == 0 {
			if err := Tidy(context.Background(), d); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d messages in %v", messages, time.Since(began))
	t.Run("changes", func(t *testing.T) { measureChanges(t, d, l, messages) })
	t.Run("searches", func(t *testing.T) { measureSearches(t, d, l) })
}

// Each change is put in a transaction of its own, while the index is put in order beside it.
func measureChanges(t *testing.T, d *db.DB, l *language, messages int) {
	var changes, turns []time.Duration
	for i := range 200 {
		began := time.Now()
		store(t, d, l.document(messages+i))
		changes = append(changes, time.Since(began))
		for more := i%10 == 0; more; {
			inTx(t, d, func(ctx context.Context, tx db.Tx) (err error) {
				began := time.Now()
				more, err = join(ctx, tx)
				turns = append(turns, time.Since(began))
				return err
			})
		}
	}
	t.Logf("a change: half within %v, 99%% within %v, the longest %v", quantile(changes, .5), quantile(changes, .99), quantile(changes, 1))
	t.Logf("a turn of joining: half within %v, 99%% within %v, the longest %v", quantile(turns, .5), quantile(turns, .99), quantile(turns, 1))
}

func measureSearches(t *testing.T, d *db.DB, l *language) {
	for _, c := range []struct {
		matter string
		scope  Scope
		within time.Duration // of 99 in a hundred
		text   func() string
	}{
		{"the commonest word", Staff(), 300 * time.Millisecond, func() string { return "the" }},
		{"a common word", Staff(), 300 * time.Millisecond, func() string { return l.words[1+l.dice.IntN(50)] }},
		{"a common word and another", Staff(), 300 * time.Millisecond, func() string { return "the " + l.words[1+l.dice.IntN(50)] }},
		{"a rare word", Staff(), 50 * time.Millisecond, func() string { return l.words[vocabulary/2+l.dice.IntN(vocabulary/2)] }},
		{"a rare word and the commonest", Staff(), 100 * time.Millisecond, func() string {
			return "the " + l.words[vocabulary/2+l.dice.IntN(vocabulary/2)]
		}},
		{"a word that there is not", Staff(), 50 * time.Millisecond, func() string { return "xylophone" + strconv.Itoa(l.dice.IntN(1000)) }},
		{"one letter", Staff(), 600 * time.Millisecond, func() string { return string(rune('a' + l.dice.IntN(26))) }},
		{"three letters", Staff(), 300 * time.Millisecond, func() string { return l.words[l.dice.IntN(5000)][:3] }},
		{"the commonest word, by a client", client(fmt.Sprintf("%036d", 7)), 20 * time.Millisecond, func() string { return "the" }},
		{"one letter, by a client", client(fmt.Sprintf("%036d", 8)), 20 * time.Millisecond, func() string { return "t" }},
	} {
		var times []time.Duration
		for range 40 {
			began := time.Now()
			find(t, d, Query{Scope: c.scope, Text: c.text(), Kinds: []Kind{Ticket}})
			times = append(times, time.Since(began))
		}
		t.Logf("%s: half within %v, 99%% within %v", c.matter, quantile(times, .5), quantile(times, .97))
		if slow := quantile(times, .97); slow > 4*c.within { // other tests run beside this one
			t.Errorf("%s took %v", c.matter, slow)
		}
	}
}
