// Package accounttest holds the made-up states of the screens of client accounts.
package accounttest

import (
	"slices"
	"time"

	"latchkey/components/account"
	"latchkey/components/canned"
	"latchkey/components/ui"
	"latchkey/internal/locale"

	"github.com/a-h/templ"
)

// States returns the screens of client accounts in all their states.
func States(l *locale.Locale) []canned.State {
	v := canned.Values{Locale: l}
	return slices.Concat(overview(v), forms(v), questions(v), members(v), contacts(v), links(v), activity(v))
}

const base = "/account/0192"

func section(v canned.Values) func(name string, c templ.Component) canned.State {
	return func(name string, c templ.Component) canned.State {
		return canned.In("account", "account-"+name, v.T("section.account"), c)
	}
}

func studio(v canned.Values) string { return v.Say("Hartwell Studio", "استوديو هارتويل") }

func top(v canned.Values, url string) account.Top {
	t := account.Top{Name: studio(v), Number: "C-10001", URL: url}
	for _, p := range [][2]string{
		{"/account", "accounts.overview"},
		{"/account/members", "accounts.members"},
		{"/account/contacts", "accounts.contacts"},
		{"/account/activity", "accounts.activity"},
	} {
		t.Pages = append(t.Pages, ui.Choice{Value: p[0], Label: v.T(p[1])})
	}
	return t
}

func mail(v canned.Values, ticked ...string) []account.Box {
	var all []account.Box
	for _, k := range []string{"invoices", "services", "domains", "tickets", "news"} {
		all = append(all, account.Box{Name: "mail", Value: k, Label: v.T("accounts.mail_" + k), Ticked: slices.Contains(ticked, k)})
	}
	return all
}

func overview(v canned.Values) []canned.State {
	screen := section(v)
	owner := account.OverviewProps{
		Top: top(v, "/account"), Base: base, MayEdit: true, Owner: true, Mail: mail(v, "invoices", "tickets"),
		Facts: []account.Fact{
			{Name: v.T("accounts.name"), Value: studio(v)},
			{Name: v.T("accounts.company"), Value: "Hartwell Studio GmbH"},
			{Name: v.T("accounts.street"), Value: "Hafenstraße 12"},
			{Name: v.T("accounts.city"), Value: "20457 Hamburg"},
			{Name: v.T("accounts.country"), Value: v.Country("DE")},
			{Name: v.T("accounts.tax_id"), Value: "DE123456789"},
			{Name: v.T("accounts.currency"), Value: "EUR"},
			{Name: v.T("accounts.zone"), Value: ui.ZoneName("Africa/Cairo")},
		},
		Email: account.EmailState{Now: "office@hartwell.example"},
	}
	changing, member, nothing := owner, owner, owner
	changing.Done = v.T("accounts.done_email_sent")
	changing.Email.Pending, changing.Email.Until = "billing@hartwell.example", v.On(11, 23)
	changing.Step, changing.Waits, changing.Heir, changing.Until = true, true, "Bruno Keller (bruno@example.test)", v.On(11, 21)
	member.Owner, member.MayEdit, member.Step, member.Pages = false, false, true, member.Pages[:1]
	member.May = []string{v.T("accounts.may_services_manage"), v.T("accounts.may_domains"), v.T("accounts.may_tickets_manage")}
	member.Mail = mail(v, "services", "tickets")[1:]
	nothing.Owner, nothing.MayEdit, nothing.Pages, nothing.Closed = false, false, nothing.Pages[:1], true
	nothing.Mail = mail(v)[4:]
	return []canned.State{
		screen("overview", account.Overview(owner)), screen("overview-waits", account.Overview(changing)),
		screen("overview-member", account.Overview(member)), screen("overview-nothing", account.Overview(nothing)),
	}
}

