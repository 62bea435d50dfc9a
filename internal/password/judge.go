package password

import (
	"bufio"
	_ "embed"
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/bits-and-blooms/bloom/v3"
)

// Reason is the code of why a password is refused. The catalogue has a sentence for each.
type Reason string

// The reasons, in the order in which they are checked.
const (
	TooShort Reason = "too_short"
	TooLong  Reason = "too_long"
	Personal Reason = "personal" // little more than the name, address or host name that others know
	Common   Reason = "common"   // among the first passwords that an attacker tries
	Breached Reason = "breached" // in a list of passwords that were stolen elsewhere
	Current  Reason = "current"  // the one that it is to replace; a [StrengthChecker] knows nobody's, so never says it
)

// Verdict is the rating of a password.
type Verdict struct {
	OK     bool
	Reason Reason // empty when OK
	Score  int    // 0 (guessed at once) to 4 (strong)
}

// StrengthChecker decides whether a password is strong enough. It has no rules about kinds of characters. It is
// safe for concurrent use.
type StrengthChecker struct {
	complete bool
	breached func() *bloom.BloomFilter // nil without a list; read when first asked for
}

// NewStrengthChecker returns a StrengthChecker for the breached passwords in a Bloom filter, as
// bits-and-blooms/bloom/v3 writes it; it is read, all of it, when the first password is checked. If filter is nil, empty or
// cut short, it knows only a short list of common words; see [StrengthChecker.Complete].
func NewStrengthChecker(filter *io.SectionReader) *StrengthChecker {
	if filter == nil || !whole(filter) {
		return &StrengthChecker{breached: func() *bloom.BloomFilter { return nil }}
	}
	return &StrengthChecker{complete: true, breached: sync.OnceValue(func() *bloom.BloomFilter {
		list := new(bloom.BloomFilter)
		if _, err := list.ReadFrom(bufio.NewReader(io.NewSectionReader(filter, 0, filter.Size()))); err != nil {
			return nil // not after whole
		}
		return list
	})}
}

// Complete reports whether the list of breached passwords was loaded.
func (j *StrengthChecker) Complete() bool { return j.complete }

// Check rates a password. The texts in about are what others know of the person: name, e-mail address, the
// host's name.
func (j *StrengthChecker) Check(password string, about ...string) Verdict {
	password = normal(password)
	switch n := length(password); {
	case n < MinLength:
		return Verdict{Reason: TooShort}
	case n > MaxLength:
		return Verdict{Reason: TooLong}
	}
	head := []rune(password)
	head = head[:min(len(head), scored)]
	personal := wordsOf(about)
	score := j.score(head, personal)
	switch {
	case mostlyPersonal(head, personal):
		return Verdict{Reason: Personal}
	case isCommon(head) || score == 0:
		return Verdict{Reason: Common}
	case j.known(password):
		return Verdict{Reason: Breached}
	}
	return Verdict{OK: true, Score: score}
}

// isCommon says whether a password is a common word, however it is disguised or decorated.
func isCommon(password []rune) bool {
	return common()[strings.ToLower(string(password))] ||
		slices.ContainsFunc(cores(password), func(c core) bool { return common()[c.word] })
}

// known says whether the list holds the password as it was typed or in lower case.
func (j *StrengthChecker) known(password string) bool {
	list := j.breached()
	return list != nil && (list.TestString(password) || list.TestString(strings.ToLower(password)))
}

// whole checks the lengths that a filter states of itself, without reading it: bits, hashes, bits again, words.
func whole(filter *io.SectionReader) bool {
	var header [3 * 8]byte
	if _, err := filter.ReadAt(header[:], 0); err != nil {
		return false
	}
	size, bits, again := uint64(filter.Size()), binary.BigEndian.Uint64(header[:]), binary.BigEndian.Uint64(header[16:])
	return bits > 0 && bits == again && bits <= 8*size && size == uint64(len(header))+(bits+63)/64*8
}

//go:embed common.txt
var commonText string

// common holds words and patterns that stand at the core of very many passwords.
var common = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(commonText) {
		words[word] = true
	}
	return words
})
