package mailbox

import (
	"strings"

	"latchkey/internal/locale"
	"latchkey/internal/message"
)

func subject(m message.Message) string { return "mail." + string(m.Kind) + "_subject" }

// body is what a message says, as plain text: what happened, where it came from, and
// what to do if it was somebody else.
func body(m message.Message, url func(path string) string) string {
	l := speaks(m)
	greeting := l.T("mail.greeting_plain")
	if m.Facts.Name != "" {
		greeting = l.T("mail.greeting", "Name", m.Facts.Name)
	}
	parts := []string{greeting, what(l, m)}
	switch path := message.Path(m.Kind); {
	case m.Kind.Coded():
		parts = append(parts, m.Secret)
	case path != "":
		parts = append(parts, url(path+m.Secret))
	}
	if m.Kind.Notice() {
		from := l.T("mail.shell")
		if m.Facts.Network != "" {
			from = l.T("mail.from", "Network", m.Facts.Network, "Agent", m.Facts.Agent)
		}
		parts = append(parts, from, l.T("mail.not_you")+"\n"+url("/contact"))
	}
	return strings.Join(append(parts, l.T("mail.never")), "\n\n")
}

func what(l *locale.Locale, m message.Message) string {
	key, f := "mail."+string(m.Kind)+"_body", m.Facts
	if m.Kind == message.BackupCodeUsed {
		return l.N(key, f.Left)
	}
	method := ""
	if f.Method != "" {
		method = l.T("mail.method_" + f.Method)
	}
	return l.T(key, "Method", method, "MethodName", f.MethodName, "Where", f.Where, "Account", f.Account,
		"Reference", f.Reference, "Until", l.DateTime(f.Until.Time()))
}
