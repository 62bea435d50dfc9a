// Package tickettest holds the made-up states of the screens of tickets.
package tickettest

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/ticket"
	"latchkey/components/ui"
	"latchkey/internal/locale"
)

// States returns the screens of tickets in all their states.
func States(l *locale.Locale) []canned.State {
	v := canned.Values{Locale: l}
	return slices.Concat(lists(v), forms(v), threads(v), guests(v))
}

func in(name, title string, c templ.Component) canned.State {
	return canned.In("tickets", name, title, c)
}

func ago(v canned.Values, d time.Duration) ui.Moment {
	return ui.MomentOf(v.Locale, canned.Now.Add(-d), canned.Now)
}

func lists(v canned.Values) []canned.State {
	title := v.T("section.tickets")
	row := func(number, en, ar, status string, d time.Duration, unread bool) ticket.Row {
		return ticket.Row{
			Number: number, Subject: v.Say(en, ar), Status: status, URL: "/tickets/" + number, Updated: ago(v, d), Unread: unread,
		}
	}
	rows := []ticket.Row{
		row("T-4820193", "How do I move my site to the new server?", "كيف أنقل موقعي إلى الخادم الجديد؟", "answered", 9*time.Minute, true),
		row("T-1088402", "Certificate for a subdomain", "شهادة لنطاق فرعي", "open", 26*time.Hour, false),
		row("T-1041777", "Thank you!", "شكرًا لكم!", "closed", 1900*time.Hour, false),
	}
	return []canned.State{
		in("tickets", title, ticket.List(ticket.ListProps{
			Rows: rows[:2], Running: true, Count: v.Number(2), Unread: v.N("tickets.unread_count", 1), New: "/tickets/new",
		})),
		in("tickets-all", title, ticket.List(ticket.ListProps{
			Rows: rows, Count: v.T("tickets.more_than", "Count", v.Number(1000)), New: "/tickets/new", First: "/tickets?show=all",
			Next: "/tickets?after=1.2.3&show=all",
		})),
		in("tickets-empty", title, ticket.List(ticket.ListProps{Running: true, Count: v.Number(0), New: "/tickets/new"})),
		in("tickets-none", title, ticket.List(ticket.ListProps{Count: v.Number(0)})),
		in("tickets-not-yours", title, ticket.List(ticket.ListProps{Why: v.T("tickets.not_yours", "Account", "Analytical Engines")})),
	}
}

func write(v canned.Values, values map[string]string) ticket.WriteProps {
	return ticket.WriteProps{
		Form: ui.Form{Values: values}, Once: "6f1c", Files: ui.FilesProps{Name: "files", MaxSize: 10 << 20, Count: 5, Total: 25 << 20},
	}
}

func forms(v canned.Values) []canned.State {
	title := v.T("tickets.open")
	props := ticket.NewProps{
		WriteProps: write(v, map[string]string{"about": "service:1"}), Account: "1", AccountName: "Analytical Engines",
		Departments: []ui.Choice{{Value: "1", Label: v.Say("Support", "الدعم")}, {Value: "2", Label: v.Say("Billing", "الفواتير")}},
		About: []ticket.Group{
			{Things: []ui.Choice{{Value: "security", Label: v.T("write.about_security")}}},
			{Name: v.T("section.services"), Things: []ui.Choice{{Value: "service:1", Label: "Managed WordPress (analytical.example)"}}},
			{Name: v.T("section.invoices"), Things: []ui.Choice{{Value: "invoice:1", Label: "INV-2041"}}},
		},
	}
	typed := map[string]string{
		"subject": v.Say("Mail bounces", "البريد يرتد"),
		"message": v.Say("Since Monday, **all** mail to sales@ comes back.", "منذ الاثنين يرتد **كل** بريد إلى sales@."),
	}
	previewed := props
	previewed.AccountName, previewed.WriteProps = "", write(v, typed)
	previewed.Preview = v.Say("<p>Since Monday, <strong>all</strong> mail to sales@ comes back.</p>",
		"<p>منذ الاثنين يرتد <strong>كل</strong> بريد إلى sales@.</p>")
	previewed.Errors = map[string]string{"files": v.T("write.files_again")}
	refused := props
	refused.WriteProps = write(v, nil)
	refused.Closed = true
	refused.Alert = v.T("refused.messages_wait", "Wait", v.Duration(90*time.Second))
	refused.Errors = map[string]string{"subject": v.T("refused.subject"), "message": v.T("refused.message"), "about": v.T("refused.about")}
	warned := props
	warned.WriteProps = write(v, map[string]string{"subject": v.Say("Code", "رمز"), "message": "123456"})
	warned.Sure = "6f"
	return []canned.State{
		in("ticket-new", title, ticket.New(props)),
		in("ticket-new-preview", title, ticket.New(previewed)),
		in("ticket-new-refused", title, ticket.New(refused)),
		in("ticket-new-code", title, ticket.New(warned)),
		in("ticket-new-not-yours", title, ticket.NoAccount(v.T("tickets.may_not", "Account", "Analytical Engines"), canned.Brand)),
	}
}

