package address

import (
	_ "embed"
	"regexp"
	"strconv"
	"strings"
)

// phonePlans is what we ask of the metadata of libphonenumber, a line for each region and country code, those that share a
// code in the order in which they are tried. A test writes it (go test ./internal/address -update), and compares what we read
// there with what the library says: its Go version reads all of the metadata at every start, to the last way of writing a number,
// before anybody has typed one.
//
//go:embed phones.txt
var phonePlans string

// What stands between the tabs of a line, one after the other.
const (
	ofCode = iota
	ofLeading
	ofPrefix
	ofTransform
	ofAny // from here on: kinds of numbers
	ofPremium
	ofTollFree
	ofSharedCost
	ofVoIP
	ofPersonal
	ofPager
	ofUAN
	ofVoicemail
	ofFixed
	ofMobile
	columns
)

// kinds are what a number may be, the first that fits, as far as we tell them apart: whether it is nobody's own.
var kinds = []struct {
	column  int
	service bool
}{
	{ofPremium, true},
	{ofTollFree, true},
	{ofSharedCost, true},
	{ofVoIP, false},
	{ofPersonal, false},
	{ofPager, true},
	{ofUAN, false},
	{ofVoicemail, true},
	{ofFixed, false},
	{ofMobile, false},
}

// plan is how numbers are given out in one region.
type plan struct {
	code  string
	field []string
}

// plansOf finds the country's code at the beginning of digits. None begins with another.
func plansOf(digits string) (country []plan, national string) {
	for n := 1; n <= 3 && n <= len(digits); n++ {
		rest := phonePlans
		for line := "\n" + digits[:n] + "\t"; ; {
			_, after, found := strings.Cut(rest, line)
			if !found {
				break
			}
			text, _, _ := strings.Cut(after, "\n")
			country = append(country, plan{code: digits[:n], field: strings.Split(digits[:n]+"\t"+text, "\t")})
			rest = after[len(text):]
		}
		if len(country) > 0 {
			return country, digits[n:]
		}
	}
	return nil, ""
}

// numbers are those of one kind: their lengths, those that can only be dialled nearby, and a pattern.
type numbers struct{ lengths, nearby, pattern string }

func (p plan) of(column int) numbers {
	lengths, pattern, _ := strings.Cut(p.field[column], " ")
	lengths, nearby, _ := strings.Cut(lengths, ";")
	return numbers{lengths, nearby, pattern}
}

func within(lengths string, n int) bool {
	return strings.Contains(","+lengths+",", ","+strconv.Itoa(n)+",")
}

func (n numbers) match(national string) bool {
	return n.pattern != "" && (n.lengths == "" || within(n.lengths, len(national))) && whole(n.pattern).MatchString(national)
}

// A pattern is compiled when it is asked for: numbers are typed so rarely that keeping them costs more.
func whole(pattern string) *regexp.Regexp { return regexp.MustCompile("^(?:" + pattern + ")$") }
func start(pattern string) *regexp.Regexp { return regexp.MustCompile("^(?:" + pattern + ")") }

// possible reports whether the plan has numbers of that length.
func (p plan) possible(national string) bool { return within(p.of(ofAny).lengths, len(national)) }

// has reports whether a number is one of this region, where several share a country's code.
func (p plan) has(national string) bool {
	if leading := p.field[ofLeading]; leading != "" {
		return start(leading).MatchString(national)
	}
	return p.kind(national) >= 0
}

// kind returns the index in kinds of what a number is; -1 if it is nothing.
func (p plan) kind(national string) int {
	if p.of(ofAny).match(national) {
		for i, k := range kinds {
			if p.of(k.column).match(national) {
				return i
			}
		}
	}
	return -1
}

func (p plan) service(national string) bool {
	kind := p.kind(national)
	return kind >= 0 && kinds[kind].service
}

// withoutPrefix takes away what is dialled before a number only within the country, such as the 0 of +44 (0)20, if what stays
// can be a number.
func (p plan) withoutPrefix(national string) string {
	prefix := p.field[ofPrefix]
	if prefix == "" {
		return national
	}
	dialled := start(prefix)
	at := dialled.FindStringSubmatchIndex(national)
	if at == nil {
		return national
	}
	rest := national[at[1]:]
	if transform := p.field[ofTransform]; transform != "" && at[len(at)-2] >= 0 {
		rest = dialled.ReplaceAllString(national, transform)
	}
	all := whole(p.of(ofAny).pattern)
	if all.MatchString(national) && !all.MatchString(rest) || !p.mayBe(rest) {
		return national
	}
	return rest
}

// mayBe reports whether a number of that length may be one, or may be too long for one.
func (p plan) mayBe(national string) bool {
	n := p.of(ofAny)
	longest := n.lengths[strings.LastIndexByte(n.lengths, ',')+1:]
	most, _ := strconv.Atoi(longest)
	return !within(n.nearby, len(national)) && (within(n.lengths, len(national)) || len(national) > most)
}
