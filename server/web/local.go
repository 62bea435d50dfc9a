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
	if err != nil || u.IsAbs() || u.Host != "" {
		return instead
	}
	if strings.HasPrefix(u.Path, "//") || strings.ContainsAny(u.Path, "\\\t\r\n") || dotted(u.Path) {
		return instead
	}
	return path
}

// dotted reports whether a path goes up or stays somewhere on its way, as no address here does: with what is above taken
// off, "/..//host" is "//host", which is another site.
func dotted(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if part == "." || part == ".." {
			return true
		}
	}
	return false
}
