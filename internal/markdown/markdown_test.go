package markdown

import (
	"strings"
	"testing"
)

const of = ` rel="nofollow noopener noreferrer ugc">`

func TestHowTextIsDrawn(t *testing.T) {
	for _, c := range []struct{ name, typed, want string }{
		{"lines stay lines", "one\ntwo\r\nthree", "<p dir=\"auto\">one<br>\ntwo<br>\nthree</p>"},
		{"headings stand below the page's", "# one\n\n##### five", "<h3 dir=\"auto\">one</h3>\n<h6 dir=\"auto\">five</h6>"},
		{
			"each paragraph turns by itself", "hello\n\nمرحبا\n\n- نعم",
			"<p dir=\"auto\">hello</p>\n<p dir=\"auto\">مرحبا</p>\n<ul dir=\"auto\">\n<li dir=\"auto\">نعم</li>\n</ul>",
		},
		{
			"a bare address", "see https://a.test/b and x@y.test",
			`<p dir="auto">see <a href="https://a.test/b"` + of + `https://a.test/b</a> and <a href="mailto:x@y.test"` + of + `x@y.test</a></p>`,
		},
		{
			"a link says where it leads", "[here](https://a.test/b)",
			`<p dir="auto"><a href="https://a.test/b"` + of + `here</a> <bdi class="host">(a.test)</bdi></p>`,
		},
		{
			"a link by its own address", "[https://a.test](https://a.test)",
			`<p dir="auto"><a href="https://a.test"` + of + `https://a.test</a></p>`,
		},
		{
			"a link that says another host", "[https://bank.test](https://evil.test)",
			`<p dir="auto"><a href="https://evil.test"` + of + `https://bank.test</a> <bdi class="host">(evil.test)</bdi></p>`,
		},
		{
			"a name before the host", "https://bank.test@evil.test/",
			`<p dir="auto"><a href="https://bank.test@evil.test/"` + of + `https://bank.test@evil.test/</a>` +
				` <bdi class="host">(evil.test)</bdi></p>`,
		},
		{
			"letters that look like others", "<https://аррӏе.test/>",
			`<p dir="auto"><a href="https://%D0%B0%D1%80%D1%80%D3%8F%D0%B5.test/"` + of + `https://аррӏе.test/</a>` +
				` <bdi class="host">(xn--80ak6aa92e.test)</bdi></p>`,
		},
		{"a link to nowhere is its words", "[x](/desk) [y](//evil.test) [z](javascript:alert(1))", `<p dir="auto">x y z</p>`},
		{
			"a picture is a link", "![cat](https://a.test/c.png)",
			`<p dir="auto">cat <a href="https://a.test/c.png"` + of + `https://a.test/c.png</a></p>`,
		},
		{"a short quote is shown", "> a\n> b", "<blockquote dir=\"auto\">\n<p dir=\"auto\">a<br>\nb</p>\n</blockquote>"},
		{
			"a long quote is folded", "> 1\n> 2\n> 3\n> 4\n> 5",
			"<details class=\"quote\"><summary>Quoted &amp; so</summary>\n<blockquote dir=\"auto\">\n" +
				"<p dir=\"auto\">1<br>\n2<br>\n3<br>\n4<br>\n5</p>\n</blockquote>\n</details>",
		},
		{"what turns text around is left out", "a\u202eb\u2066c\x00d\x07", `<p dir="auto">abcd</p>`},
		{"deep quotes are shown as typed", strings.Repeat("> ", 30) + "x", `<p dir="auto">` + strings.Repeat("&gt; ", 30) + "x</p>"},
		{"a line across", "a\n\n" + strings.Repeat("-", 80), "<p dir=\"auto\">a</p>\n<hr>"},
		{"code", "```php\n<?php\n```\n`<b>`", "<pre><code>&lt;?php\n</code></pre>\n<p dir=\"auto\"><code>&lt;b&gt;</code></p>"},
	} {
		if got := strings.TrimSpace(HTML(c.typed, "Quoted & so")); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
	if got := HTML("> 1\n> 2\n> 3\n> 4\n> 5", ""); strings.Contains(got, "<details") {
		t.Errorf("folded without words: %s", got)
	}
}

func TestHowTextIsSaid(t *testing.T) {
	for typed, want := range map[string]string{
		"# Hi\n\n**bold** _and_ `code`\nnext": "Hi\n\nbold and code\nnext",
		"[here](https://a.test/b)":            "here (https://a.test/b)",
		"https://a.test x":                    "https://a.test x",
		"> a\n> b\n\nc":                       "> a\n> b\n\nc",
		"3. a\n4. b\n   - c":                  "3. a\n4. b\n   - c",
		"AT&amp;T \\*no\\*":                   "AT&T *no*",
		"a\u202eb":                            "ab",
		"```\nx  y\n```\n\n---\n":             "x  y\n\n---",
	} {
		if got := Text(typed); got != want {
			t.Errorf("%q is said as %q, want %q", typed, got, want)
		}
	}
}
