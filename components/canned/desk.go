package canned

import (
	"latchkey/components"
	"latchkey/components/desk"
	"latchkey/components/security"
	"latchkey/components/ui"
)

// Sven looks after the canned host.
var Sven = components.Person{Name: "Sven Lindqvist", Email: "sven@northwind.example", Staff: true, Administrator: true}

func (v values) desk() []State {
	screen := func(name, section string, c component) State {
		return State{Name: name, Title: v.T("section." + section), Section: section, Screen: c, Person: &Sven}
	}
	invite := screen("desk-invite", "people", desk.Invite(desk.InviteProps{}))
	invite.Title = v.T("invite.title")
	taken := screen("desk-invite-refused", "people", desk.Invite(desk.InviteProps{Form: form{
		Values: map[string]string{"email": Ada.Email}, Errors: map[string]string{"email": v.T("invite.taken")},
	}}))
	taken.Title = invite.Title
	start := State{Name: "desk-start", Title: v.T("start.title"), Public: true, Screen: desk.Start(desk.StartProps{})}
	gone := State{Name: "desk-start-gone", Title: v.T("start.gone_title"), Public: true, Screen: desk.Start(desk.StartProps{Gone: true})}
	locked := screen("policy-locked", "security", security.Explain(security.ExplainProps{}))
	locked.Title, locked.Person = v.T("explain.title"), &components.Person{Name: Ada.Name, Email: Ada.Email, Locked: true}
	locked.Banners = []ui.Banner{{Kind: "warning", Text: v.T("policy.now")}}
	counting := screen("policy-counting", "security", security.Explain(security.ExplainProps{}))
	counting.Title, counting.Person = v.T("explain.title"), &Ada
	counting.Banners = []ui.Banner{{Kind: "warning", Text: v.N("policy.days", 3, "Date", v.on(11, 25)), LinkText: v.T("policy.link"), LinkURL: "/security/two-factor"}}
	all := []State{
		screen("desk", "desk", desk.Overview(desk.OverviewProps{
			Name: Sven.Name, People: 214, Unsafe: 36, Stuck: 2, Cases: 1,
			Warnings: []ui.Banner{{
				Kind: "warning", Text: v.N("desk.warn_channel", 3, "Channel", v.T("messages.whatsapp"), "Reason", v.T("message.reason_billing")),
				LinkText: v.T("desk.to_messages"), LinkURL: "/desk/messages",
			}},
		})),
		invite, taken, start, gone, locked, counting,
		screen("desk-messages", "messages", desk.Messages(desk.MessagesProps{Rows: []desk.MessageRow{
			{RetryURL: "/desk/messages/1/retry", What: v.T("mail.password_changed_subject"), To: Ada.Email, Channel: v.T("messages.email"), Since: v.DateTime(now), Reason: v.T("message.reason_unreachable")},
			{What: v.T("mail.sign_in_code_subject"), To: "+44 20 7946 0123", Channel: v.T("messages.whatsapp"), Since: v.DateTime(now), Reason: v.T("message.reason_billing")},
		}})),
		screen("desk-messages-none", "messages", desk.Messages(desk.MessagesProps{})),
	}
	return concat(all, v.deskPeople(screen), v.deskHost(screen))
}

type deskScreen = func(name, section string, c component) State

