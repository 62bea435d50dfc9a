package locale

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// zonesPacked is the tz database of the Go release in an eighth of its room: a line for each zone with its name, where its data
// begin and how long they are, and "*" if it is one to choose from; an empty line; the data. Zones with the same rules share
// them. `go test ./internal/locale -run Zone -update` makes it anew.
//
//go:embed zones.gz
var zonesPacked []byte

type zoneTable struct {
	names map[string]zoneData
	list  []string
	data  []byte
	made  sync.Map // name -> *time.Location
}

type zoneData struct{ begin, size int }

// zones is read when somebody has a zone, which is long after the start. It is part of the program, so a fault in it is one of
// the build.
var zones = sync.OnceValue(func() *zoneTable {
	t, err := readZones(zonesPacked)
	if err != nil {
		panic(err)
	}
	return t
})

func readZones(packed []byte) (*zoneTable, error) {
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpacking time zones: %w", err)
	}
	all, err := io.ReadAll(unpacked)
	if err != nil {
		return nil, fmt.Errorf("unpacking time zones: %w", err)
	}
	head, data, _ := bytes.Cut(all, []byte("\n\n"))
	t := &zoneTable{names: map[string]zoneData{}, data: data}
	for line := range strings.Lines(string(head)) {
		var name, listed string
		var at zoneData
		if _, err := fmt.Sscan(line, &name, &at.begin, &at.size, &listed); err != nil {
			return nil, fmt.Errorf("reading time zone %q: %w", line, err)
		}
		t.names[name] = at
		if listed == "*" {
			t.list = append(t.list, name)
		}
	}
	return t, nil
}

// Zone returns the time zone with a name of the tz database, such as "Africa/Cairo". What the machine knows of it counts
// before what this program brought along: governments change zones faster than hosts upgrade.
func Zone(name string) (zone *time.Location, found bool) {
	t := zones()
	at, found := t.names[name] // so no other file of the machine is read, whatever a browser calls its zone
	if !found {
		return nil, false
	}
	if made, ok := t.made.Load(name); ok {
		return made.(*time.Location), true
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone, err = time.LoadLocationFromTZData(name, t.data[at.begin:at.begin+at.size])
	}
	if err != nil {
		return nil, false
	}
	t.made.Store(name, zone)
	return zone, true
}

// Zones returns the names of the zones to choose from: "UTC", then those of inhabited places by area and place. [Zone] knows
// others too, by which browsers and people still call some of them.
func Zones() []string { return slices.Clone(zones().list) }

// zoneName names the zone of a time: its letters, such as "CET", or how far it is from UTC where it has none: "UTC+3".
func zoneName(t time.Time) string {
	letters, offset := t.Zone()
	if !strings.HasPrefix(letters, "+") && !strings.HasPrefix(letters, "-") {
		return letters
	}
	sign := "+"
	if offset < 0 {
		sign, offset = "\u2212", -offset
	}
	hours, minutes := offset/3600, offset/60%60
	if minutes != 0 {
		return fmt.Sprintf("UTC%s%d:%02d", sign, hours, minutes)
	}
	return fmt.Sprintf("UTC%s%d", sign, hours)
}