func forms(v canned.Values) []canned.State {
	screen := section(v)
	data := account.DataProps{
		Base: base, Owner: true, Currency: "EUR",
		Now:       map[string]string{"name": studio(v), "street": "Hafenstraße 12", "city": "Hamburg", "country": "DE"},
		Countries: []ui.Choice{{Label: v.T("accounts.none")}, {Value: "EG", Label: v.Country("EG")}, {Value: "DE", Label: v.Country("DE")}},
		Languages: languages(v), Zones: ui.ZoneAreas(v.Locale, []string{"UTC", "Europe/Berlin", "Africa/Cairo"}),
	}
	refused, billing := data, data
	refused.Form = ui.Form{Values: map[string]string{"name": ""}, Errors: map[string]string{"name": v.T("accounts.wrong_name")}}
	billing.Owner = false
	email := account.EmailProps{Base: base, State: account.EmailState{Now: "office@hartwell.example"}, Own: canned.Ada.Email}
	wrong := email
	wrong.Form = ui.Form{Values: map[string]string{"email": "office@"}, Errors: map[string]string{"email": v.T("refused.email_bad")}}
	hand := account.HandOverProps{Base: base, Account: studio(v), Members: []ui.Choice{
		{Label: v.T("accounts.hand_over_choose")},
		{Value: "1", Label: "Bruno Keller (" + v.Isolate("bruno@example.test") + ")"},
		{Value: "2", Label: "Lena Vogt (" + v.Isolate("lena@example.test") + ")"},
	}}
	alone, late, without := hand, hand, hand
	without.NoStep = true
	alone.Members = nil
	late.Alert = v.T("accounts.refused_handover")
	return []canned.State{
		screen("data", account.Data(data)), screen("data-refused", account.Data(refused)), screen("data-billing", account.Data(billing)),
		screen("email", account.Email(email)), screen("email-refused", account.Email(wrong)),
		screen("hand-over", account.HandOver(hand)), screen("hand-over-alone", account.HandOver(alone)),
		screen("hand-over-refused", account.HandOver(late)), screen("hand-over-without", account.HandOver(without)),
	}
}

func languages(v canned.Values) []ui.Choice {
	return []ui.Choice{{Label: v.T("accounts.language_account")}, {Value: "en", Label: "English"}, {Value: "ar", Label: "العربية"}}
}

func questions(v canned.Values) []canned.State {
	screen := section(v)
	leave := account.AskProps{
		Title: v.T("accounts.leave_title"), Subject: studio(v), What: []string{v.T("accounts.leave_what")}, Action: base + "/leave",
		Label: v.T("accounts.leave"), Back: "/account",
	}
	gone := []ui.GoneContact{{Name: v.Say("Accounting", "المحاسبة"), Email: "books@hartwell.example"}}
	leave.Gone, leave.GoneWhat = gone, v.T("accounts.leave_contacts")
	refused := leave
	refused.Alert = v.T("accounts.refused_owner")
	return []canned.State{
		screen("leave", account.Ask(leave)), screen("leave-refused", account.Ask(refused)),
		screen("member-remove", account.Ask(account.AskProps{
			Title: v.T("accounts.remove_title"), Subject: "Bruno Keller · bruno@example.test", What: []string{v.T("accounts.remove_what")},
			Action: base + "/members/2/remove", Label: v.T("accounts.remove"), Back: "/account/members",
			Gone: gone, GoneWhat: v.T("accounts.remove_contacts"), MayKeep: true,
		})),
		screen("second-step", account.Ask(account.AskProps{
			Title: v.T("accounts.step"), What: []string{v.T("accounts.step_require_what"), v.T("accounts.step_require_then")},
			Action: base + "/second-step/require", Label: v.T("accounts.step_require"), Calm: true, Back: "/account",
		})),
		screen("handover-stop", account.Ask(account.AskProps{
			Title: v.T("accounts.handover_stop_title"),
			What: []string{
				v.T("accounts.handover_stop_when", "To", "Bruno Keller (bruno@example.test)", "Until", v.On(11, 25)),
				v.T("accounts.handover_stop_what"),
			},
			Action: base + "/hand-over/stop", Label: v.T("accounts.handover_stop"), Back: "/account",
		})),
	}
}

