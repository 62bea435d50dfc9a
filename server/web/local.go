package web

import (
	"net/url"
	"strings"
)

// LocalPath returns path if every browser resolves it to a page of this site; otherwise it returns instead. It
// keeps "next" parameters from redirecting to another site.
func LocalPath(path, instead string) string {
	if len(path) > 512 || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return instead
	}
	for i := range len(path) {
		if c := path[i]; c <= ' ' || c >= 0x7f || c == '\\' {
			return instead
		}
	}
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(u.Path, "\\\t\r\n") {
		return instead
	}
	return path
}
