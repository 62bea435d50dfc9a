package support

import (
	"strings"

	"latchkey/internal/ticket"
)

// Variables are the words that a canned reply may hold in braces, such as "{{name}}".
var Variables = []string{"name", "number", "subject", "account", "staff", "department"}

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
