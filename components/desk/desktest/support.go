package desktest

import (
	"time"

	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/desk"
	"latchkey/components/ui"
)

// supporting are the pages that staff work with beside the tickets.
func supporting(v canned.Values) []canned.State {
	screen := func(name, title string, c templ.Component) canned.State {
		return canned.At(&canned.Sven, "queue", name, v.T(title), c)
	}
	mails := desk.MailsProps{Name: "Ada Lovelace", PersonURL: "/desk/people/1", Next: "/desk/people/1/mails?before=1", Rows: []desk.MailRow{
		{
			What: v.T("mail.password_changed_subject"), To: canned.Ada.Email, Channel: v.T("messages.email"), State: "sent",
			When: v.Ago(2 * time.Hour), AgainURL: "/desk/people/1/mails/1/resend",
		},
		{
			What: v.T("mail.sign_in_code_subject"), To: canned.Ada.Email, Channel: v.T("messages.email"), State: "failed",
			Reason: v.T("message.reason_unreachable"), When: v.Ago(3 * time.Hour),
		},
	}}
	return append(forms(v, screen),
		screen("blocked", "blocked.title", desk.Blocked(desk.BlockedProps{Rows: []desk.BlockedRow{{
			Key: "spam@example.net", Email: "spam@example.net", Who: "Noor Rahman", When: v.Ago(50 * time.Hour),
		}}, Done: v.T("blocked.done_unblocked")})),
		screen("blocked-none", "blocked.title", desk.Blocked(desk.BlockedProps{})),
		canned.At(&canned.Sven, "alerts", "alerts", v.T("alerts.title"), desk.Alerts(desk.AlertsProps{
			Rows: []desk.AlertRow{{
				URL: "/desk/tickets/T-4820193", Number: "T-4820193", Subject: queue(v).Rows[1].Subject, What: v.T("alerts.kind_reply"),
				When: v.Ago(5 * time.Minute),
			}},
			Switches: []desk.AlertSwitch{
				{Kind: "new", Name: v.T("alerts.kind_new"), Page: true},
				{Kind: "reply", Name: v.T("alerts.kind_reply"), Mail: true, Page: true},
				{Kind: "assigned", Name: v.T("alerts.kind_assigned"), Mail: true, Page: true},
			},
		})),
		canned.At(&canned.Sven, "alerts", "alerts-none", v.T("alerts.title"), desk.Alerts(desk.AlertsProps{Done: v.T("alerts.done_seen")})),
		canned.At(&canned.Sven, "people", "mails", v.T("mails.title"), desk.Mails(mails)),
		canned.At(&canned.Sven, "people", "mails-none", v.T("mails.title"), desk.Mails(desk.MailsProps{
			Name:      "Ada Lovelace",
			PersonURL: "/desk/people/1",
		})),
	)
}

