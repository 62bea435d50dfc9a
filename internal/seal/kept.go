package seal

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kept is a text in the database that was made with a key of the host's.
type Kept struct {
	What  string // what it is, for whoever looks after the host: "authenticator apps"
	Text  string
	Place string // where [Ring.Seal] sealed it for; "" for what [Ring.MAC] made
}

// KeptError says what does not open with the keys of the ring.
type KeptError struct {
	Shut    map[string]int // how many, by Kept.What
	Missing []string       // ids of keys that the ring does not have
}

func (e KeptError) Error() string {
	var shut []string
	for _, what := range slices.Sorted(maps.Keys(e.Shut)) {
		shut = append(shut, fmt.Sprintf("%s (%d)", what, e.Shut[what]))
	}
	text := "of what was kept with the key file, this can't be used: " + strings.Join(shut, ", ")
	if len(e.Missing) == 0 {
		return text + ". It was changed from outside, or a line of the key file was"
	}
	return text + ". The key file lacks the line of " + strings.Join(e.Missing, " and ") + ", which made it: put it back, below the newest"
}

// Check returns a [KeptError] unless everything opens with the keys of the ring, or was made with one of them.
func (r *Ring) Check(all []Kept) error {
	e := KeptError{Shut: map[string]int{}}
	for _, k := range all {
		made := r.Made(k.Text)
		if made && k.Place != "" {
			_, err := r.Open(k.Text, k.Place)
			made = err == nil
		}
		if made {
			continue
		}
		e.Shut[k.What]++
		if id := KeyOf(k.Text); !r.Made(k.Text) && !slices.Contains(e.Missing, id) {
			e.Missing = append(e.Missing, id)
		}
	}
	if len(e.Shut) == 0 {
		return nil
	}
	return e
}
