package canned

import "latchkey/components"

// Sven looks after the canned host.
var Sven = components.Person{Name: "Sven Lindqvist", Email: "sven@northwind.example", Staff: true, Administrator: true}

func (v values) desk() []State {
	screen := func(name, section string, c component) State {
		return State{Name: name, Title: v.T("section." + section), Section: section, Screen: c, Person: &Sven}
	}
	invite := screen("desk-invite", "people", components.DeskInvite(components.DeskInviteProps{}))
	invite.Title = v.T("invite.title")
	taken := screen("desk-invite-refused", "people", components.DeskInvite(components.DeskInviteProps{Form: form{
		Values: map[string]string{"email": Ada.Email}, Errors: map[string]string{"email": v.T("invite.taken")},
	}}))
	taken.Title = invite.Title
	start := State{Name: "desk-start", Title: v.T("start.title"), Public: true, Screen: components.DeskStart(components.DeskStartProps{})}
	gone := State{Name: "desk-start-gone", Title: v.T("start.gone_title"), Public: true, Screen: components.DeskStart(components.DeskStartProps{Gone: true})}
	locked := screen("policy-locked", "security", components.Explain(components.ExplainProps{}))
	locked.Title, locked.Person = v.T("explain.title"), &components.Person{Name: Ada.Name, Email: Ada.Email, Locked: true}
	locked.Banners = []components.Banner{{Kind: "warning", Text: v.T("policy.now")}}
	counting := screen("policy-counting", "security", components.Explain(components.ExplainProps{}))
	counting.Title, counting.Person = v.T("explain.title"), &Ada
	counting.Banners = []components.Banner{{Kind: "warning", Text: v.N("policy.days", 3, "Date", v.on(11, 25)), LinkText: v.T("policy.link"), LinkURL: "/security/two-factor"}}
	all := []State{
		screen("desk", "desk", components.Desk(components.DeskProps{
			Name: Sven.Name, People: 214, Unsafe: 36, Stuck: 2, Cases: 1,
			Warnings: []components.Banner{{
				Kind: "warning", Text: v.N("desk.warn_channel", 3, "Channel", v.T("messages.whatsapp"), "Reason", v.T("message.reason_billing")),
				LinkText: v.T("desk.to_messages"), LinkURL: "/desk/messages",
			}},
		})),
		invite, taken, start, gone, locked, counting,
		screen("desk-messages", "messages", components.DeskMessages(components.DeskMessagesProps{Rows: []components.DeskMessageRow{
			{RetryURL: "/desk/messages/1/retry", What: v.T("mail.password_changed_subject"), To: Ada.Email, Channel: v.T("messages.email"), Since: v.DateTime(now), Reason: v.T("message.reason_unreachable")},
			{What: v.T("mail.sign_in_code_subject"), To: "+44 20 7946 0123", Channel: v.T("messages.whatsapp"), Since: v.DateTime(now), Reason: v.T("message.reason_billing")},
		}})),
		screen("desk-messages-none", "messages", components.DeskMessages(components.DeskMessagesProps{})),
	}
	return concat(all, v.deskPeople(screen), v.deskHost(screen))
}

type deskScreen = func(name, section string, c component) State

