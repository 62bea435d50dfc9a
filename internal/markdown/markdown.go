// Package markdown turns text as people write it (CommonMark, with bare addresses and strikethrough) into HTML that is safe
// to show to others, and into plain text for mails and the search. HTML that somebody types is shown as they typed it;
// pictures are links.
package markdown

import (
	"bytes"
	"html"
	"strings"
	"sync"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	gohtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

const (
	// MostBytes is the longest text that is read as Markdown. A longer one is shown as it is.
	MostBytes = 64 << 10
	// mostNested is how deep lists, quotes and emphasis may stand in each other. Deeper ones are shown as they were typed.
	mostNested = 24
	// A parser takes quadratic time over marks of which each could belong to any before it, so there may be so many: marks of
	// quotes and lists that one line begins with, brackets, and stars, underscores and tildes. And a link becomes many times
	// as long as it was typed.
	mostMarks, mostBrackets, mostEmphasis, mostLinks = 24, 1000, 1000, 300
	// Behind each backtick the parser looks for the one that ends its code, to the end of the paragraph: it may look at so many
	// bytes. A line costs as much as so many.
	mostSought, ofLine = 20_000_000, 500
	// A list of nothing becomes ten times as long as it was typed: so many paragraphs and lines with marks may there be, and so
	// many lines.
	mostBlocks, mostLines = 1500, 4000
)

// rel tells browsers and search engines what a link is that a stranger wrote.
const rel = "nofollow noopener noreferrer ugc"

// HTML returns a text as HTML in which nothing runs, loads or submits, for between two tags of a page. Paragraphs turn by
// their own script. Behind each link stands the host that it leads to, unless its words are that address. Where quoted is
// not empty, quotes of more than a few lines are folded, under these words.
func HTML(typed, quoted string) string {
	typed = tidy(typed)
	doc, source, ok := parse(typed)
	if !ok {
		return plain(typed)
	}
	var out bytes.Buffer
	doc.SetAttributeString(quotedWords, []byte(quoted))
	if err := drawing().Render(&out, source, doc); err != nil {
		return plain(typed)
	}
	return onlyAllowed(out.Bytes())
}

// plain is a text that is not read as Markdown.
func plain(typed string) string {
	return `<p dir="auto">` + strings.ReplaceAll(html.EscapeString(typed), "\n", "<br>") + "</p>"
}

// tidy takes out of a text what nobody sees: control characters, and those that turn the text around them the other way.
func tidy(typed string) string {
	typed = strings.ReplaceAll(strings.ToValidUTF8(typed, "\ufffd"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\r':
			return '\n'
		case unicode.IsControl(r), 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069, r == 0x061c:
			return -1
		}
		return r
	}, typed)
}

// parse reads a text, and reports whether it is one that is drawn as Markdown.
func parse(typed string) (doc ast.Node, source []byte, ok bool) {
	if len(typed) > MostBytes || !shallow(typed) {
		return nil, nil, false
	}
	source = []byte(typed)
	doc = reading().Parse(text.NewReader(source))
	return doc, source, depth(doc) <= mostNested
}

// shallow reports whether a text holds no more marks than people type.
func shallow(typed string) bool {
	if strings.Count(typed, "\n") > mostLines || links(typed) > mostLinks ||
		strings.Count(typed, "[") > mostBrackets || emphasis(typed) > mostEmphasis {
		return false
	}
	blocks, blank := 0, true
	for line := range strings.Lines(typed) {
		marks, was := leading(line), blank
		if blank = strings.TrimSpace(line) == ""; !blank && (was || marks > 0) {
			blocks++
		}
		if blocks > mostBlocks || marks > mostMarks && strings.Trim(line, "-*_=# \t\n") != "" {
			return false
		}
	}
	for paragraph := range strings.SplitSeq(typed, "\n\n") {
		if sought(paragraph) > mostSought {
			return false
		}
	}
	return true
}

// links counts what may become a link: with words of its own, or bare.
func links(typed string) (n int) {
	for _, mark := range []string{"](", "www.", "://", "@"} {
		n += strings.Count(typed, mark)
	}
	return n
}

// emphasis counts the runs of stars, tildes and underscores. An underscore within a word, as in a file's name, is none.
func emphasis(typed string) (runs int) {
	before, mark := ' ', ' '
	for _, r := range typed {
		switch {
		case r != '*' && r != '_' && r != '~':
			if mark == '_' && isWord(before) && isWord(r) {
				runs--
			}
			before, mark = r, ' '
		case r != mark:
			if mark != ' ' {
				before = mark
			}
			mark = r
			runs++
		}
	}
	return runs
}

// sought is how many bytes of a paragraph are looked at for the ends of its codes.
func sought(paragraph string) (bytes int) {
	type run struct{ at, begins, ends int } // the length that it has as the beginning of a code, and as the end of one
	var runs []run
	at, escaped := 0, false
	for i := 0; i < len(paragraph); i++ {
		at++
		was := escaped
		escaped = paragraph[i] == '\\' && !escaped
		switch paragraph[i] {
		case '\n':
			at += ofLine
		case '`':
			r := run{at: at, ends: 1}
			for ; i+1 < len(paragraph) && paragraph[i+1] == '`'; i++ {
				r.ends, at = r.ends+1, at+1
			}
			if r.begins = r.ends; was {
				r.begins--
			}
			runs = append(runs, r)
		}
	}
	last, next := map[int]int{}, make([]int, len(runs)) // of each run, the next one that ends it; 0: none does
	for i := len(runs) - 1; i >= 0; i-- {
		next[i] = last[runs[i].begins]
		last[runs[i].ends] = i
	}
	for i := 0; i < len(runs); i++ {
		if runs[i].begins == 0 {
			continue
		}
		if next[i] == 0 {
			bytes += at - runs[i].at
			continue
		}
		bytes += runs[next[i]].at - runs[i].at
		i = next[i]
	}
	return bytes
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// leading counts the marks of quotes and lists that a line begins with.
func leading(line string) (marks int) {
	for _, r := range line {
		switch {
		case strings.ContainsRune(">-+*.)#", r):
			marks++
		case r != ' ' && r != '\t' && (r < '0' || r > '9'):
			return marks
		}
	}
	return marks
}

func depth(n ast.Node) int {
	deepest, at := 0, 0
	_ = ast.Walk(n, func(_ ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			at--
			return ast.WalkContinue, nil
		}
		if at++; at > deepest {
			deepest = at
		}
		if at > mostNested {
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return deepest
}

// reading has neither HTML nor links by reference: a short text that names a long address a thousand times over would become
// a page without end.
var reading = sync.OnceValue(func() parser.Parser {
	p := parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100), util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300), util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500), util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700), util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100), util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300), util.Prioritized(parser.NewEmphasisParser(), 500),
			util.Prioritized(extension.NewStrikethroughParser(), 500),
			util.Prioritized(extension.NewLinkifyParser(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"})), 999),
		),
		parser.WithASTTransformers(util.Prioritized(turning{}, 100)),
	)
	return p
})

var drawing = sync.OnceValue(func() renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(own{}, 100),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(gohtml.NewRenderer(gohtml.WithHardWraps()), 1000),
	))
})
