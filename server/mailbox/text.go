package mailbox

import (
	"strings"

	"latchkey/internal/message"
)

func subject(m message.Message) string { return "mail." + string(m.Kind) + "_subject" }

// body is what a message says, as plain text: what happened, where it came from, and
// what to do if it was somebody else.
func body(m message.Message, contact string) string {
	l := speaks(m)
	from := l.T("mail.shell")
	if m.Facts.Network != "" {
		from = l.T("mail.from", "Network", m.Facts.Network, "Agent", m.Facts.Agent)
	}
	what := ""
	if m.Kind == message.BackupCodeUsed {
		what = l.N("mail."+string(m.Kind)+"_body", m.Facts.Left)
	} else {
		what = l.T("mail." + string(m.Kind) + "_body")
	}
	return strings.Join([]string{
		l.T("mail.greeting", "Name", m.Facts.Name), what, from, l.T("mail.not_you") + "\n" + contact, l.T("mail.never"),
	}, "\n\n")
}
