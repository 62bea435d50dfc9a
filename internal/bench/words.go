package main

import (
	"math/rand/v2"
	"strings"
)

// What is searched for: one word that stands in every message, and one that stands in few.
const (
	commonWord = "hosting"
	rareWord   = "quartz"
	rareEach   = 20_000 // of so many messages one has the rare word
)

const (
	vocabulary     = 60_000
	wordsInMessage = 30
)

// language makes messages in which words are about as common as in a real one: the n-th word stands n times more seldom than
// the first. It makes the same ones in every run.
type language struct {
	words []string
	zipf  *rand.Zipf
}

func newLanguage() *language {
	dice := rand.New(rand.NewPCG(1, 2))
	l := &language{words: make([]string, vocabulary), zipf: rand.NewZipf(dice, 1.1, 3, vocabulary-1)}
	syllables := strings.Fields("an be con de er for ge ho in ja ka lo mi no or pre ro re st ti un ver wi za the ing tion ly ma so")
	for i := range l.words {
		var word strings.Builder
		for n := 1 + i%4; n >= 0; n-- {
			word.WriteString(syllables[dice.IntN(len(syllables))])
		}
		l.words[i] = word.String() + syllables[i%len(syllables)]
	}
	return l
}

// message is the i-th message.
func (l *language) message(i int) string {
	all := make([]string, 0, wordsInMessage+2)
	all = append(all, commonWord)
	for range wordsInMessage {
		all = append(all, l.words[l.zipf.Uint64()])
	}
	if i%rareEach == 0 {
		all = append(all, rareWord)
	}
	return strings.Join(all, " ")
}
