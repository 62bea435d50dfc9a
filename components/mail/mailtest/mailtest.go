// Package mailtest holds the made-up states of the demo's mailbox, with the e-mails that it shows.
package mailtest

import (
	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/mail"
	"latchkey/internal/locale"
)

// States returns the demo's mailbox and its messages in all their states.
func States(l *locale.Locale) []canned.State {
	v := canned.Values{Locale: l}
	public := func(name, title string, c templ.Component) canned.State { return canned.Public(name, title, c) }
	at := v.DateTime(canned.Now)
	letter := func(kind string, facts ...any) mail.LetterProps {
		return mail.LetterProps{
			Lang: v.Lang(), Dir: v.Dir(), Brand: "Northwind Hosting", Subject: v.T("mail." + kind + "_subject"),
			Greeting: v.T("mail.greeting", "Name", canned.Ada.Name), Body: v.T("mail."+kind+"_body", facts...), Notes: []string{v.T("mail.never")},
		}
	}
	notice, code, link := letter("two_factor_on"), letter("sign_in_code"), letter("reset_password")
	notice.Details = []string{
		v.T("mail.when", "When", at), v.T("mail.browser", "Agent", "Firefox, Windows"),
		v.T("mail.network", "Network", "203.0.113.9"),
	}
	notice.NotMe, notice.NotMeLink = v.T("mail.not_me"), mail.Link{
		URL:  "http://localhost:8080/not-me/example",
		Text: v.T("mail.not_me_button"),
	}
	gathered := notice
	gathered.Subject += " " + v.N("mail.times", 3)
	gathered.Earlier = []string{v.N("mail.earlier", 3), at + " · Firefox, Windows · 203.0.113.9", at + " · Chrome, Android · 203.0.113.9"}
	code.Code, code.Lasts = "482913", v.T("mail.code_lasts", "Until", at)
	link.Link = mail.Link{URL: "http://localhost:8080/reset-password/example", Text: v.T("mail.reset_password_button")}
	link.Lasts = v.T("mail.link_lasts", "Until", at)
	alike := letter("email_changed", "Where", "a•••@xn--exmple-4nf.test")
	alike.Compared = &mail.Compared{
		Says: v.T("compared.what"),
		Was:  mail.Address{Label: v.T("mail.compared_here"), Before: "a•••@", Differs: "example", After: ".test"},
		Is:   mail.Address{Label: v.T("mail.compared_named"), Before: "a•••@", Differs: "xn--exmple-4nf", After: ".test"},
	}
	alike.Details, alike.NotMe, alike.NotMeLink = notice.Details, notice.NotMe, notice.NotMeLink
	answered := ticketAnswered(v, letter("ticket_answered", "Number", "T-4820193"))
	rows := []mail.Row{
		{ID: "3", To: "+44 20 7946 0958", Subject: code.Subject, At: at, WhatsApp: true},
		{ID: "2", To: canned.Ada.Email, Subject: link.Subject, At: at},
		{ID: "1", To: canned.Ada.Email, Subject: notice.Subject, At: at},
	}
	shown := func(l mail.LetterProps) mail.MessageProps {
		return mail.MessageProps{To: canned.Ada.Email, Subject: l.Subject, At: at, Letter: l}
	}
	whatsApp := shown(code)
	whatsApp.To = rows[0].To
	whatsApp.WhatsApp = []string{v.T("whatsapp.code", "Code", code.Code), v.T("whatsapp.expires", "Until", at)}
	return []canned.State{
		public("mailbox", v.T("mailbox.title"), mail.Mailbox(mail.MailboxProps{Rows: rows})),
		public("mailbox-empty", v.T("mailbox.title"), mail.Mailbox(mail.MailboxProps{})),
		public("mail", notice.Subject, mail.Message(shown(notice))),
		public("mail-alike", alike.Subject, mail.Message(shown(alike))),
		public("mail-gathered", gathered.Subject, mail.Message(shown(gathered))),
		public("mail-code", code.Subject, mail.Message(shown(code))),
		public("mail-link", link.Subject, mail.Message(shown(link))),
		public("mail-ticket", answered.Subject, mail.Message(shown(answered))),
		public("mail-whatsapp", code.Subject, mail.Message(whatsApp)),
	}
}

// ticketAnswered is a mail with what support wrote.
func ticketAnswered(v canned.Values, p mail.LetterProps) mail.LetterProps {
	p.Subject += " " + v.T("mail.ticket_number", "Number", "T-4820193")
	p.Quoted = []string{
		v.Say("Your site runs on the new server now. Mail goes there in an hour.",
			"يعمل موقعك الآن على الخادم الجديد، وسيصل البريد إليه خلال ساعة."),
		v.Say("Kind regards,\nNorthwind support", "مع أطيب التحيات\nفريق دعم نورث ويند"),
	}
	p.Link = mail.Link{URL: "http://localhost:8080/tickets/T-4820193", Text: v.T("mail.ticket_button")}
	subject := v.Say("How do I move my site?", "كيف أنقل موقعي؟")
	p.Details = []string{v.T("mail.ticket_subject", "Subject", subject), v.T("mail.ticket_author", "Name", "Noor Haddad")}
	return p
}