func (v values) deskPeople(screen deskScreen) []State {
	person := desk.PersonProps{
		URL: "/desk/people/1", AuditURL: "/desk/audit?person=ada@example.test", Name: Ada.Name, Email: Ada.Email, Phone: "+44 20 7946 0123",
		States: []string{"active"}, Added: v.on(3, 1), PasswordChanged: v.on(9, 3), BackupLeft: 8, BackupTotal: 10, Sessions: 2, LastSeen: v.DateTime(now),
		Methods: []desk.Method{
			{Kind: "totp", Name: v.T("desk_method.totp"), Added: v.on(3, 2), LastUsed: v.on(11, 21)},
			{Kind: "email", Name: v.T("desk_method.email"), Added: v.on(5, 2)},
		},
		Accounts: []desk.Account{{Name: "Hartwell Studio (C-10001)", Since: v.on(2, 27)}},
		Invoices: []desk.Invoice{{Number: "INV-2041", Description: v.say("Hosting, one year", "استضافة لسنة"), Date: v.on(11, 1), Amount: v.Money(9600, "EUR")}},
		May:      true, SetsRole: true, Role: "client", Recovery: desk.Recovery{URL: "/desk/cases/new?person=1"},
	}
	frozen := person
	frozen.States, frozen.Disabled, frozen.Methods, frozen.Sessions, frozen.LastSeen, frozen.SetsRole = []string{"disabled", "frozen"}, true, nil, 0, "", false
	frozen.Recovery.Why = v.T("person.recovery_out")
	frozen.Dispute = &desk.Dispute{Since: v.DateTime(now), Replaced: []desk.Replaced{
		{Kind: "email", Old: "ada@old.example", New: Ada.Email, When: v.DateTime(now)}, {Kind: "phone", New: person.Phone, When: v.DateTime(now)},
	}}
	stopped := person
	stopped.States, stopped.Dispute = []string{"frozen"}, &desk.Dispute{Since: v.DateTime(now)}
	own := person
	own.May, own.SetsRole, own.Why, own.States = false, false, v.T("person.yourself"), []string{"administrator"}
	people := desk.PeopleProps{
		Query: "ada", Total: 27, Pager: ui.PagerProps{Page: 1, Pages: 2, Next: "/desk/people?page=2"},
		Rows: []desk.PersonRow{
			{URL: "/desk/people/1", Name: Ada.Name, Email: Ada.Email, Added: v.on(3, 1), SecondStep: true, States: []string{"active"}},
			{URL: "/desk/people/2", Name: "Adalbert von Chamisso-Humboldt", Email: "a.very.long.address.of.adalbert@a-long-name-for-a-host.example", Added: v.on(4, 9), States: []string{"disabled", "frozen"}},
			{URL: "/desk/people/3", Name: Sven.Name, Email: Sven.Email, Added: v.on(1, 9), SecondStep: true, States: []string{"administrator"}},
		},
	}
	return []State{
		screen("desk-people", "people", desk.People(people)),
		screen("desk-people-none", "people", desk.People(desk.PeopleProps{Query: "zz"})),
		screen("desk-person", "people", desk.Person(person)),
		screen("desk-person-frozen", "people", desk.Person(frozen)),
		screen("desk-person-stopped", "people", desk.Person(stopped)),
		screen("desk-person-own", "people", desk.Person(own)),
	}
}

