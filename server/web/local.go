package web

import (
	"net/url"
	"strings"
)

// LocalPath is path if it leads to a page of this site and to nowhere else, however
// a browser may read it; otherwise it is instead.
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