func (v values) deskPeople(screen deskScreen) []State {
	person := components.DeskPersonProps{
		URL: "/desk/people/1", AuditURL: "/desk/audit?person=ada@example.test", Name: Ada.Name, Email: Ada.Email, Phone: "+44 20 7946 0123",
		States: []string{"active"}, Added: v.on(3, 1), PasswordChanged: v.on(9, 3), BackupLeft: 8, BackupTotal: 10, Sessions: 2, LastSeen: v.DateTime(now),
		Methods: []components.DeskMethod{
			{Kind: "totp", Name: v.T("desk_method.totp"), Added: v.on(3, 2), LastUsed: v.on(11, 21)},
			{Kind: "email", Name: v.T("desk_method.email"), Added: v.on(5, 2)},
		},
		Accounts: []components.DeskAccount{{Name: "Hartwell Studio (C-10001)", Since: v.on(2, 27)}},
		Invoices: []components.DeskInvoice{{Number: "INV-2041", Description: v.say("Hosting, one year", "استضافة لسنة"), Date: v.on(11, 1), Amount: v.Money(9600, "EUR")}},
		May:      true, SetsRole: true, Role: "client", Recovery: components.DeskRecovery{URL: "/desk/cases/new?person=1"},
	}
	frozen := person
	frozen.States, frozen.Disabled, frozen.Methods, frozen.Sessions, frozen.LastSeen, frozen.SetsRole = []string{"disabled", "frozen"}, true, nil, 0, "", false
	frozen.Recovery.Why = v.T("person.recovery_out")
	frozen.Dispute = &components.DeskDispute{Since: v.DateTime(now), Replaced: []components.DeskReplaced{
		{Kind: "email", Old: "ada@old.example", New: Ada.Email, When: v.DateTime(now)}, {Kind: "phone", New: person.Phone, When: v.DateTime(now)},
	}}
	stopped := person
	stopped.States, stopped.Dispute = []string{"frozen"}, &components.DeskDispute{Since: v.DateTime(now)}
	own := person
	own.May, own.SetsRole, own.Why, own.States = false, false, v.T("person.yourself"), []string{"administrator"}
	people := components.DeskPeopleProps{
		Query: "ada", Total: 27, Pager: components.PagerProps{Page: 1, Pages: 2, Next: "/desk/people?page=2"},
		Rows: []components.DeskPersonRow{
			{URL: "/desk/people/1", Name: Ada.Name, Email: Ada.Email, Added: v.on(3, 1), SecondStep: true, States: []string{"active"}},
			{URL: "/desk/people/2", Name: "Adalbert von Chamisso-Humboldt", Email: "a.very.long.address.of.adalbert@a-long-name-for-a-host.example", Added: v.on(4, 9), States: []string{"disabled", "frozen"}},
			{URL: "/desk/people/3", Name: Sven.Name, Email: Sven.Email, Added: v.on(1, 9), SecondStep: true, States: []string{"administrator"}},
		},
	}
	return []State{
		screen("desk-people", "people", components.DeskPeople(people)),
		screen("desk-people-none", "people", components.DeskPeople(components.DeskPeopleProps{Query: "zz"})),
		screen("desk-person", "people", components.DeskPerson(person)),
		screen("desk-person-frozen", "people", components.DeskPerson(frozen)),
		screen("desk-person-stopped", "people", components.DeskPerson(stopped)),
		screen("desk-person-own", "people", components.DeskPerson(own)),
	}
}

