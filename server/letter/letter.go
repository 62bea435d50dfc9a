// Package letter writes the text of messages in the recipient's language: e-mails with an HTML and a plain-text
// part, and the same for the demo's mailbox. It sends nothing.
package letter

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"latchkey/components/mail"
	"latchkey/internal/locale"
	"latchkey/internal/message"
	"latchkey/internal/phrase"
	"latchkey/internal/setting"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// Writer writes letters.
type Writer struct {
	Settings *setting.Settings
	URL      func(path string) string                        // turns a local path into an absolute address
	Zone     func(ctx context.Context, userID string) string // a person's time zone, "" where none is known; nil: of nobody

	// StopToken returns the token with which a contact stops an account's mails; nil: there are no such links.
	StopToken func(contactID string) string

	// Posted is what a mail tells of a ticket's message; nil: nothing.
	Posted func(ctx context.Context, messageID, language string) (support.Mailed, error)
}

// Write is m as it is sent by e-mail; of WhatsApp's notices only the subject is sent.
func (w *Writer) Write(ctx context.Context, m message.Message) (message.Letter, error) {
	posted, err := w.posted(ctx, m)
	if err != nil {
		return message.Letter{}, err
	}
	p := w.props(ctx, m, posted)
	var html strings.Builder
	if err := mail.Letter(p).Render(locale.Into(ctx, locale.Of(m.Language)), &html); err != nil {
		return message.Letter{}, err
	}
	l, subject := locale.Of(m.Language), p.Subject
	if m.Channel != message.WhatsApp { // which names the host by itself
		subject = l.T("mail.subject", "Host", p.Brand, "Subject", p.Subject)
	}
	return message.Letter{
		From: p.Brand, ReplyTo: cmp.Or(posted.ReplyTo, w.Settings.Choices(ctx).SupportEmail),
		Subject: subject, Text: Text(p), HTML: html.String(), Stop: p.StopLink.URL,
	}, nil
}

// Props returns the contents of the e-mail for m. What it tells of a ticket is left out where that can't be read.
func (w *Writer) Props(ctx context.Context, m message.Message) mail.LetterProps {
	posted, err := w.posted(ctx, m)
	if err != nil {
		posted = support.Mailed{}
	}
	return w.props(ctx, m, posted)
}

func (w *Writer) props(ctx context.Context, m message.Message, posted support.Mailed) mail.LetterProps {
	l, choices, key := w.reader(ctx, m), w.Settings.Choices(ctx), "mail."+string(m.Kind)
	p := mail.LetterProps{
		Lang: l.Lang(), Dir: l.Dir(), Brand: choices.BrandName, Accent: choices.Accent,
		Subject: subject(l.Locale, m), Greeting: l.T("mail.greeting_plain"), Body: body(l, m, choices.BrandName),
		Notes: []string{l.T("mail.never")},
	}
	if m.Data.Name != "" {
		p.Greeting = l.T("mail.greeting", "Name", m.Data.Name)
	}
	until := l.at(m.ExpiresAt.Time())
	switch path := Path(m.Kind); {
	case m.Kind.Coded():
		p.Code, p.Notes = m.Secret, []string{l.T("mail.not_asked_code"), l.T("mail.never_code")}
		if !m.ExpiresAt.IsZero() {
			p.Lasts = l.T("mail.code_lasts", "Until", until)
		}
	case path != "" && m.Secret != "":
		p.Link = mail.Link{URL: w.URL(path + m.Secret), Text: l.T(key + "_button")}
		if !m.ExpiresAt.IsZero() {
			p.Lasts = l.T(lasts(m.Kind), "Until", until)
		}
		if !m.Kind.Notice() {
			p.Notes = append([]string{l.T(unasked(m.Kind))}, p.Notes...)
		}
	}
	if m.Kind.Notice() {
		w.notice(l, m, &p)
	}
	if m.Data.Ticket != "" {
		w.ticket(l, m, posted, &p)
	}
	if m.Data.Contact != "" && w.StopToken != nil {
		p.Stop = l.T("mail.stop", "Account", unlinked(m.Data.Account))
		p.StopLink = mail.Link{URL: w.URL(StopPath + w.StopToken(m.Data.Contact)), Text: l.T("mail.stop_button")}
	}
	return p
}

// posted is the ticket's message that m is about; the zero value where it is about none, or that is gone.
func (w *Writer) posted(ctx context.Context, m message.Message) (support.Mailed, error) {
	if w.Posted == nil || m.Data.Post == "" {
		return support.Mailed{}, nil
	}
	posted, err := w.Posted(ctx, m.Data.Post, m.Language)
	if errors.Is(err, ticket.ErrNotFound) {
		return support.Mailed{}, nil
	}
	return posted, err
}

