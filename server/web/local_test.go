package web

import (
	"net/url"
	"strings"
	"testing"
)

func TestOnlyPathsOfThisSiteAreFollowed(t *testing.T) {
	const instead = "/instead"
	for _, path := range []string{
		"/", "/security", "/security?done=on", "/security/backup-codes?of=set-up",
		"/a%20b", "/%D8%A7", "/path#part", "/a//b", "/?next=//evil.test",
	} {
		if got := LocalPath(path, instead); got != path {
			t.Errorf("LocalPath(%q) is %q, want it as it is", path, got)
		}
	}
	for _, path := range []string{
		"", "security", "//evil.test", "///evil.test", "////evil.test", `/\evil.test`, `\\evil.test`,
		`/\/evil.test`, `\/evil.test`, "/\t/evil.test", "\t//evil.test", " //evil.test",
		"/\n/evil.test", "/\r/evil.test", "/ok\r\nSet-Cookie: session=1", "/ok\nX: y", "/\x00",
		"/\x7f", "/%2F/evil.test", "/%2f%2fevil.test", "/%5cevil.test", "/%5C%5Cevil.test",
		"/%09/evil.test", "/%0d%0aSet-Cookie:%20a", "https://evil.test", "http:evil.test",
		"https:/evil.test", "javascript:alert(1)", "data:text/html,x", "mailto:a@b.c",
		"@evil.test", ".evil.test", "?//evil.test", "#//evil.test", "/\u2028/evil.test",
		"/\u00a0/evil.test", "/∕evil.test", "／／evil.test", "/\xff", "/%", "/%zz",
		"/..//evil.test", "/.//evil.test", "/a/..//evil.test", "/%2e%2e//evil.test", "/%2E//evil.test", "/a/../../evil.test", "/..",
		"/" + strings.Repeat("a", 600),
	} {
		if got := LocalPath(path, instead); got != instead {
			t.Errorf("LocalPath(%q) is %q: it leads elsewhere or is no path", path, got)
		}
	}
}

// What browsers make of it, by the WHATWG's rules as far as they matter here: tabs and
// line breaks vanish, and a backslash is a slash.
func FuzzLocalPath(f *testing.F) {
	for _, seed := range []string{"/", "//evil.test", `/\evil.test`, "/a?b#c", "/%2F/x", "/.//x", "/..//x", "/@x", "/;//x"} {
		f.Add(seed)
	}
	base, _ := url.Parse("https://latch.test/sign-in")
	f.Fuzz(func(t *testing.T, path string) {
		got := LocalPath(path, "/")
		seen := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(got)
		to, err := base.Parse(strings.TrimSpace(seen))
		if err != nil || to.Host != "latch.test" || to.Scheme != "https" || to.User != nil {
			t.Errorf("%q leads to %v (%v)", path, to, err)
		}
	})
}

// The same over the wire: nothing of it splits the answer.
func TestARedirectIsNotSplitByWhatItIsGiven(t *testing.T) {
	w := plug(t, nil, Route{Method: "GET", Path: "/go", Access: Anyone, Handle: func(r *Request) error { return r.Go(r.Query("to")) }},
		Route{Method: "GET", Path: "/leave", Access: Anyone, Handle: func(r *Request) error { return r.Leave(r.Query("to")) }})
	for _, to := range []string{"%0d%0aSet-Cookie:%20session=evil", "/x%0d%0a%0d%0a<script>", "/x%0aX-Evil:%20yes", "/x%0dX-Evil:%20yes"} {
		for _, request := range []string{fetch("/go?to=" + to), fetch("/leave?to="+to, "HX-Request: true")} {
			a := w.one(request)
			if len(a.header.Values("Set-Cookie"))+len(a.header.Values("X-Evil")) > 0 || strings.Contains(a.body, "script") {
				t.Errorf("%s: split: %+v", to, a)
			}
		}
	}
}