func thread(v canned.Values) ticket.ThreadProps {
	return ticket.ThreadProps{
		WriteProps: write(v, nil), Number: "T-4820193",
		Subject: v.Say("How do I move my site to the new server?", "كيف أنقل موقعي إلى الخادم الجديد؟"),
		Status:  "answered", Department: v.Say("Support", "الدعم"), About: "Managed WordPress (analytical.example)",
		Opened: ago(v, 50*time.Hour), Action: "/tickets/T-4820193", News: "/tickets/T-4820193/news?after=3&left=300",
		Messages: messages(v),
		Followers: []ticket.Follower{
			{Value: "member:2", Name: "Bruno Keller", Kind: "opened"},
			{Value: "member:1", Name: "Ada Hartwell", Kind: "you", Following: true},
			{Value: "contact:1", Name: "Books", Kind: "contact"},
		},
	}
}

func messages(v canned.Values) []ticket.Message {
	quote := "<details class=\"quote\"><summary>" + v.T("thread.quoted") + "</summary><blockquote dir=\"auto\"><p dir=\"auto\">" +
		v.Say("It is a WordPress.", "إنه ووردبريس.") + "</p></blockquote></details>"
	return []ticket.Message{
		{
			ID: "1", At: ago(v, 50*time.Hour), HTML: "<p dir=\"auto\">" +
				v.Say("It is a WordPress, about 4 GB. The list of files is attached.", "إنه ووردبريس، نحو ٤ غيغابايت. قائمة الملفات مرفقة.") + "</p>",
			Files: []ui.AttachedFile{
				{Name: "files.txt", Size: v.Size(12 << 10), URL: "/tickets/T-4820193/files/1"},
				{
					Name: "a-very-long-name-of-a-picture-of-an-error-message.png", Size: v.Size(2 << 20),
					URL: "/tickets/T-4820193/files/2",
				},
			},
		},
		{ID: "2", Author: "Bruno Keller", Role: "member", At: ago(v, 49*time.Hour), Redacted: true},
		{ID: "3", Event: v.T("thread.event_absorb", "Number", v.Isolate("T-1000001")), At: ago(v, 3*time.Hour)},
		{
			ID: "4", Author: "Noor", Role: "staff", At: ago(v, 9*time.Minute), FirstNew: true, HTML: quote + "<p dir=\"auto\">" +
				v.Say("We can move it for you tonight.", "يمكننا نقله لك الليلة.") + "</p><ul><li>" +
				v.Say("It takes about an hour", "يستغرق نحو ساعة") + "</li><li><code>rsync -a</code></li></ul>",
		},
	}
}

