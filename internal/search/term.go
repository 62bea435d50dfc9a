package search

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// A document's id in the index is its kind's number and a sequence number, by which newer ones come first. What was there
// before the index is filled in below the middle, downwards.
const (
	kindShift = 40
	middle    = int64(1) << 39
	shelf     = 15 // bits of the sequence number
)

func number(k Kind) int64 { return int64(slices.Index(Kinds(), k) + 1) }

// The index knows terms, each a scope, a mark and a word. The scope is who may find it and where to look: all of a kind that
// one account has, or, for staff, 32,768 documents that follow each other. A search looks at such a shelf after another, the
// newest first, until it has enough: a beginning that thousands of words share costs no more than one shelf. Letters outside
// of ASCII are parts of a term to the index, and the marks are no letters of any word.
const (
	byWord  = "\ue000"
	byPiece = "\ue001"
)

func shelfOf(id int64) int64 { return id & (1<<kindShift - 1) >> shelf }

func staffScope(k Kind, shelf int64) string {
	return "s" + strconv.FormatInt(number(k), 36) + "x" + strconv.FormatInt(shelf, 36)
}

func accountScope(k Kind, account string) string {
	sum := sha256.Sum256([]byte(account))
	return "a" + strconv.FormatInt(number(k), 36) + "x" + hex.EncodeToString(sum[:12])
}

// mostText is how much of a text is indexed, in bytes.
const mostText = 64 << 10

// terms is what a document is stored under. It is written once more to take the document out again, so it may depend on
// nothing but what is stored, and a change of it is a new [version].
func (d stored) terms() string {
	words := map[string]bool{}
	for _, text := range []string{d.title, d.text, d.parts} {
		for _, r := range runs(text) {
			for _, w := range r.words() {
				words[byWord+w] = true
			}
		}
	}
	for part := range strings.SplitSeq(d.parts, "\n") {
		for _, piece := range pieces(squeezed(part)) {
			words[byPiece+piece] = true
		}
	}
	scopes := []string{staffScope(d.kind, shelfOf(d.id))}
	if d.account != "" && !d.internal {
		scopes = append(scopes, accountScope(d.kind, d.account))
	}
	var all strings.Builder
	for _, scope := range scopes {
		for word := range words {
			all.WriteString(scope + word + " ")
		}
	}
	return all.String()
}

// pieces are each three letters that follow each other.
func pieces(letters []rune) (all []string) {
	for i := 0; i+3 <= len(letters); i++ {
		all = append(all, string(letters[i:i+3]))
	}
	return all
}
