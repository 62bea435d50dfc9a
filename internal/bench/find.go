package main

import (
	"bytes"
	"errors"
	"fmt"
)

// measureSearch searches as a client and as staff, for a word that stands in every message and for one that hardly any has.
func (b *bench) measureSearch(many *desked) (err error) {
	if err := many.start(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, many.process.stop()) }()
	stops := "" // what a page says where it does not go on counting: the client has a twentieth of the tickets
	if many.tickets > 20*1000 {
		stops = "1,000+"
	}
	for _, search := range []struct {
		who, path string
		by        reader
		bar       string
		counts    string // what the page has to say that there are
	}{
		{"a client", "/search?q=" + rareWord, many.client, "searching for the rarest word, 99th percentile (ms)", ""},
		{"staff", "/desk/search?q=" + rareWord, many.staff, "searching for the rarest word, 99th percentile (ms)", ""},
		{"a client", "/search?q=" + commonWord, many.client, "searching for the commonest word, 99th percentile (ms)", stops},
		{"staff", "/desk/search?q=" + commonWord, many.staff, "searching for the commonest word, 99th percentile (ms)", stops},
	} {
		if err := b.measureFinding(search.who, search.path, search.by, search.bar, search.counts); err != nil {
			return err
		}
	}
	return nil
}

// measureFinding asks for the page of everything that is found, and in turns for that of tickets, with the newest twenty.
func (b *bench) measureFinding(who, path string, by reader, bar, counts string) error {
	var times []float64
	for range searchTurns / 2 {
		for _, of := range []string{"", "&kind=ticket"} {
			took, err := by.times(path+of, 1)
			if err != nil {
				return err
			}
			times = append(times, took...)
		}
	}
	b.hold(bar, ", "+who, percentile(times, 99), fmt.Sprintf("median %.1f", median(times)))
	l, err := dial(by.address, 0)
	if err != nil {
		return err
	}
	defer l.close()
	page, err := l.load(by.address, path, by.session)
	if err != nil {
		return err
	}
	if !bytes.Contains(page.body, []byte("<mark>")) {
		return fmt.Errorf("%s finds nothing: this measures nothing", path)
	}
	if !bytes.Contains(page.body, []byte(counts)) {
		return fmt.Errorf("%s does not stop counting at %s", path, counts)
	}
	return nil
}
