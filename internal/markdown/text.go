package markdown

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// Text returns a text as it reads without its marks, for mails, previews and the search: links with their address, quotes
// behind ">", lists with their bullets.
func Text(typed string) string {
	typed = tidy(typed)
	doc, source, ok := parse(typed)
	if !ok {
		return strings.TrimSpace(typed)
	}
	return strings.Join(blocks(source, doc), "\n\n")
}

// blocks returns the texts of the blocks in n.
func blocks(source []byte, n ast.Node) (all []string) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t := block(source, c); t != "" {
			all = append(all, t)
		}
	}
	return all
}

func block(source []byte, n ast.Node) string {
	switch n := n.(type) {
	case *ast.ThematicBreak:
		return "---"
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		return strings.TrimRight(string(n.Lines().Value(source)), "\n")
	case *ast.Blockquote:
		return before(strings.Join(blocks(source, n), "\n\n"), "> ", "> ")
	case *ast.List:
		return list(source, n)
	case *ast.Paragraph, *ast.Heading, *ast.TextBlock:
		return strings.TrimSpace(words(source, n))
	}
	return strings.Join(blocks(source, n), "\n\n")
}

func list(source []byte, n *ast.List) string {
	var items []string
	number := n.Start
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		mark := "- "
		if n.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		items = append(items, before(strings.Join(blocks(source, c), "\n"), mark, strings.Repeat(" ", len(mark))))
	}
	return strings.Join(items, "\n")
}

// before puts first before the first line and then before each other one.
func before(lines, first, then string) string {
	return first + strings.ReplaceAll(lines, "\n", "\n"+then)
}

// words returns the text of what stands in a block or a link.
func words(source []byte, n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.WriteString(unescaped(c.Segment.Value(source)))
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte('\n')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.AutoLink:
			b.Write(c.Label(source))
		case *ast.CodeSpan:
			for t := c.FirstChild(); t != nil; t = t.NextSibling() {
				if t, ok := t.(*ast.Text); ok {
					b.Write(t.Segment.Value(source))
				}
			}
		case *ast.Link:
			b.WriteString(withAddress(words(source, c), c.Destination))
		case *ast.Image:
			b.WriteString(withAddress(words(source, c), c.Destination))
		default:
			b.WriteString(words(source, c))
		}
	}
	return b.String()
}

func withAddress(said string, destination []byte) string {
	to, ok := target(destination)
	if !ok || said == to.String() {
		return said
	}
	return said + " (" + to.String() + ")"
}

// unescaped resolves what a text writes with a backslash or an ampersand.
func unescaped(segment []byte) string {
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(segment))))
}