func forms(v canned.Values, screen func(name, title string, c templ.Component) canned.State) []canned.State {
	q := queue(v)
	department := desk.DepartmentProps{
		URL: "/desk/departments/1", Remove: "/desk/departments/1/remove", Name: q.Departments[1].Label, Email: "support@northwind.example",
		Position: "1", ClientsOnly: true, Staff: q.Staff[1:2], Chosen: map[string]bool{"2": true},
		Texts: []desk.DepartmentText{
			{Language: "en", LanguageName: "English", Name: "Support", Signature: "Your support team"},
			{Language: "ar", LanguageName: "العربية", Name: "الدعم", Signature: "فريق الدعم"},
		},
	}
	wrong := department
	wrong.Form = ui.Form{Errors: map[string]string{"email": v.T("invite.bad_email")}}
	languages := []ui.Choice{{Value: "en", Label: "English"}, {Value: "ar", Label: "العربية"}}
	reply := desk.CannedProps{
		URL: "/desk/canned/1", Remove: "/desk/canned/1/remove", Title: v.Say("Restart of the server", "إعادة تشغيل الخادم"), Body: "{{name}}",
		Language: v.Lang(), Languages: languages, Departments: q.Departments, Variables: []ui.Choice{{
			Value: "{{name}}",
			Label: v.T("canned.variable_name"),
		}},
	}
	news := desk.AnnouncementProps{
		URL: "/desk/announcements/1", Remove: "/desk/announcements/1/remove", Title: v.Say("Maintenance on Sunday", "صيانة يوم الأحد"),
		Body: v.Say("Email pauses for an hour.", "يتوقف البريد ساعة."), From: "2026-11-22T09:00", Languages: languages,
		Zone: ui.ZoneName("Europe/Berlin"), Previewed: true, Preview: "<p>" + v.Say("Email pauses for an hour.", "يتوقف البريد ساعة.") + "</p>",
	}
	late := news
	late.Previewed, late.Preview, late.Until, late.Form = false, "", "2026-11-21T09:00",
		ui.Form{Errors: map[string]string{"until": v.T("announcements.bad_period")}}
	previewed := reply
	previewed.Preview = "<p>" + v.Say("Hello Sam Rivers, it works again.", "مرحبًا سمير نهري، تم الإصلاح.") + "</p>"
	refused := reply
	refused.Form = ui.Form{Errors: map[string]string{"body": v.T("canned.unknown", "Typed", ui.LTR("{foo}"), "Known", ui.LTR("{{name}}"))}}
	return append(newTickets(v, screen),
		screen("departments", "departments.title", desk.Departments(desk.DepartmentsProps{Rows: []desk.DepartmentRow{
			{URL: "/desk/departments/1", Name: department.Name, Email: department.Email, Members: v.N("departments.members_count", 2)},
			{URL: "/desk/departments/2", Name: q.Departments[2].Label, Members: v.T("departments.all_staff"), Closed: true},
		}, Done: v.T("departments.done_saved")})),
		screen("department", "departments.title", desk.Department(department)),
		screen("department-refused", "departments.title", desk.Department(wrong)),
		screen("canned", "canned.title", desk.CannedReplies(desk.CannedRepliesProps{Rows: []desk.CannedRow{{
			URL: "/desk/canned/1", Title: reply.Title, Language: languages[0].Label, Department: q.Departments[1].Label,
			Changed: v.Ago(50 * time.Hour),
		}}})),
		screen("canned-none", "canned.title", desk.CannedReplies(desk.CannedRepliesProps{})),
		screen("canned-reply", "canned.title", desk.Canned(reply)),
		screen("canned-reply-refused", "canned.title", desk.Canned(refused)),
		screen("canned-reply-preview", "canned.title", desk.Canned(previewed)),
		screen("announcements", "announcements.title", desk.Announcements(desk.AnnouncementsProps{Rows: []desk.AnnouncementRow{
			{URL: "/desk/announcements/1", Title: news.Title, Language: v.T("announcements.every_language"), From: v.On(11, 22), State: "shown"},
		}})),
		screen("announcements-none", "announcements.title", desk.Announcements(desk.AnnouncementsProps{})),
		screen("announcement", "announcements.title", desk.Announcement(news)),
		screen("announcement-refused", "announcements.title", desk.Announcement(late)),
	)
}

func newTickets(v canned.Values, screen func(name, title string, c templ.Component) canned.State) []canned.State {
	client := desk.NewTicketProps{
		AccountID: "1", Account: "Analytical Engines (C-10001)", Once: "1", People: []ui.Choice{{Value: "1", Label: "Ada Lovelace"}},
		Departments: queue(v).Departments[1:], Files: ui.FilesProps{Name: "files", MaxSize: 10 << 20, Count: 5, Total: 25 << 20},
	}
	refused := client
	refused.Closed, refused.Form = true, ui.Form{Errors: map[string]string{
		"subject": v.T("desk_ticket.bad_subject"), "body": v.T("desk_ticket.bad_body"),
	}}
	return []canned.State{
		screen("desk-ticket-new", "desk_new.title", desk.NewTicket(client)),
		screen("desk-ticket-new-refused", "desk_new.title", desk.NewTicket(refused)),
		screen("desk-ticket-new-account", "desk_new.title", desk.NewTicket(desk.NewTicketProps{Form: ui.Form{
			Values: map[string]string{"account": "C-1"}, Errors: map[string]string{"account": v.T("desk_new.no_account")},
		}})),
	}
}
