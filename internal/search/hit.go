package search

import "strings"

// around is how much of a text is shown before and after the first word that was found, in letters.
const around = 80

// span is a part of a text, from one byte to another.
type span struct{ from, to int }

func (s stored) hit(chunks []chunk) Hit {
	h := Hit{Kind: s.kind, ID: s.document, Of: s.of, Account: s.account, At: s.at, Title: pieced(s.title, found(s.title, chunks))}
	text := strings.Join(strings.Fields(s.text), " ")
	spans := found(text, chunks)
	if len(spans) == 0 {
		return h
	}
	from, to := s.window(text, spans[0])
	var within []span
	for _, one := range spans {
		if one.from >= from && one.to <= to {
			within = append(within, span{one.from - from, one.to - from})
		}
	}
	h.Excerpt = pieced(text[from:to], within)
	if from > 0 {
		h.Excerpt = append([]Piece{{Text: "… "}}, h.Excerpt...)
	}
	if to < len(text) {
		h.Excerpt = append(h.Excerpt, Piece{Text: " …"})
	}
	return h
}

// window is the part of a text about a span, from word to word where words are short.
func (s stored) window(text string, about span) (from, to int) {
	from, to = about.from, about.to
	for n := 0; n < around && from > 0; n++ {
		for from--; from > 0 && !begins(text, from); from-- {
		}
	}
	for n := 0; n < around && to < len(text); n++ {
		for to++; to < len(text) && !begins(text, to); to++ {
		}
	}
	if space := strings.IndexByte(text[from:about.from], ' '); from > 0 && space >= 0 {
		from += space + 1
	}
	if space := strings.LastIndexByte(text[about.to:to], ' '); to < len(text) && space >= 0 {
		to = about.to + space
	}
	return from, to
}

// begins reports whether a letter begins at a byte.
func begins(text string, at int) bool { return text[at]&0xC0 != 0x80 }

// found are the parts of a text that have what was asked for, from left to right, none within another.
func found(text string, chunks []chunk) (all []span) {
	for _, r := range runs(text) {
		for i, w := range r.words() {
			if !asked(chunks, w) {
				continue
			}
			one := span{r.from[0], r.to}
			if r.dense {
				one = span{r.from[i], r.to}
				if after := i + len([]rune(w)); after < len(r.from) {
					one.to = r.from[after]
				}
			}
			if last := len(all) - 1; last >= 0 && one.from <= all[last].to && r.dense {
				all[last].to = max(all[last].to, one.to)
				continue
			}
			all = append(all, one)
		}
	}
	if len(all) == 0 {
		all = foundPart(text, chunks)
	}
	return all
}

func asked(chunks []chunk, stored string) bool {
	for _, c := range chunks {
		for _, w := range c.words {
			if w.fits(stored) {
				return true
			}
		}
	}
	return false
}

// foundPart is the first part of a text whose letters are a chunk's, whatever stands between them.
func foundPart(text string, chunks []chunk) []span {
	var letters []rune
	var from []int
	for at, r := range text {
		before := len(letters)
		letters, _ = foldRune(letters, r)
		for range len(letters) - before {
			from = append(from, at)
		}
	}
	from = append(from, len(text))
	for _, c := range chunks {
		at := strings.Index(string(letters), string(c.letters))
		if len(c.letters) < shortPiece || at < 0 {
			continue
		}
		first := len([]rune(string(letters)[:at]))
		last := from[first+len(c.letters)-1]
		for last++; last < len(text) && !begins(text, last); last++ {
		}
		return []span{{from[first], last}}
	}
	return nil
}

func pieced(text string, spans []span) (all []Piece) {
	at := 0
	add := func(to int, found bool) {
		if to > at {
			all = append(all, Piece{text[at:to], found})
		}
		at = to
	}
	for _, s := range spans {
		add(s.from, false)
		add(s.to, true)
	}
	add(len(text), false)
	return all
}
