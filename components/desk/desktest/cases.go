package desktest

import (
	"time"

	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/desk"
	"latchkey/components/ui"
)

func cases(v canned.Values) []canned.State {
	screen := func(name, title string, c templ.Component) canned.State {
		return canned.At(&canned.Sven, "cases", name, v.T(title), c)
	}
	name := v.Say("quiet lantern", "عنبر خليج")
	rows := []desk.CaseRow{
		{
			ID: "1", Reference: name, Name: "Ada Lovelace", Email: "ada@example.test", State: "open", Opened: v.Ago(50 * time.Hour),
			Moved: v.Ago(20 * time.Hour),
		},
		{
			ID: "2", Reference: v.Say("silver otter", "فضة محيط"), Name: "Charles Babbage", Email: "charles@example.test", State: "paused",
			Opened: v.Ago(9 * 24 * time.Hour), Moved: v.Ago(3 * 24 * time.Hour),
		},
	}
	p := desk.CaseProps{
		ID: "1", Reference: name, Name: "Ada Lovelace", Email: "ada@example.test", State: "open", Version: 6, Needed: 2,
		PersonURL: "/desk/people/1", AuditURL: "/desk/audit?person=ada@example.test",
		Opened: v.On(11, 20), OpenedBy: v.T("case.by_person"), CanTick: true, Vouches: []string{"document", "answers"},
		Keys: []desk.CaseKey{{Phrase: v.Say("amber fjord", "ذهب بحر"), Enough: true, Proofs: []ui.Choice{
			{Value: "mailbox", Label: v.On(11, 20)},
			{Value: "phone", Label: v.On(11, 20)},
		}}},
		Items:    []desk.CaseItem{{Item: "name", Done: "Noor Rahman, " + v.On(11, 21)}, {Item: "history"}, {Item: "pressure"}, {Item: "told"}},
		Accounts: []desk.Account{{URL: "/desk/accounts/1", Name: "Analytical Engines (C-10001)", Since: v.On(3, 12)}},
		Invoices: []desk.Invoice{{Number: "INV-2041", Date: v.On(11, 1), Amount: v.Money(2490, "EUR")}},
		Phone:    "+447700900123", PasswordChanged: v.On(9, 3),
		Acts: []string{"stop"}, Waits: v.T("case.waits_items"),
		Steps: []desk.CaseStep{{
			Event: "prove", Item: v.T("recovery.proof_phone"), Who: v.T("case.who_person"),
			When: v.Ago(50 * time.Hour).InFull(),
		}, {Event: "start", Who: v.T("case.who_person"), When: v.Ago(51 * time.Hour).InFull()}},
	}
	review := p
	review.State, review.Vouches, review.CanTick, review.Acts, review.Waits = "review", nil, false,
		[]string{"approve", "send-back", "stop"}, ""
	wrong := p
	wrong.Form = ui.Form{Values: map[string]string{"phrase": "amber fiord"}, Errors: map[string]string{"phrase": v.T("case.phrase_wrong")}}
	own := review
	own.Own, own.Frozen, own.Acts = true, true, nil
	return []canned.State{
		screen("cases", "case.list_title", desk.Cases(desk.CasesProps{UnderWay: rows, Over: rows[:1]})),
		screen("cases-none", "case.list_title", desk.Cases(desk.CasesProps{Off: true})),
		screen("case", "case.list_title", desk.Case(p)),
		screen("case-number", "case.list_title", desk.Case(wrong)),
		screen("case-review", "case.list_title", desk.Case(review)),
		screen("case-own", "case.list_title", desk.Case(own)),
		screen("case-new", "case.open_for", desk.NewCase(desk.NewCaseProps{PersonID: "1", Name: "Ada Lovelace", Email: "ada@example.test"})),
	}
}