func (v values) deskHost(screen deskScreen) []State {
	row := func(name, value string) components.SettingRow {
		return components.SettingRow{URL: "/desk/settings/" + name, Label: v.T("setting." + name), Value: value}
	}
	brand := []components.SettingRow{row("brand_name", Brand.Name), row("brand_accent", "#0f766e"), row("brand_logo", v.T("settings.none"))}
	brand[1].Default = true
	setting := func(name string, p components.DeskSettingProps) components.DeskSettingProps {
		p.URL, p.Label, p.Help = "/desk/settings/"+name, v.T("setting."+name), v.T("setting."+name+"_help")
		return p
	}
	layouts := []components.Choice{{Value: "stepwise", Label: v.T("option.two_factor_set_up_stepwise")}, {Value: "dialog", Label: v.T("option.two_factor_set_up_dialog")}}
	policy := components.PolicyProps{
		Today: "2026-11-22", Minimum: v.T("policy.minimum", "Method", v.T("desk_method.email")), Done: v.T("policy.done_required"),
		Everyone:  &components.PolicyRule{Scope: "everyone", Name: v.T("policy.everyone"), From: v.on(12, 1), Until: v.on(12, 15), State: "pending", ChangeURL: "/desk/policy?change=everyone"},
		Accounts:  []components.PolicyRule{{Scope: "1", Name: "Hartwell Studio (C-10001)", From: v.on(11, 1), Until: v.on(11, 15), State: "on", ChangeURL: "/desk/policy?change=1"}},
		OfClients: []components.Choice{{Value: "2", Label: "Keller Bikes (C-10002)"}},
	}
	wrong := components.PolicyProps{Today: "2026-11-22", Minimum: policy.Minimum, Form: form{
		Values: map[string]string{"scope": "everyone", "from": "2026-12-01", "grace": "999"}, Errors: map[string]string{"grace": v.T("policy.bad_grace")},
	}}
	log := components.DeskAuditProps{
		Person: Ada.Email, Kind: "two-factor.on", Kinds: []components.Choice{
			{Value: "user.disabled", Label: v.T("audit.event_id", "Event", v.T("event.user.disabled"), "Kind", "user.disabled")},
			{Value: "two-factor.on", Label: v.T("audit.event_id", "Event", v.T("event.two-factor.on"), "Kind", "two-factor.on")},
		}, Exports: true, Verified: v.N("audit.verified", 1204, "Head", "9f2c41aa0b7d"),
		Rows: []components.DeskAuditRow{
			{Seq: 1204, At: v.DateTime(now), Kind: "user.disabled", Event: v.T("event.user.disabled"), Actor: Sven.Email, Subject: Ada.Email, SubjectURL: "/desk/people/1", Network: "203.0.113.7"},
			{
				Seq: 1203, At: v.DateTime(now), Kind: "setting.changed", Event: v.T("event.setting.changed"), Actor: v.T("audit.shell"),
				Details: []string{v.T("audit.fact", "Name", v.T("fact.name"), "Value", v.T("setting.brand_name")), v.T("audit.fact", "Name", v.T("fact.value"), "Value", Brand.Name)},
			},
			{Seq: 1202, At: v.DateTime(now), Kind: "moon.full", Event: "moon.full", Actor: v.T("audit.nobody")},
		},
		Pager: components.PagerProps{Next: "/desk/audit?before=1203"},
	}
	changing := policy
	changing.Done, changing.Changing, changing.Accounts = "", true, []components.PolicyRule{policy.Accounts[0]}
	changing.Accounts[0].Open, changing.Accounts[0].Date, changing.Accounts[0].Grace = true, "2026-11-01", "14"
	unchanged := changing
	unchanged.Form = form{Values: map[string]string{"from": "", "grace": "14"}, Errors: map[string]string{"from": v.T("policy.bad_from")}}
	return []State{
		screen("policy-change", "policy", components.Policy(changing)),
		screen("policy-change-refused", "policy", components.Policy(unchanged)),
		screen("desk-audit", "audit", components.DeskAudit(log)),
		screen("desk-audit-broken", "audit", components.DeskAudit(components.DeskAuditProps{Broken: v.T("audit.broken", "Seq", 17), Problem: v.T("audit.bad_date"), From: "x"})),
		screen("policy", "policy", components.Policy(policy)),
		screen("policy-refused", "policy", components.Policy(wrong)),
		screen("desk-settings", "settings", components.DeskSettings(components.DeskSettingsProps{Done: v.T("settings.done"), Groups: []components.SettingGroup{{ID: "brand", Title: v.T("settings.group_brand"), Rows: brand}}})),
		screen("desk-setting", "settings", components.DeskSetting(setting("brand_name", components.DeskSettingProps{Value: Brand.Name}))),
		screen("desk-setting-colour", "settings", components.DeskSetting(setting("brand_accent", components.DeskSettingProps{Value: "#1d4ed8", Colour: true}))),
		screen("desk-setting-refused", "settings", components.DeskSetting(setting("session_idle", components.DeskSettingProps{Form: form{
			Values: map[string]string{"value": "1 day"}, Errors: map[string]string{"value": v.T("setting.session_idle_wrong")},
		}}))),
		screen("desk-setting-choice", "settings", components.DeskSetting(setting("two_factor_set_up", components.DeskSettingProps{Options: layouts, Chosen: map[string]bool{"dialog": true}}))),
		screen("desk-setting-logo", "settings", components.DeskSetting(setting("brand_logo", components.DeskSettingProps{Upload: true}))),
	}
}
