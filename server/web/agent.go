package web

import "strings"

// Families of browsers and systems by what their names for themselves contain, the
// more particular first.
var (
	browserNames = [][2]string{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"FxiOS", "Firefox"},
		{"CriOS", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systemNames = [][2]string{
		{"Android", "Android"},
		{"iPhone", "iOS"},
		{"iPad", "iPadOS"},
		{"Windows", "Windows"},
		{"Mac OS X", "macOS"},
		{"CrOS", "ChromeOS"},
		{"Linux", "Linux"},
	}
)

// browserOf names a browser and its system, as "Firefox, Windows"; "?" where it names
// neither. A User-Agent is never passed on as it came: notices quote this, and a
// stranger must not be able to write into them.
func browserOf(agent string) string {
	var known []string
	for _, names := range [][][2]string{browserNames, systemNames} {
		for _, name := range names {
			if strings.Contains(agent, name[0]) {
				known = append(known, name[1])
				break
			}
		}
	}
	if len(known) == 0 {
		return "?"
	}
	return strings.Join(known, ", ")
}
