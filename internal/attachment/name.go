package attachment

import (
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// mostName is how many bytes a name has: with what a browser puts before and after it, it fits into every file system.
const mostName = 150

// device is what Windows takes for a device, in whichever folder and with whichever ending.
var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])\s*(\..*)?$`)

// CleanName returns a file's name as it is kept and shown: the last part of a path, without what nobody sees, what turns text
// around and what a system would take for something else. It is never empty.
func CleanName(name string) string {
	name = norm.NFC.String(strings.ToValidUTF8(name, "_"))
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"|?*%;⁄∕⧸⧵／＼：`, r):
			return '_'
		case r == 0x200c || r == 0x200d: // which Persian and Indian scripts need
			return r
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r):
			return -1
		}
		return r
	}, name)
	name = bare(name)
	if len(name) > mostName {
		name = shortened(name)
	}
	if device.MatchString(name) {
		name = "_" + name
	}
	if name == "" {
		return "file"
	}
	return name
}

// bare takes away what hides a file, or what Windows drops.
func bare(name string) string {
	return strings.TrimRight(strings.TrimLeft(name, ". \u200c\u200d"), ". \u200c\u200d")
}

// shortened cuts a name before its ending.
func shortened(name string) string {
	ending := path.Ext(name)
	if len(ending) > 16 {
		ending = ""
	}
	end := mostName - len(ending) - 1 // for what may be put before it
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return bare(bare(name[:end]) + ending)
}
