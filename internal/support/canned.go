package support

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"latchkey/internal/ticket"
)

// Variables are the words that a canned reply may hold in braces, such as "{{name}}".
var Variables = []string{"name", "number", "subject", "account", "staff", "department"}

// UnknownVariableError refuses a canned reply with variables that there are not, as they were typed.
type UnknownVariableError struct{ Typed []string }

func (e UnknownVariableError) Error() string {
	return "no such variable: " + strings.Join(e.Typed, ", ")
}

// braces is what somebody typed as a variable: a word in braces, one or two. After a backslash it is none.
var braces = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\\?\{{1,2}\s*[\pL_][\pL\pN_.-]*\s*\}{1,2}`) })

// unknown returns what in a text looks like a variable and will not be filled in, each once.
func unknown(body string) (typed []string) {
	for _, found := range braces().FindAllString(body, -1) {
		known := slices.ContainsFunc(Variables, func(v string) bool { return found == "{{"+v+"}}" })
		if !known && found[0] != '\\' && !slices.Contains(typed, found) {
			typed = append(typed, found)
		}
	}
	return typed
}

// Filled is a canned reply with its variables filled in for a ticket, by a member of staff, in the reply's language. What
// stands in for one is never read as Markdown.
func Filled(c ticket.Canned, f File, staffName string) string {
	name := f.Opener.Name
	if f.Ticket.ByGuest() {
		name = f.Ticket.Guest.Name
	}
	values := map[string]string{
		"name": name, "number": f.Ticket.Number, "subject": f.Ticket.Subject, "account": f.Account.Name, "staff": staffName,
		"department": f.Department.Called(c.Language),
	}
	var pairs []string
	for _, v := range Variables {
		pairs = append(pairs, "{{"+v+"}}", plain(values[v]))
	}
	return strings.NewReplacer(pairs...).Replace(c.Body)
}

// plain is a text as Markdown writes it that means nothing in it.
func plain(text string) string {
	var out strings.Builder
	for _, r := range text {
		if strings.ContainsRune("\\`*_{}[]()#+-.!<>|~&:/@", r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}
