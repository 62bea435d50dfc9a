package security

import (
	"strings"

	"latchkey/server/web"
)

// open keeps open, to somebody who must have a second step by now and has none, what
// it takes to set one up: these paths and what lies below them.
var open = []string{
	"/confirm", "/security/two-factor", newPasskeyPath,
	"/security/methods/new", emailPath, phonePath, "/security/methods/send", "/security/methods/delivery",
	"/security/backup-codes/saved", "/security/backup-codes/download",
}

// closed is what lies below them all the same: taking a method off sets none up.
var closed = []string{"/security/two-factor/disable"}

// WithoutMethod flags, in a table of routes, those that lead to a second step.
func WithoutMethod(routes []web.Route) []web.Route {
	for i, r := range routes {
		routes[i].WithoutMethod = r.WithoutMethod || r.Path == "/security/backup-codes" || below(r.Path, open) && !below(r.Path, closed)
	}
	return routes
}

func below(path string, roots []string) bool {
	for _, root := range roots {
		if path == root || strings.HasPrefix(path, root+"/") {
			return true
		}
	}
	return false
}
