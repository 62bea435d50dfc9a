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
	if path := tickets[m.Kind]; path != "" && m.Data.Contact == "" { // contacts don't sign in
		p.Link = mail.Link{URL: w.URL(path + m.Data.Ticket), Text: l.T("mail.ticket_button")}
	}
	if why := whyMailed(m); why != "" {
		p.Notes = append([]string{l.T(why)}, p.Notes...)
	}
	if posted.Number == "" {
		return
	}
	p.Details = []string{l.T("mail.ticket_subject", "Subject", posted.Subject)}
	if m.Kind == message.TicketFollowed || strings.HasPrefix(string(m.Kind), "staff_") {
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

// whyMailed is the sentence about why a member gets mail about a ticket, and how they stop it; "" for anybody else.
func whyMailed(m message.Message) string {
	switch {
	case m.UserID == "" || m.Kind != message.TicketAnswered && m.Kind != message.TicketFollowed:
		return ""
	case m.Data.Opened:
		return "mail.ticket_why_opened"
	}
	return "mail.ticket_why_follows"
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
