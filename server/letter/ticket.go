package letter

import (
	"strings"

	"latchkey/components/mail"
	"latchkey/internal/markdown"
	"latchkey/internal/message"
	"latchkey/internal/support"
)

// ticket says which ticket a mail is about, where it is read and, to the client's side, what was answered. What was redacted
// is not in it.
func (w *Writer) ticket(l reader, m message.Message, posted support.Mailed, p *mail.LetterProps) {
	if path := tickets[m.Kind]; path != "" {
		p.Link = mail.Link{URL: w.URL(path + m.Data.Ticket), Text: l.T("mail.ticket_button")}
	}
	if posted.Number == "" {
		return
	}
	p.Details = []string{l.T("mail.ticket_subject", "Subject", posted.Subject)}
	if strings.HasPrefix(string(m.Kind), "staff_") {
		return
	}
	p.Details = append(p.Details, l.T("mail.ticket_author", "Name", posted.Author))
	if posted.Redacted {
		p.Quoted = []string{l.T("mail.ticket_redacted")}
		return
	}
	p.Quoted = paragraphs(markdown.Text(posted.Text))
	if posted.Signature != "" {
		p.Quoted = append(p.Quoted, paragraphs(posted.Signature)...)
	}
}

func paragraphs(text string) (all []string) {
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// lasts is the sentence about how long a link works, and how often.
func lasts(k message.Kind) string {
	if k == message.GuestAnswered || k == message.GuestConfirm {
		return "mail.link_stays"
	}
	return "mail.link_lasts"
}