// notice says when and where from, and what to do if it was somebody else.
func (w *Writer) notice(l reader, m message.Message, p *mail.LetterProps) {
	f, when := m.Data, m.Data.When
	p.Compared = lookAlike(l, m)
	if when.IsZero() {
		when = m.CreatedAt
	}
	p.Details = []string{l.T("mail.when", "When", l.at(when.Time()))}
	switch {
	case f.Actor != "":
		p.Details = append(p.Details, l.T("mail.done_by", "Name", f.Actor))
	case f.By != message.ByPerson:
		p.Details = append(p.Details, l.T("mail."+string(f.By), "Host", p.Brand))
	case f.Network != "": // else it was time that did it
		if f.Agent != "" && f.Agent != "?" {
			p.Details = append(p.Details, l.T("mail.browser", "Agent", f.Agent))
		}
		p.Details = append(p.Details, l.T("mail.network", "Network", f.Network))
	}
	p.Earlier = earlier(l, m.Kind, f, p.Brand)
	others := f.By != message.ByPerson || f.Network == "" // staff did it, or time
	switch contact, log, members := w.URL("/contact"), w.URL("/desk/audit"), w.URL("/account/members"); {
	case m.NotMe == "" && f.Actor != "" && m.Kind.OfMembers():
		p.NotMe, p.NotMeLink = l.T("mail.by_member", "Account", f.Account), mail.Link{URL: members, Text: members}
	case m.NotMe != "" && others:
		p.NotMe = l.T("mail.not_asked_tell")
		p.NotMeLink = mail.Link{URL: w.URL(NotMePath + m.NotMe), Text: l.T("mail.not_asked_button")}
	case m.NotMe != "":
		p.NotMe = l.T("mail.not_me")
		p.NotMeLink = mail.Link{URL: w.URL(NotMePath + m.NotMe), Text: l.T("mail.not_me_button")}
	case m.Kind.Host():
		p.NotMe, p.NotMeLink = l.T("mail.unexpected"), mail.Link{URL: log, Text: log}
	case others:
		p.NotMe, p.NotMeLink = l.T("mail.not_asked_contact"), mail.Link{URL: contact, Text: contact}
	default:
		p.NotMe, p.NotMeLink = l.T("mail.not_you"), mail.Link{URL: contact, Text: contact}
	}
}

// earlier are the lines about what else a gathered notice tells of.
func earlier(l reader, k message.Kind, f message.Data, host string) []string {
	if f.Times() == 1 {
		return nil
	}
	lines := []string{l.N("mail.earlier", f.Times())}
	for _, o := range f.Earlier {
		facts := []string{l.at(o.When.Time())}
		if k.Host() {
			facts = append(facts, hostChange(l, k, o))
		}
		if o.Method != "" {
			facts = append(facts, strings.TrimSpace(l.T("mail.method_"+o.Method)+" "+l.Isolate(o.MethodName)))
		}
		if o.By != message.ByPerson {
			facts = append(facts, l.T("mail."+string(o.By), "Host", host))
		}
		for _, fact := range []string{o.Where, o.Agent, o.Network, o.Actor} {
			if fact != "" && fact != "?" {
				facts = append(facts, l.Isolate(fact))
			}
		}
		lines = append(lines, strings.Join(facts, " · "))
	}
	if f.More > 0 {
		lines = append(lines, l.N("mail.earlier_more", f.More))
	}
	return lines
}

// lookAlike compares an address that a notice names with the one that the notice goes to: a new one that reads like the old
// must not pass for it. Where the masks of the two are the same, the letter says in words that the addresses aren't.
func lookAlike(l reader, m message.Message) *mail.Compared {
	here := user.MaskEmail(user.PlainEmail(m.Recipient))
	if !m.Data.Alike || here == m.Data.Where {
		return nil
	}
	was, is, _ := user.CompareEmails(here, m.Data.Where)
	return &mail.Compared{
		Says: l.T("compared.what"),
		Was:  mail.Address{Label: l.T("mail.compared_here"), Before: was.Before, Differs: was.Differs, After: was.After},
		Is:   mail.Address{Label: l.T("mail.compared_named"), Before: is.Before, Differs: is.Differs, After: is.After},
	}
}

// WhatsApp returns the lines that WhatsApp shows for m. The words around a code are those of Meta's template.
func (w *Writer) WhatsApp(ctx context.Context, m message.Message) []string {
	l := w.reader(ctx, m)
	if !m.Kind.Coded() {
		return []string{subject(l.Locale, m)}
	}
	lines := []string{l.T("whatsapp.code", "Code", m.Secret)}
	if !m.ExpiresAt.IsZero() {
		lines = append(lines, l.T("whatsapp.expires", "Until", l.at(m.ExpiresAt.Time())))
	}
	return lines
}

