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
			ID: "1", Reference: name, Name: "Ada Lovelace", Email: "ada@example.test", State: "proved", Opened: v.Ago(50 * time.Hour),
			Moved: v.Ago(20 * time.Hour),
		},
		{
			ID: "2", Reference: v.Say("silver otter", "فضة محيط"), Name: "Charles Babbage", Email: "charles@example.test", State: "paused_owner",
			Opened: v.Ago(9 * 24 * time.Hour), Moved: v.Ago(3 * 24 * time.Hour),
		},
	}
	p := desk.CaseProps{
		ID: "1", Reference: name, Name: "Ada Lovelace", Email: "ada@example.test", State: "open", Version: 6, Needed: 2, Given: 2,
		PersonURL: "/desk/people/1", AuditURL: "/desk/audit?person=ada@example.test",
		Opened: v.On(11, 20), OpenedBy: v.T("case.by_person"), CanTick: true, Vouches: []string{"document", "answers"},
		Keys: []desk.CaseKey{{Phrase: v.Say("amber fjord", "ذهب بحر"), Enough: true, Proofs: []ui.Choice{
			{Value: "mailbox", Label: v.On(11, 20)},
			{Value: "phone", Label: v.On(11, 20)},
		}}},
		Items:    []desk.CaseItem{{Item: "name", Done: "Noor Rahman, " + v.On(11, 21)}, {Item: "history"}, {Item: "pressure"}, {Item: "told"}},
		Accounts: []desk.Account{{URL: "/desk/accounts/1", Name: "Analytical Engines (C-10001)", Since: v.On(3, 12)}},
		Invoices: []desk.Invoice{{Number: "INV-2041", Date: v.On(11, 1), Amount: v.Money(2490, "EUR")}},
		Domains:  ui.LTR("analytical.example") + v.T("settings.comma") + ui.LTR("engines.example"),
		Phone:    "+447700900123", PasswordChanged: v.On(9, 3),
		Risk: []ui.Choice{
			{Value: v.T("security.password"), Label: v.On(9, 3)},
			{Value: v.T("desk_ticket.guest_email"), Label: v.T("case.risk_email_same")},
			{Value: v.T("case.risk_browser"), Label: v.T("case.risk_browser_new")},
			{Value: v.T("desk_ticket.last_seen"), Label: v.On(11, 22)},
		}, Waits72: true, NextURL: "/desk/cases/2",
		Acts: []string{"stop"}, What: v.T("case.what_open"), Waits: []string{v.N("case.waits_items", 3)},
		Steps: []desk.CaseStep{{
			Event: "prove", Item: v.T("recovery.proof_phone"), Who: v.T("case.who_person"),
			When: v.Ago(50 * time.Hour).InFull(),
		}, {Event: "start", Who: v.T("case.who_person"), When: v.Ago(51 * time.Hour).InFull()}},
	}
	review := p
	review.State, review.Vouches, review.CanTick, review.Acts, review.Waits = "review", nil, false,
		[]string{"approve", "send-back", "stop"}, nil
	review.What, review.Loses = v.T("case.what_review"), v.T("case.loses_send-back")
	wrong := p
	wrong.Given, wrong.Keys = 1, []desk.CaseKey{{Phrase: p.Keys[0].Phrase, Proofs: p.Keys[0].Proofs[:1]}}
	wrong.Waits = []string{v.T("case.waits_proofs"), v.N("case.waits_items", 3)}
	wrong.Form = ui.Form{Values: map[string]string{"phrase": "amber fiord"}, Errors: map[string]string{"phrase": v.T("case.phrase_wrong")}}
	own := review
	own.Own, own.Frozen, own.Acts, own.What, own.Loses = true, true, nil, v.T("case.what_review_others"), ""
	return append(decisions(v, screen, review),
		screen("cases", "case.list_title", desk.Cases(desk.CasesProps{UnderWay: rows, Over: rows[:1]})),
		screen("cases-none", "case.list_title", desk.Cases(desk.CasesProps{Off: true})),
		screen("case", "case.list_title", desk.Case(p)),
		screen("case-number", "case.list_title", desk.Case(wrong)),
		screen("case-review", "case.list_title", desk.Case(review)),
		screen("case-own", "case.list_title", desk.Case(own)),
		screen("case-new", "case.open_for", desk.NewCase(desk.NewCaseProps{PersonID: "1", Name: "Ada Lovelace", Email: "ada@example.test"})),
	)
}

// decisions are a case as those see it who can't approve it, or need not.
func decisions(v canned.Values, screen func(name, title string, c templ.Component) canned.State, review desk.CaseProps) []canned.State {
	sender := review
	sender.Acts, sender.What, sender.Waits = []string{"send-back", "stop"}, v.T("case.what_review_others"), []string{v.T("case.waits_second")}
	paused := review
	paused.State, paused.Acts = "paused_owner", []string{"resume", "stop"}
	paused.What, paused.Loses = v.T("case.what_paused_notice"), v.T("case.loses_resume")
	waiting := review
	waiting.State, waiting.Acts, waiting.Loses = "waiting", []string{"stop"}, ""
	waiting.What = v.T("case.what_waiting", "Ready", v.On(11, 23))
	return []canned.State{
		screen("case-sender", "case.list_title", desk.Case(sender)),
		screen("case-paused", "case.list_title", desk.Case(paused)),
		screen("case-waiting", "case.list_title", desk.Case(waiting)),
		screen("case-stop", "case.list_title", desk.Question(desk.QuestionProps{
			Title: v.T("case.stop_title", "Name", "Ada Lovelace"), Points: []string{v.T("case.stop_what"), v.T("case.stop_ends")},
			Action: "/desk/cases/1/stop", Fields: []ui.Choice{{Value: "version", Label: "6"}}, Submit: v.T("case.do_stop"),
			Back: "/desk/cases/1", BackToName: v.T("case.title", "Name", "Ada Lovelace"),
		})),
	}
}