func parts(v canned.Values, levels ...string) []ui.Part {
	var all []ui.Part
	for i, name := range []string{"services", "domains", "invoices", "tickets", "members"} {
		all = append(all, ui.Part{Name: name, Label: v.T("accounts.part_" + name), Level: levels[i], Levels: []ui.Choice{
			{Value: "", Label: v.T("accounts.level_none")},
			{Value: "see", Label: v.T("accounts.level_see")},
			{Value: "manage", Label: v.T("accounts.level_manage")},
		}, Help: v.T("accounts.part_" + name + "_help")})
	}
	return all
}

func members(v canned.Values) []canned.State {
	screen := section(v)
	none, see, manage := v.T("accounts.level_none"), v.T("accounts.level_see"), v.T("accounts.level_manage")
	list := account.MembersProps{
		Top: top(v, "/account/members"), Base: base, MayInvite: true,
		Members: []account.MemberRow{
			{ID: "1", Name: "Ada Lovelace", Email: "ada@example.test", Owner: true, You: true, May: []string{
				manage, manage, manage, manage, manage,
			}},
			{ID: "2", Name: "Bruno Keller", Email: "bruno@example.test", MayAct: true, May: []string{see, see, none, manage, none}},
			{ID: "3", Name: "Lena Vogt", Email: "lena.vogt.of.the.accounting.department@a-long-name.example", MayAct: true, May: []string{
				none, none, manage, none, see,
			}},
		},
		Invitations: []account.InvitationRow{
			{
				ID: "4", Email: "omar@example.test", What: v.T("accounts.may_services") + " · " + v.T("accounts.may_tickets_manage"),
				Until: v.On(11, 29), MayAct: true,
			},
			{ID: "5", Email: "nadia@example.test", What: v.T("accounts.is_owner"), Until: v.On(11, 27)},
		},
	}
	for _, p := range parts(v, "", "", "", "", "") {
		list.Parts = append(list.Parts, p.Label)
	}
	alone := list
	alone.Members, alone.Invitations, alone.MayInvite = list.Members[:1], nil, false
	list.Done = v.T("accounts.done_invited")
	invite := account.InviteProps{Base: base, Languages: languages(v), Parts: parts(v, "", "", "", "", "")}
	wrong := invite
	wrong.NobodyNew = true
	wrong.Form = ui.Form{
		Alert: v.T("accounts.refused_many"), Values: map[string]string{"email": "omar@"},
		Errors: map[string]string{"email": v.T("refused.email_bad")},
	}
	return []canned.State{
		screen("members", account.Members(list)), screen("members-alone", account.Members(alone)),
		screen("member", account.Member(account.MemberProps{
			Base: base, ID: "2", Name: "Bruno Keller", Email: "bruno@example.test", Parts: parts(v, "see", "see", "", "manage", ""),
		})),
		screen("invite", account.Invite(invite)), screen("invite-refused", account.Invite(wrong)),
	}
}

func contacts(v canned.Values) []canned.State {
	screen := section(v)
	list := account.ContactsProps{Top: top(v, "/account/contacts"), Base: base, May: true, Rows: []account.ContactRow{
		{ID: "1", Name: v.Say("Accounting", "المحاسبة"), Email: "books@hartwell.example", What: v.T("accounts.mail_invoices"), Billing: true},
		{ID: "2", Name: "Lena Vogt", Email: "lena@example.test", Pending: v.On(11, 29)},
	}}
	none := list
	none.Rows, none.May = nil, false
	added := account.ContactProps{Base: base, Languages: languages(v), Mail: mail(v, "invoices")}
	one := added
	one.ID, one.Name, one.Email, one.MayBill = "1", v.Say("Accounting", "المحاسبة"), "books@hartwell.example", true
	billing, wrong := one, added
	billing.Billing = true
	wrong.Form = ui.Form{Values: map[string]string{"email": ""}, Errors: map[string]string{
		"email": v.T("accounts.email_empty"), "name": v.T("refused.name"),
	}}
	return []canned.State{
		screen("contacts", account.Contacts(list)), screen("contacts-none", account.Contacts(none)),
		screen("contact-new", account.Contact(added)), screen("contact-new-refused", account.Contact(wrong)),
		screen("contact", account.Contact(one)), screen("contact-billing", account.Contact(billing)),
	}
}

