package markdown

import (
	"bytes"
	"math/rand/v2"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// may is what may stand in the answer, said a second time: elements, and the attributes that each may have.
var may = map[string][]string{
	"p": {"dir"}, "br": nil, "hr": nil, "strong": nil, "em": nil, "del": nil, "code": nil, "pre": nil, "blockquote": {"dir"},
	"ul": {"dir"}, "ol": {"dir", "start"}, "li": {"dir"}, "h3": {"dir"}, "h4": {"dir"}, "h5": {"dir"}, "h6": {"dir"},
	"details": {"class"}, "summary": nil, "bdi": {"class"}, "a": {"href", "rel"},
}

// fragment reads HTML as a browser does within a page.
func fragment(t *testing.T, text string) []*html.Node {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(text), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		t.Fatal(err)
	}
	return nodes
}

func written(t *testing.T, nodes []*html.Node) string {
	t.Helper()
	var out bytes.Buffer
	for _, n := range nodes {
		if err := html.Render(&out, n); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// holds sees that nothing in an answer runs, loads or leads astray, also once a browser has written it anew.
func holds(t *testing.T, typed string) {
	t.Helper()
	nodes := fragment(t, HTML(typed, "Quoted text"))
	once := written(t, nodes)
	again := fragment(t, once)
	if twice := written(t, again); once != twice {
		t.Errorf("%q reads otherwise the second time:\n%s\n%s", typed, once, twice)
	}
	for _, n := range append(nodes, again...) {
		walk(t, typed, n)
	}
}

func walk(t *testing.T, typed string, n *html.Node) {
	t.Helper()
	if n.Type == html.ElementNode {
		attributes, known := may[n.Data]
		if !known {
			t.Errorf("%q makes a <%s>", typed, n.Data)
		}
		for _, a := range n.Attr {
			if !slices.Contains(attributes, a.Key) {
				t.Errorf("%q gives <%s> a %s", typed, n.Data, a.Key)
			}
			if a.Key == "href" {
				leads(t, typed, a.Val)
			}
		}
	} else if n.Type == html.CommentNode {
		t.Errorf("%q makes a comment", typed)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(t, typed, c)
	}
}

func leads(t *testing.T, typed, to string) {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil || !slices.Contains([]string{"http", "https", "mailto"}, u.Scheme) || u.Scheme != "mailto" && u.Host == "" {
		t.Errorf("%q links to %q", typed, to)
	}
}

// attacks are from OWASP's list of ways around filters, from markdown-it's and DOMPurify's tests, and of our own.
var attacks = []string{
	`<script>alert(1)</script>`, `<SCRIPT SRC=https://evil.test/x.js></SCRIPT>`, `<img src=x onerror=alert(1)>`,
	`<IMG SRC="javascript:alert('XSS');">`, `<IMG """><SCRIPT>alert("XSS")</SCRIPT>"\>`, `<svg/onload=alert(1)>`,
	`<svg><script>alert(1)</script></svg>`, `<math><mi//xlink:href="data:x,<script>alert(4)</script>">`,
	`<iframe src=javascript:alert(1)>`, `<body onload=alert(1)>`, `<style>*{background:url(//evil.test)}</style>`,
	`<link rel=stylesheet href=//evil.test>`, `<meta http-equiv=refresh content="0;url=//evil.test">`, `<base href=//evil.test>`,
	`<form action=//evil.test><input name=password>`, `<a href="//evil.test" onclick=alert(1)>x</a>`,
	`<details open ontoggle=alert(1)>`, `<video><source onerror=alert(1)>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
	`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
	`<!--<img src="--><img src=x onerror=alert(1)//">`, `<![CDATA[<script>alert(1)</script>]]>`,
	`<?xml version="1.0"?><script>alert(1)</script>`, `<scr<script>ipt>alert(1)</scr</script>ipt>`, "<scr\x00ipt>alert(1)</script>",
	`＜script＞alert(1)＜/script＞`, `[x](javascript:alert(1))`, `[x](JaVaScRiPt:alert(1))`, "[x](java\nscript:alert(1))",
	"[x](java\tscript:alert(1))", `[x](&#106;&#97;vascript:alert(1))`, `[x](&#x6A;avascript&colon;alert(1))`,
	`[x](javascript&#58;alert(1))`, `[x](%6Aavascript:alert(1))`, `[x]( javascript:alert(1))`, `[x](<javascript:alert(1)>)`,
	`[x](vbscript:msgbox(1))`, `[x](data:text/html;base64,PHNjcmlwdD4=)`, `[x](file:///etc/passwd)`, `[x](//evil.test)`, `[x](/desk)`,
	`[x](\\evil.test)`, `[x](https:///evil.test)`, `[x](https:evil.test)`, `[x](http://)`, `[x](blob:https://a.test/1)`,
	`<javascript:alert(1)>`, `<javascript:alert(1)@x.test>`, `<data:text/html,x>`, `[x]: javascript:alert(1)` + "\n\n[x]",
	`![x](javascript:alert(1))`, `![x](data:image/svg+xml,<svg/onload=alert(1)>)`, `![x](https://a.test/" onerror="alert(1))`,
	`[x](https://a.test/" onclick="alert(1))`, `[x](https://a.test 'title" onclick=alert(1) x="')`,
	`[x"onclick=alert(1)](https://a.test)`, `https://a.test/"onmouseover="alert(1)`, `http://a.test/?<script>alert(1)</script>`,
	`<https://a.test/"onclick=alert(1)>`, "<https://a.test/\x00javascript:>", `www.a.test"onclick=alert(1)`,
	"```html\"onclick=alert(1)\n<script>\n```", "``` <img src=x onerror=alert(1)>\nx\n```", "`<img src=x onerror=alert(1)>`",
	`    <script>alert(1)</script>`, `# <script>alert(1)</script> {onclick=alert(1)}`,
	"> <script>alert(1)</script>\n> a\n> b\n> c\n> d\n> e", `- <img src=x onerror=alert(1)>`, `&lt;script&gt;alert(1)&lt;/script&gt;`,
	`&#60;script&#62;alert(1)&#60;/script&#62;`, `[a](https://x.test)[b](javascript:alert(1))`,
	`[![x](javascript:alert(1))](javascript:alert(2))`, `[<img src=x onerror=alert(1)>](https://a.test)`, `*<b onclick=alert(1)>*`,
	`a\<script\>alert(1)`, "\u202ehttps://evil.test", `[x](mailto:a@b.test?body=<script>)`, `[x](mailto:)`,
	`<mailto:javascript:alert(1)@x>`, `[x](javascript://a.test/%0aalert(1))`, `[x](https://a.test/%22%3E%3Cscript%3E)`,
}

func TestNothingThatIsTypedRuns(t *testing.T) {
	for _, typed := range attacks {
		holds(t, typed)
		holds(t, "> "+typed)
		holds(t, "- "+typed)
		holds(t, "**"+typed+"** ["+typed+"](https://a.test)")
	}
}

// What is typed is shown: nothing that somebody writes about is lost because it looks like HTML.
func TestWhatLooksLikeHTMLIsShown(t *testing.T) {
	for _, typed := range []string{"<script>alert(1)</script>", "<?php echo 1; ?>", "<b>bold</b>", "<!-- a comment -->", "if a<b and c>d"} {
		var shown strings.Builder
		for _, n := range fragment(t, HTML(typed, "")) {
			for c := range n.Descendants() {
				if c.Type == html.TextNode {
					shown.WriteString(c.Data)
				}
			}
		}
		if strings.TrimSpace(shown.String()) != typed {
			t.Errorf("%q is shown as %q", typed, shown.String())
		}
	}
}

// mostTime is what a text of 20,000 characters, the longest message, may take of a processor: seen are 6 ms.
const mostTime = 60 * time.Millisecond

// No text keeps the server busy: each mark as often as fits, those that parsers take quadratic time over, and some thousand
// others in a row that are drawn anew each time.
func TestNoTextTakesLong(t *testing.T) {
	t.Parallel()
	runtime.LockOSThread() // whose time is measured: not what else the machine does
	marks := []string{
		"[", "![", "*a ", "**a", "*", "_a_", "`a``", "> ", ">", "1. ", "- a\n ", "<", "<a@", "&#1;", "\\", "[a](", "[a](b", "http://a.b/(",
		"a@b.", "~a", "\n> a\n", "- - - a\n", "```\n", "*_", "[](", "a**b", "_a*b", "![[]()", "1)\n", "***a**", "[a]", "\t", " \n", "#",
		"[a]: b\n", "| ", "~)!_\n", "&*\n_/", "\\```\n", "``]\\", "www.a.b((", "\n-", "!\n\n>", "=\n", "-\n", "\n\n&&", "+~\t_]", "\na[ ",
	}
	parts := []string{
		"*", "_", "~", "[", "]", "(", ")", "!", "`", "<", ">", "&", "\\", "\n", " ", "a", "/", "#", "+", "-", "1.", "\t", "|", "=", "www.a.b",
		"http://a.b", "a@b.c", "\n\n", "```\n",
	}
	for range 1000 {
		var mark strings.Builder
		for range 1 + rand.IntN(6) {
			mark.WriteString(parts[rand.IntN(len(parts))])
		}
		marks = append(marks, mark.String())
	}
	for _, mark := range marks {
		typed := strings.Repeat(mark, 20_000/len(mark))
		began := processorTime(t)
		drawn := HTML(typed, "Quoted text")
		most := mostTime
		if testing.Short() { // as where the race detector watches, which makes everything take several times as long
			most *= 5
		}
		if took := processorTime(t) - began; took > most {
			t.Errorf("%q takes %v", mark, took)
		}
		if len(drawn) > 10*20_000 {
			t.Errorf("%q becomes %d bytes", mark, len(drawn))
		}
		Text(typed)
	}
	if long := HTML(strings.Repeat("**a** ", MostBytes), ""); strings.Contains(long, "<strong>") {
		t.Error("a text without end is read as Markdown")
	}
}

// processorTime is what this thread has taken of a processor.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_THREAD, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// What people write is read as Markdown, as long as it may be: a log with names of files, a table of figures, a list.
func TestLongTextsOfPeopleAreMarkdown(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"a log":            "2026-11-02 10:14:07 php_error_log in /home/client_web/public_html/wp_content/plug_ins/shop_cart.php on line 12\n",
		"a list":           "- the page of the shop shows an error since this morning\n",
		"a code in a line": "Then I ran `make install` and `make test` and it said that `lib` is missing.\n",
		"paragraphs":       "It says **error 500** and nothing else, whatever I try.\n\n",
	} {
		if _, _, ok := parse(strings.Repeat(line, 20_000/len(line))); !ok {
			t.Errorf("%s is not", name)
		}
	}
}

func FuzzHTML(f *testing.F) {
	ordinary := []string{"# Hi\nthere **you**", "1. a\n2. b\n   - c\n\n```\nx\n```", "> a\n> b\n> c\n> d\n> e", "مرحبا\n\n- نعم"}
	for _, typed := range append(attacks, ordinary...) {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		holds(t, typed)
		if said := Text(typed); strings.ContainsAny(said, "\x00\u202e\u2066") {
			t.Errorf("%q is said as %q", typed, said)
		}
	})
}
