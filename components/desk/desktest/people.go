package desktest

import (
	"time"

	"latchkey/components/canned"
	"latchkey/components/desk"
	"latchkey/components/ui"
)

func people(v canned.Values) []canned.State {
	screen := screen(v)
	person := desk.PersonProps{
		URL: "/desk/people/1", AuditURL: "/desk/audit?person=ada@example.test", Name: canned.Ada.Name, Email: canned.Ada.Email,
		Phone:  "+44 20 7946 0123",
		States: []string{"active"}, Added: v.On(3, 1), PasswordChanged: v.On(9, 3), BackupLeft: 8, BackupTotal: 10, Sessions: 2,
		LastSeen: v.DateTime(canned.Now),
		Methods: []desk.Method{
			{Kind: "totp", Name: v.T("desk_method.totp"), Added: v.On(3, 2), LastUsed: v.On(11, 21)},
			{Kind: "email", Name: v.T("desk_method.email"), Added: v.On(5, 2)},
			{Kind: "passkey", Name: v.T("desk_method.passkey"), Added: v.On(11, 20), Suspended: true},
		},
		Accounts: holding(v),
		Invoices: []desk.Invoice{{
			Number: "INV-2041", Description: v.Say("Hosting, one year", "استضافة لسنة"), Date: v.On(11, 1),
			Amount: v.Money(9600, "EUR"),
		}},
		May: true, SetsRole: true, Role: "client", CasesOn: true, Recovery: desk.Recovery{URL: "/desk/cases/new?person=1"},
	}
	frozen := person
	frozen.States, frozen.Disabled, frozen.SetsRole = []string{"disabled", "frozen"}, true, false
	frozen.Methods, frozen.Sessions, frozen.LastSeen = nil, 0, ""
	frozen.Recovery.Why = v.T("person.recovery_none")
	frozen.Dispute = &desk.Dispute{Since: v.DateTime(canned.Now), Replaced: []desk.Replaced{
		{Kind: "email", Value: "ada@old.example", Old: "ada@old.example", New: canned.Ada.Email, When: v.DateTime(canned.Now)},
		{Kind: "phone", New: person.Phone, When: v.DateTime(canned.Now)},
	}}
	unripe := frozen
	unripe.Dispute = &desk.Dispute{Since: frozen.Dispute.Since, Replaced: frozen.Dispute.Replaced, Why: v.T("person.approve_new")}
	alike := frozen
	alike.Dispute = &desk.Dispute{Since: v.DateTime(canned.Now), Replaced: []desk.Replaced{{
		Kind: "email", Value: canned.Ada.Email, Old: canned.Ada.Email, New: "ada@xn--exmple-4nf.test", When: v.DateTime(canned.Now), Alike: true,
		WasMarked: ui.Compared{Before: "ada@", Differs: "example", After: ".test"},
		IsMarked:  ui.Compared{Before: "ada@", Differs: "xn--exmple-4nf", After: ".test"},
	}}}
	stopped := person
	stopped.States, stopped.Dispute = []string{"frozen"}, &desk.Dispute{Since: v.DateTime(canned.Now)}
	locked := person
	locked.Locked = true
	own := person
	own.May, own.SetsRole, own.Why, own.States = false, false, v.T("person.yourself"), []string{"administrator"}
	return []canned.State{
		screen("desk-people", "people", desk.People(found(v))),
		screen("desk-people-none", "people", desk.People(desk.PeopleProps{Query: "zz"})),
		screen("desk-person", "people", desk.Person(person)),
		screen("desk-person-frozen", "people", desk.Person(frozen)),
		screen("desk-person-new-staff", "people", desk.Person(unripe)),
		screen("desk-person-decided", "people", desk.Person(decided(v, frozen, ""))),
		screen("desk-person-waiting", "people", desk.Person(decided(v, frozen, v.On(11, 25)))),
		screen("desk-person-alike", "people", desk.Person(alike)),
		screen("desk-person-stopped", "people", desk.Person(stopped)),
		screen("desk-person-locked", "people", desk.Person(locked)),
		screen("desk-person-disable", "people", desk.Question(desk.QuestionProps{
			Title:  v.T("person.disable_title", "Name", canned.Ada.Name),
			Points: []string{v.T("person.disable_what"), v.T("person.disable_ends")},
			Action: "/desk/people/1/disable", Submit: v.T("person.disable"), Back: "/desk/people/1", BackToName: canned.Ada.Name,
		})),
		screen("desk-person-own", "people", desk.Person(own)),
	}
}