// Subject is the line by which m is listed.
func Subject(m message.Message) string { return subject(locale.Of(m.Language), m) }

func subject(l *locale.Locale, m message.Message) string {
	said := l.T("mail." + variant(m) + "_subject")
	if n := m.Data.Times(); n > 1 {
		said += " " + l.N("mail.times", n)
	}
	if m.Data.Ticket != "" {
		said += " " + l.T("mail.ticket_number", "Number", m.Data.Ticket)
	}
	return said
}

func body(l reader, m message.Message, host string) string {
	key, f := "mail."+variant(m)+"_body", m.Data
	if m.UserID == "" { // it may be a stranger, who gets this mail because somebody typed the address
		f.Account = unlinked(f.Account)
		f.Where, f.Actor = unlinked(f.Where), unlinked(f.Actor)
	}
	if m.Kind == message.RecoveryReady && m.Secret == "" {
		key = "mail.recovery_ready_plain_body"
	}
	if m.Kind == message.PasswordChanged && f.Everywhere {
		key = "mail.password_reset_body"
	}
	if m.Kind == message.BackupCodeUsed {
		return l.N(key, f.Left)
	}
	if m.Kind.Host() {
		return hostChange(l, m.Kind, message.Occurrence{Subject: f.Subject, Choice: f.Choice, Until: f.Until})
	}
	method := ""
	if f.Method != "" {
		method = l.T("mail.method_" + f.Method)
	}
	said := strings.TrimSpace(l.T(key, "Method", method, "MethodName", f.MethodName, "Where", f.Where, "Account", f.Account, "Host", host,
		"Now", permissions(l, f.Choice), "Actor", f.Actor,
		"Number", f.Ticket, "Reference", caseName(l, f.Reference), "Until", l.at(f.Until.Time())))
	if f.Alike && f.Where == user.MaskEmail(user.PlainEmail(m.Recipient)) {
		said += " " + l.T("mail.compared_masked")
	}
	if m.Kind == message.RecoveryApproved {
		said += " " + l.T(objection(f))
	}
	if f.Caution != "" {
		said += " " + l.T("recovery.longer_"+f.Caution)
	}
	return said
}

// variant is whose words m has: who leaves reads of themselves, an invitation of the host's names nobody, and an answer with which a
// ticket was closed says so.
func variant(m message.Message) string {
	switch by := m.Data.Actor; {
	case m.Data.Closed:
		return string(m.Kind) + "_closed"
	case m.Kind == message.TicketFollowed && m.Data.Contact != "":
		return "ticket_followed_contact"
	case m.Kind == message.MemberLeft && by == "":
		return "member_left_own"
	case m.Kind == message.AccountSecondStepOn && by != "":
		return "account_second_step_on_member"
	case m.Kind == message.AccountInvitation && by != "":
		return "account_invitation_by"
	}
	return string(m.Kind)
}

// unasked says what to do with a mail whose link nobody has to follow: who was invited, or added, has asked for nothing.
func unasked(k message.Kind) string {
	switch k {
	case message.Invitation, message.AccountInvitation, message.ContactConfirm, message.AccountEmailConfirm:
		return "mail.not_expected"
	}
	return "mail.not_asked"
}

// permissions puts into words what a member may do: managing a part says that they see it.
func permissions(l reader, listed string) string {
	var words []string
	given := strings.Split(listed, ", ")
	for _, p := range given {
		if key := "accounts.may_" + strings.ReplaceAll(p, ".", "_"); l.Has(key) && !slices.Contains(given, p+".manage") {
			words = append(words, l.T(key))
		}
	}
	if len(words) == 0 {
		return l.T("accounts.level_none")
	}
	return strings.Join(words, " · ")
}

// unlinked is a name that no mail program takes for an address to follow: whoever calls an account "win.example.com" would
// have the host send that to anybody they invite.
func unlinked(name string) string {
	const joiner = "\u2060" // which nobody sees, and no address has
	return strings.NewReplacer(".", "."+joiner, ":", ":"+joiner, "/", "/"+joiner, "@", "@"+joiner).Replace(name)
}

// objection is what the owner can do about a recovery case that was approved.
func objection(f message.Data) string {
	if f.Stops {
		return "mail.recovery_approved_own"
	}
	return "mail.recovery_approved_support"
}

// caseName is the phrase by which people talk about a recovery case.
func caseName(l reader, reference string) string {
	if reference == "" {
		return ""
	}
	return l.T("mail.phrase", "Words", phrase.Text(reference, l.Lang()))
}
