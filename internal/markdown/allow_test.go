package markdown

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/microcosm-cc/bluemonday"
)

// judge is a sanitizer that many rely on, with the same rules said its own way: the second opinion on ours.
func judge() *bluemonday.Policy {
	only := func(value string) *regexp.Regexp { return regexp.MustCompile("^" + regexp.QuoteMeta(value) + "$") }
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "h3", "h4", "h5", "h6",
		"details", "summary", "bdi")
	p.AllowAttrs("dir").Matching(only("auto")).OnElements("p", "li", "ul", "ol", "blockquote", "h3", "h4", "h5", "h6")
	p.AllowAttrs("class").Matching(only("quote")).OnElements("details")
	p.AllowAttrs("class").Matching(only("host")).OnElements("bdi")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("rel").Matching(only(rel)).OnElements("a")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	return p
}

// pieces are put together at random: of what runs, of what is ours, and of what makes readers of HTML disagree.
var pieces = []string{
	"<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>", "<math>", "<mtext>", "<noscript>", "</noscript>",
	"<template>", "<title>", "</title>", "<textarea>", "</textarea>", "<iframe srcdoc='", "<plaintext>", "<xmp>", "</xmp>",
	"<!--", "-->", "--!>", "<![CDATA[", "]]>", "<?x ", "<p dir=\"auto\">", "</p>", "<p onclick=alert(1)>", "<p dir=ltr>",
	"<a href=\"https://a.test/\" rel=\"" + rel + "\">", "</a>", "<a>", "<a href=javascript:alert(1)>",
	"<a href=' java\nscript:alert(1)'>", "<a href=\"//evil.test\">", "<a href=https://a.test href=javascript:x>",
	"<A HREF=HTTPS://a.test/%22>", "<a rel=x href=mailto:a@b.test>", "<ol start=3>", "<ol start=x>", "</ol>", "<li>", "<li/>",
	"<br/>", "<br>", "</br>", "<hr x>", "<details class=\"quote\" open>", "<details class=x>", "<summary>", "</summary>",
	"</details>", "<bdi class=\"host\">", "</bdi>", "<img src=x onerror=alert(1)>", "<img \"\"\"><b>", "<em", " <del>", "\"'`",
	"&lt;script&gt;", "&#60;b&#62;", "&amp", "\x00", "<", ">", "/", "=", "a b\n", "مرحبا", "<h3 dir=\"auto\">", "</h3>", "<h1>",
	"<code>", "</code>", "<pre>", "</pre>", "<strong/onclick=x>", "<K>", "<ſcript>", "<form action=//x>", "<input>",
}

func soup(random *rand.Rand) string {
	var text strings.Builder
	for range 1 + random.IntN(14) {
		text.WriteString(pieces[random.IntN(len(pieces))])
	}
	return text.String()
}

// Whatever the parser and the renderer might do: what is let through, the second opinion lets through as it is, and a browser
// makes nothing of it but what is allowed.
func TestNothingIsLetThroughThatIsNotAllowed(t *testing.T) {
	t.Parallel()
	second, random := judge(), rand.New(rand.NewPCG(5, 6))
	texts := append([]string{}, attacks...)
	for range 30_000 {
		texts = append(texts, soup(random))
	}
	for _, text := range texts {
		ours := onlyAllowed([]byte(text))
		if theirs := second.Sanitize(ours); theirs != ours {
			t.Errorf("%q becomes\n%q, of which there stays\n%q", text, ours, theirs)
		}
		if again := onlyAllowed([]byte(ours)); again != ours {
			t.Errorf("%q becomes %q, and then %q", text, ours, again)
		}
		for _, n := range fragment(t, ours) {
			walk(t, text, n)
		}
		if t.Failed() {
			return
		}
	}
}

// What the renderer makes is let through as the second opinion lets it through, to the last sign.
func TestWhatIsDrawnIsLetThrough(t *testing.T) {
	t.Parallel()
	second, random := judge(), rand.New(rand.NewPCG(7, 8))
	marks := []string{
		"# ", "\n\n", "\n", "> ", "- ", "1. ", "7. ", "**", "*", "~~", "`", "```\n", "    ", "[x](https://a.test/?a=1&b=\"2\")",
		"<https://a.test/b>", "[a & b](mailto:x@y.test)", "![p](https://a.test/p.png)", "www.a.test", "---\n", "&amp; < > \" '",
		"word ", "مرحبا ", "\\*", "x@y.test ",
	}
	typed := append([]string{}, attacks...)
	for range 8_000 {
		var text strings.Builder
		for range 1 + random.IntN(16) {
			text.WriteString(marks[random.IntN(len(marks))])
		}
		typed = append(typed, text.String())
	}
	for _, text := range typed {
		doc, source, ok := parse(tidy(text))
		if !ok {
			continue
		}
		doc.SetAttributeString(quotedWords, []byte("Quoted text"))
		var drawn bytes.Buffer
		if err := drawing().Render(&drawn, source, doc); err != nil {
			t.Fatal(err)
		}
		if ours, theirs := onlyAllowed(drawn.Bytes()), second.Sanitize(drawn.String()); ours != theirs {
			t.Fatalf("%q is drawn\n%s\nand let through as\n%s\nnot\n%s", text, drawn.String(), ours, theirs)
		}
	}
}
