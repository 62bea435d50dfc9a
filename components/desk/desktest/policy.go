package desktest

import (
	"latchkey/components/canned"
	"latchkey/components/desk"
	"latchkey/components/ui"
)

func policies(v canned.Values) []canned.State {
	screen := screen(v)
	policy := desk.PolicyProps{
		Today: "2026-11-22", Minimum: v.T("policy.minimum", "Method", v.T("desk_method.email")), Done: v.T("policy.done_required"),
		OfStaff: v.T("policy.minimum", "Method", v.T("desk_method.totp")),
		Everyone: &desk.PolicyRule{
			Scope: "everyone", Name: v.T("policy.everyone"), From: v.On(12, 1), Until: v.On(12, 15),
			State: "pending", ChangeURL: "/desk/policy?change=everyone", ReleaseURL: "/desk/policy/release?scope=everyone",
		},
		Accounts: []desk.PolicyRule{{
			Scope: "1", Name: "Hartwell Studio (C-10001)", From: v.On(11, 1), Until: v.On(11, 15),
			State: "on", ChangeURL: "/desk/policy?change=1", ReleaseURL: "/desk/policy/release?scope=1",
		}},
		Pager: ui.Pager{Next: "/desk/policy?after=1"},
	}
	wrong := desk.PolicyProps{Today: "2026-11-22", Minimum: policy.Minimum, OfStaff: policy.OfStaff, Form: ui.Form{
		Values: map[string]string{"scope": "everyone", "from": "2026-12-01", "grace": "999"},
		Errors: map[string]string{"grace": v.T("policy.bad_grace")},
	}}
	which := wrong
	which.Matches = []ui.Choice{{Value: "2", Label: "Keller Bikes (C-10002)"}, {Value: "3", Label: "Keller & Söhne (C-10019)"}}
	which.Form = ui.Form{
		Values: map[string]string{"scope": "account", "account": "keller", "from": "2026-12-01", "grace": "14"},
		Errors: map[string]string{"scope": v.T("policy.choose_account", "Submit", v.T("policy.require_submit"))},
	}
	changing := policy
	changing.Done, changing.Changing, changing.Accounts = "", true, []desk.PolicyRule{policy.Accounts[0]}
	changing.Accounts[0].Open, changing.Accounts[0].Date, changing.Accounts[0].Grace = true, "2026-11-01", "14"
	unchanged := changing
	unchanged.Form = ui.Form{Values: map[string]string{"from": "", "grace": "14"}, Errors: map[string]string{"from": v.T("policy.bad_from")}}
	return []canned.State{
		screen("policy", "policy", desk.Policy(policy)),
		screen("policy-refused", "policy", desk.Policy(wrong)),
		screen("policy-which", "policy", desk.Policy(which)),
		screen("policy-change", "policy", desk.Policy(changing)),
		screen("policy-change-refused", "policy", desk.Policy(unchanged)),
	}
}
