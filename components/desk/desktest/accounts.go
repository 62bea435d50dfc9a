package desktest

import (
	"time"

	"latchkey/components/canned"
	"latchkey/components/desk"
	"latchkey/components/ui"
)

func accounts(v canned.Values) []canned.State {
	return append(accountForms(v), clientAccounts(v)...)
}

func clientAccounts(v canned.Values) []canned.State {
	screen := screen(v)
	list := desk.AccountsProps{
		Rows: []desk.AccountRow{
			{
				URL: "/desk/accounts/1", Number: "C-10001", Name: "Hartwell Studio", Company: "Hartwell Ltd", Owner: canned.Ada.Email,
				OwnerURL: "/desk/people/1", Added: v.On(2, 27),
			},
			{URL: "/desk/accounts/2", Number: "C-10002", Name: v.Say("Νίκος & Ελένη", "نيكوس وإيليني"), Closed: true, Added: v.On(3, 1)},
		},
		Pager: ui.Pager{Next: "/desk/accounts?after=C-10002"},
	}
	whole := wholeAccount(v)
	bare := desk.AccountProps{
		URL: whole.URL, AccountID: whole.AccountID, Name: whole.Name, Number: whole.Number, AuditURL: whole.AuditURL, Closed: true, NoOwner: true,
	}
	return []canned.State{
		screen("desk-accounts", "accounts", desk.Accounts(list)),
		screen("desk-accounts-none", "accounts", desk.Accounts(desk.AccountsProps{Query: "zz", State: "closed"})),
		screen("desk-account", "accounts", desk.ClientAccount(whole)),
		screen("desk-account-bare", "accounts", desk.ClientAccount(bare)),
	}
}

func wholeAccount(v canned.Values) desk.AccountProps {
	return desk.AccountProps{
		URL: "/desk/accounts/1", AccountID: "1", Name: "Hartwell Studio", Number: "C-10001",
		Facts: []ui.Choice{
			{Value: v.T("people.added"), Label: v.On(2, 27)},
			{Value: v.T("accounts.company"), Label: "Hartwell Ltd"},
			{Value: v.T("accounts.city"), Label: "10115 Berlin"},
			{Value: v.T("accounts.zone"), Label: ui.ZoneName("Europe/Berlin")},
		},
		Members: []desk.AccountLine{
			{
				URL: "/desk/people/1", Name: canned.Ada.Name, What: ui.LTR(canned.Ada.Email), More: v.T("desk_accounts.may_all"),
				Tone: "info", Mark: v.T("accounts.is_owner"),
			},
			{
				URL: "/desk/people/2", Name: "Kim", What: ui.LTR("kim@example.test"),
				More: v.T("accounts.may_invoices") + v.T("settings.comma") + v.T("accounts.may_tickets_manage"),
				Acts: []desk.AccountAct{
					{URL: "/desk/accounts/1/members/2", Words: v.T("accounts.permissions")},
					{URL: "/desk/accounts/1/members/2/remove", Words: v.T("accounts.remove")},
				},
			},
		},
		Invitations: []desk.AccountLine{{
			Name: "lee@example.test", What: v.T("desk_accounts.invited_until", "Until", v.On(11, 30)), More: v.T("accounts.may_domains"),
			Acts: []desk.AccountAct{
				{URL: "/desk/accounts/1/invitations/1/resend", Words: v.T("accounts.resend"), Posts: true},
				{URL: "/desk/accounts/1/invitations/1/withdraw", Words: v.T("accounts.withdraw")},
			},
		}},
		Notes: []desk.AccountNote{{
			ID: "1", Who: canned.Sven.Name, When: v.Ago(time.Hour),
			HTML: "<p>" + v.Say("Pays by bank transfer, always a week late.", "يدفع بتحويل مصرفي، ويتأخر أسبوعًا دائمًا.") + "</p>",
		}},
		Contacts: []desk.AccountLine{{Name: "Books", What: ui.LTR("books@example.test"), Tone: "info", Mark: v.T("accounts.contact_billing")}},
		Services: []desk.AccountLine{{Name: "Web L", What: ui.LTR("hartwell.example"), Status: "active"}},
		Domains:  []desk.AccountLine{{Name: "hartwell.example", What: v.T("desk_accounts.domain_until", "Date", v.On(12, 4))}},
		Invoices: []desk.AccountLine{{Name: "INV-2041", What: v.Money(9600, "EUR") + " · " + v.On(11, 1), Status: "unpaid"}},
		Tickets: []desk.AccountLine{{
			URL: "/desk/tickets/T-1000001", Name: v.Say("The site is slow", "الموقع بطيء"), What: ui.LTR("T-1000001"),
			Tone: "warn", Mark: v.T("queue.state_open"),
		}},
		AuditURL: "/desk/audit?person=C-1",
		Activity: []desk.AuditRow{{
			At: v.Ago(time.Hour), Event: v.T("event.account.changed"), Actor: canned.Sven.Email,
		}},
	}
}

