package ui

import (
	"context"
	"net/url"
	"strings"
)

// foundSaid says for those who listen how much was found of what.
func foundSaid(ctx context.Context, p FoundProps) string {
	if p.Query == "" {
		return ""
	}
	if len(p.Groups) == 0 {
		return T(ctx, "found.none")
	}
	said := make([]string, len(p.Groups))
	for i, g := range p.Groups {
		said[i] = g.Title + ": " + g.Count
	}
	return strings.Join(said, ", ")
}

func foundURL(p FoundProps) string {
	return p.Action + "?" + url.Values{"q": {p.Query}}.Encode()
}
