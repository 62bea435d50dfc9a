package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longest is how many letters of a word count: what is longer is no word, but a key or a picture in letters.
const longest = 40

// alike are letters that people write for each other, or can't type, and which Unicode does not take apart. Those with marks
// (أ, é, İ) it does.
var alike = map[rune]string{
	'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ې': "ي", 'ة': "ه", 'ہ': "ه", 'ھ': "ه", 'ۀ': "ه", 'ک': "ك", 'ڪ': "ك",
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'þ': "th", 'ħ': "h", 'ı': "i",
}

const tatweel = 'ـ' // draws a word out, and is no letter

// foldRune appends what a letter or digit is looked up by, nothing for a mark within a word, and reports whether the rune
// belongs to a word at all.
func foldRune(folded []rune, r rune) (all []rune, within bool) {
	if r < utf8.RuneSelf {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return append(folded, r), true
		case 'A' <= r && r <= 'Z':
			return append(folded, r+'a'-'A'), true
		}
		return folded, false
	}
	var buffer [64]byte
	for _, part := range string(norm.NFKD.AppendString(buffer[:0], string(r))) {
		switch {
		case part == utf8.RuneError && r == utf8.RuneError:
			return folded, false
		case unicode.Is(unicode.M, part), unicode.Is(unicode.Cf, part), part == tatweel:
			within = true
		case unicode.Is(unicode.Nd, part):
			folded, within = append(folded, digit(part)), true
		case unicode.IsLetter(part), unicode.IsNumber(part):
			folded, within = append(folded, lower(part)...), true
		}
	}
	return folded, within
}

// lower goes by way of the capital, which brings ς and σ, and ſ and s, together.
func lower(r rune) []rune {
	r = unicode.ToLower(unicode.ToUpper(r))
	if same := alike[r]; same != "" {
		return []rune(same)
	}
	return []rune{r}
}

// digit is the ASCII digit of the same value: in Unicode the ten of a script follow each other.
func digit(r rune) rune {
	if r < utf8.RuneSelf {
		return r
	}
	value := rune(0)
	for unicode.Is(unicode.Nd, r-value-1) && value < 9 {
		value++
	}
	return '0' + value
}

// run is a part of a text without anything between its letters.
type run struct {
	letters []rune // folded
	from    []int  // where in the text each begins
	to      int    // where the run ends
	dense   bool   // of a script that puts nothing between words
}

// dense are the scripts in which a run is a sentence.
var dense = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// runs takes a text apart.
func runs(text string) (all []run) {
	var now run
	end := func(at int) {
		if len(now.letters) > 0 {
			now.to = at
			all = append(all, now)
		}
		now = run{}
	}
	var folded []rune
	for at, r := range text {
		var within bool
		if folded, within = foldRune(folded[:0], r); !within {
			end(at)
			continue
		}
		if len(folded) == 0 {
			continue
		}
		if is := r >= utf8.RuneSelf && unicode.In(r, dense...); is != now.dense {
			end(at)
			now.dense = is
		}
		for _, f := range folded {
			now.letters, now.from = append(now.letters, f), append(now.from, at)
		}
	}
	end(len(text))
	return all
}

// words are what a run is stored under. A dense one is stored by each two letters that follow each other, and by its last.
func (r run) words() (all []string) {
	if !r.dense {
		return []string{string(r.letters[:min(len(r.letters), longest)])}
	}
	for i := range r.letters {
		all = append(all, string(r.letters[i:min(i+2, len(r.letters))]))
	}
	return all
}

// squeezed is a text's letters and digits alone.
func squeezed(text string) (all []rune) {
	for _, r := range text {
		all, _ = foldRune(all, r)
	}
	return all
}