func links(v canned.Values) []canned.State {
	public := func(name, title string, c templ.Component) canned.State {
		return canned.Public("account-link-"+name, v.T(title), c)
	}
	in := account.InvitationProps{
		Account: studio(v), By: "Ada Lovelace", Email: "omar@example.test", Register: true,
		May: []string{v.T("accounts.may_services"), v.T("accounts.may_tickets_manage")},
	}
	right, other := in, in
	right.SignedIn, right.Right, right.Step = in.Email, true, true
	other.SignedIn, other.Alert = "bruno@example.test", v.T("account_invitation.refused_other")
	return []canned.State{
		public("invitation", "account_invitation.page", account.Invitation(in)),
		canned.In("", "account-link-invitation-accept", v.T("account_invitation.page"), account.Invitation(right)),
		canned.In("", "account-link-invitation-other", v.T("account_invitation.page"), account.Invitation(other)),
		public("invitation-owner", "account_invitation.page", account.Invitation(account.InvitationProps{
			Account: studio(v), Email: "nadia@example.test", Owner: true,
		})),
		public("contact", "account_contact.page", account.ContactLink(account.ContactLinkProps{
			Account: studio(v), Email: "books@hartwell.example",
		})),
		public("contact-stop", "account_stop.page", account.StopLink(account.ContactLinkProps{
			Account: studio(v), Email: "books@hartwell.example",
		})),
		public("contact-stopped", "account_stop.done", account.Done(account.DoneProps{
			Title: v.T("account_stop.done"), What: v.T("account_stop.done_what", "Account", studio(v), "Email", "books@hartwell.example"),
		})),
		public("email", "account_email.title", account.EmailLink(account.EmailLinkProps{
			Account: studio(v), Email: "office@hartwell.example",
		})),
		public("handover", "handover.page", account.HandoverLink(account.HandoverLinkProps{
			Account: studio(v), To: v.Isolate("Bruno Keller (b•••@example.test)"), Due: v.On(11, 25),
		})),
		public("handover-stopped", "handover.stopped", account.Done(account.DoneProps{
			Title: v.T("handover.stopped"), What: v.T("handover.stopped_what", "Account", studio(v)),
			Link: "/sign-in", LinkText: v.T("handover.stopped_link"),
		})),
		public("contact-confirmed", "account_contact.confirmed", account.Done(account.DoneProps{
			Title: v.T("account_contact.confirmed"),
			What:  v.T("account_contact.confirmed_what", "Account", studio(v), "Email", "books@hartwell.example"),
		})),
	}
}

func activity(v canned.Values) []canned.State {
	screen := section(v)
	rows := []account.ActivityRow{
		{What: v.T("event.member.invited"), Who: v.T("activity.you"), At: v.Ago(2 * time.Hour), Facts: []string{
			v.T("audit.fact", "Name", v.T("fact.email"), "Value", v.Isolate("omar@example.test")),
			v.T("audit.fact", "Name", v.T("fact.permissions"), "Value", v.T("accounts.may_services")),
		}},
		{What: v.T("event.sign-in.done"), Who: "Bruno Keller", At: v.Ago(26 * time.Hour)},
		{What: v.T("event.ticket.follower-added"), Who: "Bruno Keller", At: v.Ago(27 * time.Hour), Facts: []string{
			v.T("audit.fact", "Name", v.T("fact.contact"), "Value", v.Isolate("Books (books@hartwell.example)")),
			v.T("audit.fact", "Name", v.T("fact.ticket"), "Value", v.Isolate("T-4820193")),
		}},
		{What: v.T("event.account.changed"), Who: v.T("activity.host", "Host", canned.Brand.Name), At: v.Ago(90 * time.Hour)},
	}
	more := ui.Pager{Next: "/account/activity?before=120"}
	return []canned.State{
		screen("activity", account.Activity(account.ActivityProps{Top: top(v, "/account/activity"), Rows: rows, Pager: more})),
		screen("activity-none", account.Activity(account.ActivityProps{Top: top(v, "/account/activity")})),
		canned.In("activity", "account-own-activity", v.T("activity.title"), account.OwnActivity(account.ActivityProps{
			Rows: rows[1:2], Pager: more,
		})),
	}
}