func accountForms(v canned.Values) []canned.State {
	screen := screen(v)
	const url, name, number = "/desk/accounts/1", "Hartwell Studio", "C-10001"
	form := desk.AccountFormProps{
		Next: "C-", Countries: []ui.Choice{{Label: v.T("accounts.none")}}, Languages: []ui.Choice{{Label: v.T("accounts.language_host")}},
	}
	refused := form
	refused.Form = ui.Form{
		Errors: map[string]string{
			"owner": v.T("desk_accounts.owner_closed"), "number": v.T("desk_accounts.number_wrong"),
			"currency": v.T("accounts.wrong_currency"), "zone": v.T("accounts.wrong_zone"),
		},
		Values: map[string]string{"owner": "new@example.test", "number": "C 1?", "name": "New", "currency": "Euro"},
	}
	edit := form
	edit.URL, edit.Name, edit.Seen, edit.Now = url, name, "1", map[string]string{"name": name, "currency": "EUR"}
	edit.Form = ui.Form{Alert: v.T("desk_accounts.changed")}
	levels := []ui.Choice{
		{Value: "", Label: v.T("accounts.level_none")},
		{Value: "see", Label: v.T("accounts.level_see")},
		{Value: "manage", Label: v.T("accounts.level_manage")},
	}
	parts := []ui.Part{
		{Name: "invoices", Label: v.T("accounts.part_invoices"), Help: v.T("accounts.part_invoices_help"), Level: "see", Levels: levels},
		{Name: "tickets", Label: v.T("accounts.part_tickets"), Help: v.T("accounts.part_tickets_help"), Level: "", Levels: levels},
	}
	return []canned.State{
		screen("desk-account-member", "accounts", desk.ChangeMember(desk.ChangeMemberProps{
			URL: url, Account: name, ID: "2", Name: "Kim", Email: "kim@example.test", Parts: parts,
		})),
		screen("desk-account-note-remove", "accounts", desk.AskAccount(desk.AskAccountProps{
			Title: v.T("desk_accounts.note_title"), Name: name, Number: number, Action: url + "/notes/1/remove", Back: url, Danger: true,
			Subject: v.Say("Pays by bank transfer, always a week late.", "يدفع بتحويل مصرفي، ويتأخر أسبوعًا دائمًا."),
			Label:   v.T("desk_ticket.note_remove"), What: []string{v.T("desk_accounts.note_what")},
		})),
		screen("desk-account-email", "accounts", desk.AccountEmail(desk.AccountEmailProps{
			URL: url, Name: name, Now: "billing@hartwell.example", Owner: canned.Ada.Email,
		})),
		screen("desk-account-invite", "accounts", desk.InviteMember(desk.InviteMemberProps{
			Form: ui.Form{
				Errors: map[string]string{"email": v.T("desk_accounts.owner_member")}, Values: map[string]string{"email": "kim@example.test"},
			},
			URL: url, Name: name, Parts: parts,
		})),
		screen("desk-account-remove", "accounts", desk.AskAccount(desk.AskAccountProps{
			Title: v.T("desk_accounts.remove_title"), Name: name, Number: number, Subject: "Kim · " + ui.LTR("kim@example.test"),
			Action: url + "/members/2/remove", Label: v.T("accounts.remove"), Back: url, Danger: true,
			What: []string{v.T("accounts.remove_what"), v.T("desk_accounts.remove_told")},
			Gone: []ui.GoneContact{{Name: v.Say("Accounting", "المحاسبة"), Email: "books@hartwell.example"}},
		})),
		screen("desk-account-new", "accounts", desk.AccountForm(form)),
		screen("desk-account-new-refused", "accounts", desk.AccountForm(refused)),
		screen("desk-account-edit", "accounts", desk.AccountForm(edit)),
		screen("desk-account-close", "accounts", desk.AskAccount(desk.AskAccountProps{
			Title: v.T("desk_accounts.close_title"), Name: name, Number: number, Action: url + "/close",
			Label: v.T("desk_accounts.close"), Back: url, Danger: true,
			What: []string{v.T("desk_accounts.close_what"), v.T("desk_accounts.close_pays"), v.T("desk_accounts.close_told")},
		})),
	}
}
