package locale

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // for a machine that has no time zones of its own
)

// zoneNames are the names of the tz database (data.iana.org/time-zones), a line each: those to choose from, which are "UTC" and
// the places of its zone.tab, an empty line, and those by which browsers and people still call some of them.
//
//go:embed zones.txt
var zoneNames string

// zones are loaded when somebody has one, which is long after the start.
var zones struct {
	made sync.Map // name -> *time.Location
	once sync.Once
	all  map[string]bool
	list []string
}

func readZones() {
	chosen, others, _ := strings.Cut(strings.TrimSpace(zoneNames), "\n\n")
	zones.list = strings.Fields(chosen)
	zones.all = map[string]bool{}
	for _, name := range append(strings.Fields(others), zones.list...) {
		zones.all[name] = true
	}
}

// Zone returns the time zone with a name of the tz database, such as "Africa/Cairo". What the machine knows of it counts
// before what this program brought along: governments change zones faster than hosts upgrade.
func Zone(name string) (zone *time.Location, found bool) {
	zones.once.Do(readZones)
	if !zones.all[name] { // so no other file of the machine is read, whatever a browser calls its zone
		return nil, false
	}
	if made, ok := zones.made.Load(name); ok {
		return made.(*time.Location), true
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	zones.made.Store(name, zone)
	return zone, true
}

// Zones returns the names of the zones to choose from: "UTC", then those of inhabited places by area and place. [Zone] knows
// others too, by which browsers and people still call some of them.
func Zones() []string {
	zones.once.Do(readZones)
	return slices.Clone(zones.list)
}

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
