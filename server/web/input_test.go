package web

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What a handler gets of a field: text that was given once in the body, or nothing.
func TestAFieldIsTakenOnlyOnceAndOnlyFromTheBody(t *testing.T) {
	w := plug(t, nil, text("POST", "/form", func(r *Request) string { return fmt.Sprintf("%q", r.Form("code")) }))
	huge := strings.Repeat("1", 60_000)
	for _, c := range []struct{ name, request, want string }{
		{"plain", submit("/form", "code=123456"), "123456"},
		{"escaped", submit("/form", "code=%31%32+3%20456"), "12 3 456"},
		{"in any script", submit("/form", "code="+url.QueryEscape("١٢٣")), "١٢٣"},
		{"in the query", submit("/form?code=123456", ""), ""},
		{"in the query and empty in the body", submit("/form?code=123456", "code="), ""},
		{"in the query and another in the body", submit("/form?code=111111", "code=222222"), "222222"},
		{"in a header", submit("/form", "", "Code: 123456"), ""},
		{"in a cookie", submit("/form", "", "Cookie: code=123456"), ""},
		{"twice", submit("/form", "code=123456&code=123456"), ""},
		{"twice, first empty", submit("/form", "code=&code=123456"), ""},
		{"as an array", submit("/form", "code[]=123456"), ""},
		{"as an array with an index", submit("/form", "code[0]=123456&code%5B1%5D=2"), ""},
		{"in other letters", submit("/form", "CODE=123456"), ""},
		{"without a value", submit("/form", "code"), ""},
		{"with marks and blanks around it", submit("/form", "code="+url.QueryEscape("\u200f\u00a0 12\u200d3\ufeff\u2069")), "12\u200d3"},
		{"with a NUL", submit("/form", "code=12%003456"), "12\x003456"},
		{"no UTF-8", submit("/form", "code=%ff%fe123"), ""},
		{"broken UTF-8 as it is", submit("/form", "code=\xff123"), ""},
		{"a broken escape", submit("/form", "code=%zz1%"), "%zz1%"},
		{"huge", submit("/form", "code="+huge), huge},
		{"a thousand other fields", submit("/form", strings.Repeat("a=1&", 10_000)+"code=1"), "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			if a := w.one(c.request); a.status != 200 || a.body != fmt.Sprintf("%q", c.want) {
				t.Errorf("got %d %.100s, want %.100q", a.status, a.body, c.want)
			}
		})
	}
}

// A blank or a mark may be part of a password: it is taken as it was typed.
func TestAPasswordIsTakenAsTyped(t *testing.T) {
	const typed = " \u200fpass word\u200b "
	names := passwordFields(t)
	if len(names) < 2 {
		t.Fatalf("the screens hold the password fields %v", names)
	}
	for name := range names {
		w := plug(t, nil, text("POST", "/form", func(r *Request) string { return fmt.Sprintf("%q", r.Form(name)) }))
		if a := w.one(submit("/form", name+"="+url.QueryEscape(typed))); a.body != fmt.Sprintf("%q", typed) {
			t.Errorf("%s: got %s, want %q", name, a.body, typed)
		}
	}
}

// passwordFields are the names of all fields of the screens in which a password is typed.
func passwordFields(t *testing.T) map[string]bool {
	t.Helper()
	screens, err := filepath.Glob("../../components/*/testdata/*.html")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, screen := range screens {
		text, err := os.ReadFile(screen)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range passwordField.FindAllString(string(text), -1) {
			names[fieldName.FindStringSubmatch(field)[1]] = true
		}
	}
	return names
}

var (
	passwordField = regexp.MustCompile(`<input[^>]*\stype="password"[^>]*>`)
	fieldName     = regexp.MustCompile(`\sname="([^"]+)"`)
)

func TestOnlyFormsAreRead(t *testing.T) {
	reached := 0
	w := plug(t, nil, text("POST", "/form", func(r *Request) string { reached++; return r.Form("code") }))
	for kind, body := range map[string]string{
		"application/json":                `{"code":"123456"}`,
		"text/plain":                      "code=123456",
		"":                                "code=123456",
		"multipart/form-data":             "code=123456",
		"application/x-www-form":          "code=123456",
		"text/application/x-www-form-":    "code=123456",
		"multipart/form-data; boundary=x": "--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n123456\r\n--x--\r\n",
		"application/xml":                 "<code>123456</code>",
	} {
		for _, framing := range []string{
			"Content-Length: " + itoa(len(body)) + "\r\n\r\n" + body,
			fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), body),
		} {
			answers := w.sendRaw("POST /form HTTP/1.1\r\nHost: latch.test\r\nConnection: close\r\nContent-Type: " + kind + "\r\n" + framing)
			if len(answers) != 1 || answers[0].status != 415 {
				t.Errorf("%q: got %+v, want 415", kind, answers)
			}
		}
	}
	if reached > 0 {
		t.Errorf("%d bodies that are no form reached the handler", reached)
	}
}

// A cookie that stands twice was set by somebody else: neither is taken.
func TestACookieGivenTwiceIsNone(t *testing.T) {
	w := plug(t, nil, text("GET", "/cookie", func(r *Request) string { return r.Cookie(SessionCookie) }))
	for _, c := range []struct {
		name    string
		headers []string
		want    string
	}{
		{"once", []string{"Cookie: session=mine"}, "mine"},
		{"among others", []string{"Cookie: a=1; session=mine; b=2"}, "mine"},
		{"twice", []string{"Cookie: session=mine; session=evil"}, ""},
		{"twice without a space", []string{"Cookie: session=mine;session=evil"}, ""},
		{"in two lines", []string{"Cookie: session=mine", "Cookie: session=evil"}, ""},
		{"another one's name ends so", []string{"Cookie: my-session=evil"}, ""},
		{"another one's, and ours", []string{"Cookie: my-session=evil; session=mine"}, "mine"},
		{"in capitals", []string{"Cookie: SESSION=evil"}, ""},
		{"the prefixed name over HTTP", []string{"Cookie: __Host-session=evil"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			if a := w.one(fetch("/cookie", c.headers...)); a.body != c.want {
				t.Errorf("got %q, want %q", a.body, c.want)
			}
		})
	}
}
