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
// one account has; for staff, all of a kind, or of tickets 32,768 documents that follow each other. A search of staff's looks at
// such a shelf after another, the newest first, until it has enough: a beginning that thousands of words share costs no more
// than one shelf. What is no ticket has few words, and for staff each beginning of them is a term of its own, by which all of a
// kind is read as by a whole word: see names.go. Letters outside of ASCII are parts of a term to the index, and the marks are no
// letters of any word.
const (
	byWord      = "\ue000"
	byPiece     = "\ue001"
	byBeginning = "\ue002"
)

func shelfOf(id int64) int64 { return id & (1<<kindShift - 1) >> shelf }

func staffScope(k Kind) string { return "s" + strconv.FormatInt(number(k), 36) }

func shelfScope(k Kind, shelf int64) string {
	return staffScope(k) + "x" + strconv.FormatInt(shelf, 36)
}

func accountScope(k Kind, account string) string {
	sum := sha256.Sum256([]byte(account))
	return "a" + strconv.FormatInt(number(k), 36) + "x" + hex.EncodeToString(sum[:12])
}

// mostText is how much of a text is indexed, in bytes.
const mostText = 64 << 10

// How many letters a piece of a part has. By those of four, staff look up what is no ticket: three are found at too many places.
const (
	shortPiece = 3
	longPiece  = 4
)

// terms are what a document is stored under. They are written once more to take the document out again, so they may depend on
// nothing but what is stored, and a change of them is a new [version].
func (d stored) terms() termSet {
	all := termSet{}
	if d.kind == Ticket {
		all.add(d, shelfScope(d.kind, shelfOf(d.id)))
	} else {
		all.add(d, staffScope(d.kind))
		all.addLookUp(d, staffScope(d.kind))
	}
	if d.account != "" && !d.internal {
		all.add(d, accountScope(d.kind, d.account))
	}
	return all
}

// termSet are terms, each once.
type termSet map[string]bool

func (all termSet) add(d stored, scope string) {
	for _, w := range d.words() {
		all[scope+byWord+w] = true
	}
	all.addPieces(d, scope, shortPiece)
}

// addLookUp adds what else staff look up of what is no ticket.
func (all termSet) addLookUp(d stored, scope string) {
	for _, w := range d.words() {
		for end := range w {
			if end > 0 {
				all[scope+byBeginning+w[:end]] = true
			}
		}
		all[scope+byBeginning+w] = true
	}
	all.addPieces(d, scope, longPiece)
}

func (all termSet) addPieces(d stored, scope string, letters int) {
	for part := range strings.SplitSeq(d.parts, "\n") {
		for _, piece := range pieces(squeezed(part), letters) {
			all[scope+byPiece+piece] = true
		}
	}
}

// without are the terms that another set has not, as the index takes them.
func (all termSet) without(other termSet) string {
	var some strings.Builder
	for term := range all {
		if !other[term] {
			some.WriteString(term + " ")
		}
	}
	return some.String()
}

// pieces are each so many letters that follow each other.
func pieces(letters []rune, many int) (all []string) {
	for i := 0; i+many <= len(letters); i++ {
		all = append(all, string(letters[i:i+many]))
	}
	return all
}
