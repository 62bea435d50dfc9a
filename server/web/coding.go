package web

import (
	"strconv"
	"strings"
)

// preferredCoding picks, of the content codings that a file is kept in, the one that an Accept-Encoding header gives
// the highest weight; of equals the smallest (RFC 9110, section 12.5.3). It answers the identity, "", also to a
// browser that refuses everything there is: a page without its style helps nobody.
func preferredCoding(header string, kept forms) string {
	best, weight := "", 0.0
	for _, coding := range []string{"br", "gzip", ""} {
		if _, ok := kept[coding]; !ok {
			continue
		}
		if w := codingWeight(header, coding); w > weight {
			best, weight = coding, w
		}
	}
	return best
}

// codingWeight is the weight that a header gives to a coding. Unnamed, the identity is acceptable, but any coding that
// is named is liked better.
func codingWeight(header, coding string) float64 {
	name := coding
	if name == "" {
		name = "identity"
	}
	anyOther := -1.0
	for entry := range strings.SplitSeq(header, ",") {
		token, parameters, _ := strings.Cut(entry, ";")
		switch token = strings.TrimSpace(token); {
		case strings.EqualFold(token, name):
			return qualityValue(parameters)
		case token == "*":
			anyOther = qualityValue(parameters)
		}
	}
	switch {
	case anyOther >= 0:
		return anyOther
	case coding == "":
		return 0.0001
	}
	return 0
}

// qualityValue reads "q=0.5" (RFC 9110, section 12.4.2). Without one the weight is 1; one that cannot be read is 0.
func qualityValue(parameters string) float64 {
	name, value, found := strings.Cut(strings.TrimSpace(parameters), "=")
	if !found || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