func found(v canned.Values) desk.PeopleProps {
	return desk.PeopleProps{
		Query: "ada", Total: 27, Pager: ui.Pager{Page: 1, Pages: 2, Next: "/desk/people?page=2"},
		Rows: []desk.PersonRow{
			{
				URL: "/desk/people/1", Name: canned.Ada.Name, Email: canned.Ada.Email, Added: v.On(3, 1), SecondStep: true, Role: "client",
				States: []string{"active"},
			},
			{
				URL: "/desk/people/2", Name: "Adalbert von Chamisso-Humboldt",
				Email: "a.very.long.address.of.adalbert@a-long-name-for-a-host.example", Added: v.On(4, 9), Role: "client",
				States: []string{"disabled", "frozen"},
			},
			{
				URL: "/desk/people/3", Name: canned.Sven.Name, Email: canned.Sven.Email, Added: v.On(1, 9), SecondStep: true,
				Role: "administrator", States: []string{"active"},
			},
		},
	}
}

func invited(v canned.Values) desk.PeopleProps {
	p := found(v)
	p.Query, p.Rows, p.MoreInvited, p.Alert = "", p.Rows[:1], true, v.T("people.not_invited")
	p.Invitations = []desk.InvitationRow{
		{Email: "grace@example.test", By: canned.Sven.Name, Sent: v.Ago(26 * time.Hour), Until: v.On(11, 28)},
		{
			Email: "a.very.long.address.of.adalbert@a-long-name-for-a-host.example", By: v.T("audit.shell"),
			Sent: v.Ago(26 * time.Hour), Until: v.On(11, 27),
		},
		{Email: "edith@example.test", Sent: v.Ago(26 * time.Hour), Until: v.On(11, 26)},
	}
	return p
}

// decided is a dispute that a member of staff has decided: to be approved by the reader or, once it is due by itself, by
// others than the reader, who has decided it.
func decided(v canned.Values, disputed desk.PersonProps, due string) desk.PersonProps {
	d := &desk.Decision{
		What: v.T("person.decision_back", "Old", ui.LTR("ada@old.example")), By: canned.Sven.Name, When: v.DateTime(canned.Now),
		Due: due, Seen: "1",
	}
	if due != "" {
		d.What, d.Why = v.T("person.decision_keep"), v.T("person.approve_other")
	}
	disputed.Dispute = &desk.Dispute{Since: disputed.Dispute.Since, Replaced: disputed.Dispute.Replaced[:1], Decided: d}
	return disputed
}

func invitations(v canned.Values) []canned.State {
	invite := func(name string, f ui.Form) canned.State {
		return canned.At(&canned.Sven, "people", name, v.T("invite.title"), desk.Invite(desk.InviteProps{Form: f}))
	}
	return []canned.State{
		canned.At(&canned.Sven, "people", "desk-people-invited", v.T("section.people"), desk.People(invited(v))),
		invite("desk-invite", ui.Form{}),
		invite("desk-invite-refused", ui.Form{
			Values: map[string]string{"email": canned.Ada.Email},
			Errors: map[string]string{"email": v.T("invite.taken")},
		}),
	}
}

func holding(v canned.Values) []desk.Account {
	return []desk.Account{{
		URL: "/desk/accounts/1", Name: "Hartwell Studio (C-10001)", Since: v.On(2, 27), TicketURL: "/desk/tickets/new?account=1&person=1",
	}}
}