func (v values) deskHost(screen deskScreen) []State {
	row := func(name, value string) desk.SettingRow {
		return desk.SettingRow{URL: "/desk/settings/" + name, Label: v.T("setting." + name), Value: value}
	}
	brand := []desk.SettingRow{row("brand_name", Brand.Name), row("brand_accent", "#0f766e"), row("brand_logo", v.T("settings.none"))}
	brand[1].Default = true
	setting := func(name string, p desk.SettingProps) desk.SettingProps {
		p.URL, p.Label, p.Help = "/desk/settings/"+name, v.T("setting."+name), v.T("setting."+name+"_help")
		return p
	}
	layouts := []ui.Choice{{Value: "stepwise", Label: v.T("option.two_factor_set_up_stepwise")}, {Value: "dialog", Label: v.T("option.two_factor_set_up_dialog")}}
	policy := desk.PolicyProps{
		Today: "2026-11-22", Minimum: v.T("policy.minimum", "Method", v.T("desk_method.email")), Done: v.T("policy.done_required"),
		Everyone:  &desk.PolicyRule{Scope: "everyone", Name: v.T("policy.everyone"), From: v.on(12, 1), Until: v.on(12, 15), State: "pending", ChangeURL: "/desk/policy?change=everyone"},
		Accounts:  []desk.PolicyRule{{Scope: "1", Name: "Hartwell Studio (C-10001)", From: v.on(11, 1), Until: v.on(11, 15), State: "on", ChangeURL: "/desk/policy?change=1"}},
		OfClients: []ui.Choice{{Value: "2", Label: "Keller Bikes (C-10002)"}},
	}
	wrong := desk.PolicyProps{Today: "2026-11-22", Minimum: policy.Minimum, Form: form{
		Values: map[string]string{"scope": "everyone", "from": "2026-12-01", "grace": "999"}, Errors: map[string]string{"grace": v.T("policy.bad_grace")},
	}}
	log := desk.AuditProps{
		Person: Ada.Email, Kind: "two-factor.on", Kinds: []ui.Choice{
			{Value: "user.disabled", Label: v.T("audit.event_id", "Event", v.T("event.user.disabled"), "Kind", "user.disabled")},
			{Value: "two-factor.on", Label: v.T("audit.event_id", "Event", v.T("event.two-factor.on"), "Kind", "two-factor.on")},
		}, Exports: true, Verified: v.N("audit.verified", 1204, "Head", "9f2c41aa0b7d"),
		Rows: []desk.AuditRow{
			{Seq: 1204, At: v.DateTime(now), Kind: "user.disabled", Event: v.T("event.user.disabled"), Actor: Sven.Email, Subject: Ada.Email, SubjectURL: "/desk/people/1", Network: "203.0.113.7"},
			{
				Seq: 1203, At: v.DateTime(now), Kind: "setting.changed", Event: v.T("event.setting.changed"), Actor: v.T("audit.shell"),
				Details: []string{v.T("audit.fact", "Name", v.T("fact.name"), "Value", v.T("setting.brand_name")), v.T("audit.fact", "Name", v.T("fact.value"), "Value", Brand.Name)},
			},
			{Seq: 1202, At: v.DateTime(now), Kind: "moon.full", Event: "moon.full", Actor: v.T("audit.nobody")},
		},
		Pager: ui.PagerProps{Next: "/desk/audit?before=1203"},
	}
	changing := policy
	changing.Done, changing.Changing, changing.Accounts = "", true, []desk.PolicyRule{policy.Accounts[0]}
	changing.Accounts[0].Open, changing.Accounts[0].Date, changing.Accounts[0].Grace = true, "2026-11-01", "14"
	unchanged := changing
	unchanged.Form = form{Values: map[string]string{"from": "", "grace": "14"}, Errors: map[string]string{"from": v.T("policy.bad_from")}}
	return []State{
		screen("policy-change", "policy", desk.Policy(changing)),
		screen("policy-change-refused", "policy", desk.Policy(unchanged)),
		screen("desk-audit", "audit", desk.Audit(log)),
		screen("desk-audit-broken", "audit", desk.Audit(desk.AuditProps{Broken: v.T("audit.broken", "Seq", 17), Problem: v.T("audit.bad_date"), From: "x"})),
		screen("policy", "policy", desk.Policy(policy)),
		screen("policy-refused", "policy", desk.Policy(wrong)),
		screen("desk-settings", "settings", desk.Settings(desk.SettingsProps{Done: v.T("settings.done"), Groups: []desk.SettingGroup{{ID: "brand", Title: v.T("settings.group_brand"), Rows: brand}}})),
		screen("desk-setting", "settings", desk.Setting(setting("brand_name", desk.SettingProps{Value: Brand.Name}))),
		screen("desk-setting-colour", "settings", desk.Setting(setting("brand_accent", desk.SettingProps{Value: "#1d4ed8", Colour: true}))),
		screen("desk-setting-refused", "settings", desk.Setting(setting("session_idle", desk.SettingProps{Form: form{
			Values: map[string]string{"value": "1 day"}, Errors: map[string]string{"value": v.T("setting.session_idle_wrong")},
		}}))),
		screen("desk-setting-choice", "settings", desk.Setting(setting("two_factor_set_up", desk.SettingProps{Options: layouts, Chosen: map[string]bool{"dialog": true}}))),
		screen("desk-setting-logo", "settings", desk.Setting(setting("brand_logo", desk.SettingProps{Upload: true}))),
	}
}
