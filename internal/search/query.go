package search

import (
	"strings"
)

// mostTyped, mostChunks and mostWords are how much of what is typed is looked up.
const (
	mostTyped  = 200 // letters
	mostChunks = 8
	mostWords  = 12
)

// phoneSigns are what telephone numbers are written with.
const phoneSigns = "0123456789+()-/. "

// word is a word that is looked for, or the beginning of one.
type word struct {
	text   string
	begins bool
}

func (w word) fits(stored string) bool {
	return stored == w.text || w.begins && strings.HasPrefix(stored, w.text)
}

// chunk is what was typed between two spaces: its words, all of them, or its letters as a piece of a part.
type chunk struct {
	words   []word
	letters []rune
}

// parse reads what was typed. Nothing in it is an operator. Its last word may be the beginning of one.
func parse(typed string) (all []chunk) {
	if letters := []rune(typed); len(letters) > mostTyped {
		typed = string(letters[:mostTyped])
	}
	fields := strings.Fields(typed)
	if len(fields) > 1 && strings.Trim(typed, phoneSigns) == "" { // a telephone number has spaces where people like
		fields = []string{typed}
	}
	count := 0
	for _, field := range fields {
		c := chunk{letters: squeezed(field)}
		for _, r := range runs(field) {
			for _, w := range r.asked() {
				if count++; count <= mostWords {
					c.words = append(c.words, w)
				}
			}
		}
		if len(c.words) > 0 && len(all) < mostChunks {
			all = append(all, c)
		}
	}
	if len(all) > 0 {
		last := all[len(all)-1].words
		last[len(last)-1].begins = true
	}
	return all
}

// asked are the words by which a run is looked for. One letter of a dense run is found wherever it stands.
func (r run) asked() (all []word) {
	words := r.words()
	if r.dense && len(words) > 1 {
		words = words[:len(words)-1]
	}
	for _, w := range words {
		all = append(all, word{w, r.dense && len(r.letters) == 1})
	}
	return all
}

// match is an expression of FTS5 for what was typed, in each of several scopes. Everything that is not written here stands
// in quotes.
func match(chunks []chunk, scopes []string) string {
	var any []string
	for _, scope := range scopes {
		var all []string
		for _, c := range chunks {
			all = append(all, c.match(scope))
		}
		any = append(any, "("+strings.Join(all, " AND ")+")")
	}
	return strings.Join(any, " OR ")
}

func (c chunk) match(scope string) string {
	var words []string
	for _, w := range c.words {
		term := quoted(scope + byWord + w.text)
		if w.begins {
			term += " *"
		}
		words = append(words, term)
	}
	return "((" + strings.Join(words, " AND ") + ")" + orPieces(scope, pieces(c.letters, shortPiece)) + ")"
}

// orPieces goes on with an expression: or each of some pieces.
func orPieces(scope string, all []string) string {
	if len(all) == 0 {
		return ""
	}
	var terms []string
	for _, piece := range all {
		terms = append(terms, quoted(scope+byPiece+piece))
	}
	return " OR (" + strings.Join(terms, " AND ") + ")"
}

func quoted(term string) string { return `"` + strings.ReplaceAll(term, `"`, `""`) + `"` }

// holds reports whether a document that has the terms has what was typed: one that has every three letters of a piece may
// have them in other places.
func holds(chunks []chunk, s stored) bool {
	if s.parts == "" {
		return true // it has nothing but words
	}
	var words []string
	for _, c := range chunks {
		if len(c.letters) < shortPiece || c.partOf(s) {
			continue
		}
		if !c.within(s) { // then it was found by pieces
			return false
		}
		if !c.scattered(s) {
			continue
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

// has reports whether a document has what was typed, by a look at all that is stored of it.
func has(chunks []chunk, s stored) bool {
	var words []string
	for _, c := range chunks {
		if len(c.letters) >= shortPiece && c.partOf(s) {
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

func (c chunk) partOf(s stored) bool {
	for part := range strings.SplitSeq(s.parts, "\n") {
		if strings.Contains(string(squeezed(part)), string(c.letters)) {
			return true
		}
	}
	return false
}

// within reports whether each word stands somewhere in a document, at least in the middle of another: it is known in no time that
// one that lacks a word has not got all of them.
func (c chunk) within(s stored) bool {
	all := string(squeezed(s.title + s.text + s.parts))
	for _, w := range c.words {
		if !strings.Contains(all, w.text) {
			return false
		}
	}
	return true
}

// scattered reports whether the parts have every piece of the chunk.
func (c chunk) scattered(s stored) bool {
	have := map[string]bool{}
	for part := range strings.SplitSeq(s.parts, "\n") {
		for _, piece := range pieces(squeezed(part), shortPiece) {
			have[piece] = true
		}
	}
	for _, piece := range pieces(c.letters, shortPiece) {
		if !have[piece] {
			return false
		}
	}
	return true
}

func (s stored) words() (all []string) {
	for _, text := range []string{s.title, s.text, s.parts} {
		for _, r := range runs(text) {
			all = append(all, r.words()...)
		}
	}
	return all
}

func (c chunk) amongWords(stored []string) bool {
	for _, w := range c.words {
		found := false
		for _, s := range stored {
			found = found || w.fits(s)
		}
		if !found {
			return false
		}
	}
	return true
}
