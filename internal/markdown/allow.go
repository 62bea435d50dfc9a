package markdown

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// value checks what an attribute says, and returns it as it is written.
type value func(said string) (written string, ok bool)

func exactly(value string) value {
	return func(said string) (string, bool) { return said, said == value }
}

func digits(said string) (string, bool) {
	return said, said != "" && strings.Trim(said, "0123456789") == ""
}

// address is one on the web or of a mailbox, written as Go's parser understands it.
func address(said string) (string, bool) {
	said = strings.TrimSpace(said)
	u, err := url.Parse(said)
	if err != nil || strings.ContainsAny(said, " \t\n") || !slices.Contains([]string{"http", "https", "mailto"}, u.Scheme) {
		return "", false
	}
	return u.String(), true
}

// allowed is what may stand in the answer, whatever the parser and the renderer did: elements, with their attributes.
var allowed = map[string]map[string]value{
	"p": turns, "li": turns, "ul": turns, "blockquote": turns, "h3": turns, "h4": turns, "h5": turns, "h6": turns,
	"ol":      {"dir": exactly("auto"), "start": digits},
	"a":       {"href": address, "rel": exactly(rel)},
	"details": {"class": exactly("quote")}, "bdi": {"class": exactly("host")},
	"br": nil, "hr": nil, "strong": nil, "em": nil, "del": nil, "code": nil, "pre": nil, "summary": nil,
}

var turns = map[string]value{"dir": exactly("auto")}

// onlyAllowed writes HTML anew, token by token as a browser reads it, and leaves out what is not allowed: the tag of an
// element, not what stands in it, which is text. Each element is closed where it was opened.
func onlyAllowed(drawn []byte) string {
	var out strings.Builder
	var open []string // "" is one that is left out
	for tokens := html.NewTokenizer(bytes.NewReader(drawn)); tokens.Next() != html.ErrorToken; {
		token := tokens.Token()
		switch token.Type {
		case html.TextToken:
			out.WriteString(token.String())
		case html.StartTagToken, html.SelfClosingTagToken:
			shown := restrict(&token)
			if shown {
				out.WriteString(token.String())
			}
			if !isVoid(token.Data) {
				open = append(open, "")
				if shown {
					open[len(open)-1] = token.Data
				}
			}
		case html.EndTagToken:
			if len(open) > 0 && !isVoid(token.Data) {
				closeLast(&out, &open)
			}
		}
	}
	for len(open) > 0 {
		closeLast(&out, &open)
	}
	return out.String()
}

func isVoid(element string) bool { return element == "br" || element == "hr" }

// closeLast closes what was opened last, whatever the end tag says.
func closeLast(out *strings.Builder, open *[]string) {
	last := (*open)[len(*open)-1]
	*open = (*open)[:len(*open)-1]
	if last != "" {
		out.WriteString("</" + last + ">")
	}
}

// restrict takes the attributes that are not allowed out of a tag, and reports whether anything is left to show: a link that
// leads nowhere is none.
func restrict(token *html.Token) bool {
	attributes, known := allowed[token.Data]
	kept := token.Attr[:0]
	for _, a := range token.Attr {
		check, ok := attributes[a.Key]
		if ok {
			a.Val, ok = check(a.Val)
		}
		if ok && !slices.ContainsFunc(kept, func(before html.Attribute) bool { return before.Key == a.Key }) {
			kept = append(kept, a)
		}
	}
	token.Attr = kept
	if token.Type == html.SelfClosingTagToken && !isVoid(token.Data) {
		token.Type = html.StartTagToken // so a browser reads it
	}
	return known && (token.Data != "a" || slices.ContainsFunc(kept, func(a html.Attribute) bool { return a.Key == "href" }))
}