func threads(v canned.Values) []canned.State {
	open := thread(v)
	title := v.T("thread.title", "Number", open.Number, "Subject", open.Subject)
	closed := thread(v)
	closed.Status, closed.Done, closed.Older = "closed", v.T("thread.done_closed"), "/tickets/T-4820193?before=1"
	closed.Messages = append(closed.Messages, ticket.Message{
		ID: "5", Event: v.T("thread.event_close_you"), At: ago(v, time.Minute),
	})
	earlier := thread(v)
	earlier.News, earlier.Newest = "", "/tickets/T-4820193"
	reads := thread(v)
	reads.Why = v.T("thread.why_see")
	warned := thread(v)
	warned.WriteProps = write(v, map[string]string{"message": "123456"})
	warned.Sure, warned.Errors = "6f", map[string]string{"files": v.T("write.files_again")}
	return []canned.State{
		in("ticket", title, ticket.Thread(open)),
		in("ticket-closed", title, ticket.Thread(closed)),
		in("ticket-earlier", title, ticket.Thread(earlier)),
		in("ticket-read-only", title, ticket.Thread(reads)),
		in("ticket-code", title, ticket.Thread(warned)),
	}
}

// Parts returns what htmx asks for alone, by name.
func Parts(l *locale.Locale) map[string]templ.Component {
	v := canned.Values{Locale: l}
	return map[string]templ.Component{
		"part-preview-empty": ticket.PreviewPart("", false),
		"part-news": ticket.News(ticket.NewsProps{
			Messages: messages(v)[3:], Status: "answered", News: "/tickets/T-4820193/news?after=4&left=299",
		}),
		"part-news-ended": ticket.News(ticket.NewsProps{Ended: true}),
	}
}

func guests(v canned.Values) []canned.State {
	public := func(name, title string, c templ.Component) canned.State {
		s := canned.Public(name, v.T(title), c)
		s.Styled = true
		return s
	}
	contact := ticket.ContactProps{WriteProps: write(v, nil), Brand: canned.Brand, Recovery: true, Code: true}
	refused := ticket.ContactProps{WriteProps: write(v, map[string]string{"email": "ada"}), Brand: ui.Brand{Name: canned.Brand.Name}}
	refused.Departments = []ui.Choice{{Value: "1", Label: v.Say("Support", "الدعم")}, {Value: "2", Label: v.Say("Sales", "المبيعات")}}
	refused.Errors = map[string]string{"name": v.T("refused.your_name"), "email": v.T("refused.email_bad")}
	refused.Alert = v.T("refused.messages_spent")
	guest := thread(v)
	guest.Guest, guest.Followers, guest.About, guest.Files = true, nil, "", ui.FilesProps{}
	guest.Action, guest.News, guest.Done = "/contact/ticket", "", v.T("guest.done_confirmed")
	guestTicket := canned.Public("guest-ticket", v.T("thread.title", "Number", guest.Number, "Subject", guest.Subject), ticket.Thread(guest))
	guestTicket.Styled = true
	inside := ticket.ContactProps{WriteProps: write(v, map[string]string{"name": "Ada"}), Brand: canned.Brand}
	inside.Home, inside.HomeName = "/dashboard", v.T("section.dashboard")
	return []canned.State{
		public("contact", "contact.sign_in_title", ticket.Contact(contact)),
		public("contact-refused", "contact.sign_in_title", ticket.Contact(refused)),
		public("contact-sent", "contact.sent_title", ticket.ContactSent(ui.LinkRequest{Form: "/contact", Email: "mina@example.test"})),
		public("contact-sent-again", "contact.sent_title", ticket.ContactSent(ui.LinkRequest{
			Form: "/contact", Email: "mina@example.test", Again: true,
		})),
		public("contact-sent-elsewhere", "contact.sent_title", ticket.ContactSent(ui.LinkRequest{Form: "/contact"})),
		public("guest-confirm", "guest.confirm_title", ticket.ConfirmGuest(ticket.ConfirmProps{
			Number: "T-4820193", Email: "mina@example.test", Opened: ago(v, 9*time.Minute),
		})),
		guestTicket,
		canned.In("", "contact-inside", v.T("contact.sign_in_title"), ticket.Contact(inside)),
	}
}
