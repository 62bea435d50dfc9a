package desktest

import (
	"time"

	"latchkey/components/canned"
	"latchkey/components/desk"
	"latchkey/components/ui"
)

func auditLog(v canned.Values) []canned.State {
	screen := screen(v)
	log := desk.AuditProps{
		Person: canned.Ada.Email, Kind: "two-factor.on", Kinds: []ui.Choice{
			{Value: "user.disabled", Label: v.T("audit.event_id", "Event", v.T("event.user.disabled"), "Kind", "user.disabled")},
			{Value: "two-factor.on", Label: v.T("audit.event_id", "Event", v.T("event.two-factor.on"), "Kind", "two-factor.on")},
		}, Exports: true, Chain: desk.ChainProps{Kind: "success", Words: v.N("audit.verified", 1204, "Head", "9f2c41aa0b7d")},
		Rows: []desk.AuditRow{
			{
				At: v.Ago(2 * time.Minute).InFull(), Kind: "user.disabled", Event: v.T("event.user.disabled"), Actor: canned.Sven.Email,
				Subject: canned.Ada.Email, SubjectURL: "/desk/people/1", Network: "203.0.113.7",
			},
			{
				At: v.Ago(3 * time.Hour).InFull(), Kind: "setting.changed", Event: v.T("event.setting.changed"), Actor: v.T("audit.shell"),
				Details: []string{
					v.T("audit.fact", "Name", v.T("fact.name"), "Value", v.T("setting.brand_name")),
					v.T("audit.fact", "Name", v.T("fact.value"), "Value", canned.Brand.Name),
				},
			},
			{
				At: v.Ago(30 * time.Hour).InFull(), Kind: "sign-in.done", Event: v.T("event.sign-in.done"), Actor: canned.Ada.Email,
				Subject: canned.Ada.Email, Details: []string{v.T("audit.let_go")},
			},
			{
				At: v.Ago(7 * 24 * time.Hour).InFull(), Kind: "audit.marks-kept", Event: v.T("event.audit.marks-kept"), Actor: v.T("audit.server"),
			},
			{At: v.Ago(8 * 24 * time.Hour).InFull(), Kind: "moon.full", Event: "moon.full", Actor: v.T("audit.nobody")},
		},
		Pager: ui.Pager{Next: "/desk/audit?before=1203"},
	}
	checking := log
	checking.Chain = desk.ChainProps{
		Kind: "info", Running: true, Rows: 740_500, Of: 2_000_000,
		Words: v.N("audit.checking", 2_000_000, "Rows", v.Locale.Number(740_500)),
	}
	return []canned.State{
		screen("desk-audit", "audit", desk.Audit(log)),
		screen("desk-audit-checking", "audit", desk.Audit(checking)),
		screen("desk-audit-broken", "audit", desk.Audit(desk.AuditProps{
			Chain:   desk.ChainProps{Kind: "error", Words: v.T("audit.broken", "Seq", 17)},
			Problem: v.T("audit.bad_date"), From: "x",
		})),
	}
}
