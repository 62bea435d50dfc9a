package markdown

import (
	"bytes"
	"html"
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/idna"
)

// mostUnfolded is how many lines of a quote are shown unfolded.
const mostUnfolded = 4

// quotedWords is the attribute of a document that says under which words its quotes are folded.
const quotedWords = "quoted"

// turning has each block turn by its own script, and headings stand below those of the page.
type turning struct{}

// Transform implements [parser.ASTTransformer].
func (turning) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			n.Level = min(n.Level+2, 6)
			n.SetAttributeString("dir", []byte("auto"))
		case *ast.Paragraph, *ast.List, *ast.ListItem, *ast.Blockquote:
			n.SetAttributeString("dir", []byte("auto"))
		}
		return ast.WalkContinue, nil
	})
}

// own draws what is drawn otherwise than usual.
type own struct{}

// RegisterFuncs implements [renderer.NodeRenderer].
func (own) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindLink, drawLink)
	reg.Register(ast.KindAutoLink, drawAddress)
	reg.Register(ast.KindImage, drawImage)
	reg.Register(ast.KindBlockquote, drawQuote)
}

func drawLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	to, ok := target(n.Destination)
	switch {
	case !ok:
	case entering:
		open(w, to)
	default:
		_, _ = w.WriteString("</a>")
		if words(source, n) != string(n.Destination) || hides(to) {
			drawHost(w, to)
		}
	}
	return ast.WalkContinue, nil
}

func drawAddress(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.AutoLink)
	if !entering {
		return ast.WalkContinue, nil
	}
	label := html.EscapeString(string(n.Label(source)))
	destination := n.URL(source)
	if n.AutoLinkType == ast.AutoLinkEmail && !bytes.HasPrefix(bytes.ToLower(destination), []byte("mailto:")) {
		destination = append([]byte("mailto:"), destination...)
	}
	to, ok := target(destination)
	if !ok {
		_, _ = w.WriteString(label)
		return ast.WalkContinue, nil
	}
	open(w, to)
	_, _ = w.WriteString(label + "</a>")
	if hides(to) {
		drawHost(w, to)
	}
	return ast.WalkContinue, nil
}

// drawImage draws a picture's words and, after them, a link to it: who reads a message asks no other server for anything.
func drawImage(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	to, ok := target(node.(*ast.Image).Destination)
	if entering || !ok || inLink(node) {
		return ast.WalkContinue, nil
	}
	_ = w.WriteByte(' ')
	open(w, to)
	_, _ = w.WriteString(html.EscapeString(to.String()) + "</a>")
	return ast.WalkContinue, nil
}

func drawQuote(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	folds := folded(n)
	switch {
	case entering && folds != "":
		_, _ = w.WriteString(`<details class="quote"><summary>` + html.EscapeString(folds) + "</summary>\n<blockquote dir=\"auto\">\n")
	case entering:
		_, _ = w.WriteString("<blockquote dir=\"auto\">\n")
	case folds != "":
		_, _ = w.WriteString("</blockquote>\n</details>\n")
	default:
		_, _ = w.WriteString("</blockquote>\n")
	}
	return ast.WalkContinue, nil
}

// folded returns the words under which a quote is folded; "" if it is shown.
func folded(n ast.Node) string {
	if n.Parent() == nil || n.Parent().Kind() != ast.KindDocument {
		return ""
	}
	said, _ := n.Parent().AttributeString(quotedWords)
	label, _ := said.([]byte)
	lines := 0
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Type() == ast.TypeBlock {
			lines += n.Lines().Len()
		}
		return ast.WalkContinue, nil
	})
	if lines <= mostUnfolded {
		return ""
	}
	return string(label)
}

// target reads where a link leads to. It reports whether that is a place on the web or a mailbox: a link without a scheme
// would lead to a page of ours.
func target(destination []byte) (*url.URL, bool) {
	u, err := url.Parse(string(util.URLEscape(destination, true)))
	if err != nil {
		return nil, false
	}
	switch u.Scheme {
	case "http", "https":
		return u, u.Hostname() != ""
	case "mailto":
		return u, mailbox(u) != ""
	}
	return nil, false
}

func open(w util.BufWriter, to *url.URL) {
	_, _ = w.WriteString(`<a href="` + html.EscapeString(to.String()) + `" rel="` + rel + `">`)
}

// drawHost says where a link leads to, for whoever sees its words only.
func drawHost(w util.BufWriter, to *url.URL) {
	_, _ = w.WriteString(` <bdi class="host">(` + html.EscapeString(tidy(place(to))) + ")</bdi>")
}

// place is the host that a link leads to, or the mailbox, in ASCII: letters that look like others stand out.
func place(to *url.URL) string {
	if to.Scheme == "mailto" {
		return mailbox(to)
	}
	host := strings.ToLower(to.Hostname())
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		return ascii
	}
	return host
}

func mailbox(to *url.URL) string {
	address, err := url.PathUnescape(to.Opaque)
	if err != nil {
		return to.Opaque
	}
	return address
}

// hides reports whether an address looks as if it led elsewhere: with a name before its host, or letters beyond ASCII.
func hides(to *url.URL) bool {
	return to.User != nil || to.Scheme != "mailto" && place(to) != strings.ToLower(to.Hostname())
}

func inLink(n ast.Node) bool {
	for n = n.Parent(); n != nil; n = n.Parent() {
		if n.Kind() == ast.KindLink {
			return true
		}
	}
	return false
}
