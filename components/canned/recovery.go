package canned

import (
	"time"

	"latchkey/components/desk"
	"latchkey/components/prompt"
	"latchkey/components/recovery"
	"latchkey/components/ui"
)

func (v values) recovery() []State {
	screen := func(name, title string, c component) State {
		return State{Name: name, Title: v.T(title), Public: true, Screen: c}
	}
	file := func(name string, p recovery.CaseProps) State {
		p.Reference, p.Needed = "9C41F07A", 2
		return screen(name, "recovery.case_title", recovery.Case(p))
	}
	proofs := []recovery.ProofRow{
		{Kind: "mailbox", Given: true},
		{Kind: "phone", Action: "/recovery/case/phone", Where: "+44 ••• •• 123"},
		{Kind: "browser", Action: "/recovery/case/browser"},
		{Kind: "document"},
		{Kind: "answers"},
	}
	later := v.on(11, 24)
	return concat(v.recoveryCodes(), []State{
		screen("recovery", "recovery.ask_title", recovery.Ask(recovery.AskProps{})),
		screen("recovery-follow", "recovery.ask_title", recovery.Ask(recovery.AskProps{Follow: true})),
		screen("recovery-no-mail", "recovery.ask_title", recovery.Ask(recovery.AskProps{NoMail: true})),
		screen("recovery-off", "recovery.ask_title", recovery.Ask(recovery.AskProps{Off: true})),
		screen("recovery-sent", "recovery.sent_title", recovery.Sent()),
		screen("recovery-open", "recovery.open_title", recovery.Open(recovery.OpenProps{})),
		screen("recovery-dead", "recovery.dead_title", recovery.Open(recovery.OpenProps{Dead: true})),
		screen("recovery-join", "recovery.join_title", recovery.Join(recovery.JoinProps{})),
		screen("recovery-join-refused", "recovery.join_title", recovery.Join(recovery.JoinProps{Form: form{Alert: v.T("recovery.join_refused")}})),
		file("recovery-case", recovery.CaseProps{State: "open", Number: "482913", Proofs: proofs, CanStop: true}),
		file("recovery-case-no-code", recovery.CaseProps{State: "open", Number: "482913", Proofs: proofs, CanStop: true, Refused: v.T("recovery.code_gone")}),
		file("recovery-case-refused", recovery.CaseProps{State: "review", Number: "482913", Proofs: proofs, CanStop: true, Enough: true, Refused: v.T("recovery.refused_now")}),
		file("recovery-case-waiting", recovery.CaseProps{State: "waiting", Number: "482913", Proofs: proofs, CanStop: true, Enough: true, Ready: later}),
		file("recovery-case-ready", recovery.CaseProps{State: "ready", Number: "482913", CanStop: true, Enough: true, Until: later}),
		file("recovery-case-paused", recovery.CaseProps{State: "paused", Number: "482913", CanStop: true}),
		file("recovery-case-done", recovery.CaseProps{State: "done", CanFinish: true}),
		file("recovery-case-stopped", recovery.CaseProps{State: "stopped", Reason: "enter"}),
		screen("recovery-stop", "recovery.stop_title", recovery.Stop()),
		screen("recovery-finish", "recovery.finish_title", recovery.Finish(recovery.FinishProps{})),
		screen("recovery-finish-refused", "recovery.finish_title", recovery.Finish(recovery.FinishProps{Form: form{Alert: v.T("recovery.finish_other")}})),
	})
}

func (v values) recoveryCodes() []State {
	screen := func(name string, sent *prompt.Sent, f form) State {
		sent.State.Page, sent.State.Methods = "/recovery/case/code", "/recovery/case"
		return State{Name: name, Title: v.T("recovery.code_title"), Public: true, Screen: recovery.Code(recovery.CodeProps{
			Form: f, Prompt: prompt.Props{Kind: "whatsapp", Where: "+44 ••• •• 123", Sent: sent, Send: "/recovery/case/phone"},
		})}
	}
	return []State{
		screen("recovery-code", sent(28, prompt.DeliveryProps{}), form{}),
		screen("recovery-code-arrived", sent(0, prompt.DeliveryProps{Arrived: true}), form{}),
		screen("recovery-code-failed", sent(0, prompt.DeliveryProps{Failed: true}), form{}),
		screen("recovery-code-refused", sent(0, prompt.DeliveryProps{Sent: true}), form{Errors: map[string]string{"code": v.T("refused.sent_wrong")}}),
		screen("recovery-code-too-soon", sent(28, prompt.DeliveryProps{Sent: true}), form{Alert: v.T("refused.resend_wait", "Wait", v.Duration(28*time.Second))}),
	}
}

func (v values) cases() []State {
	screen := func(name, title string, c component) State {
		return State{Name: name, Title: v.T(title), Section: "cases", Screen: c, Person: &Sven}
	}
	rows := []desk.CaseRow{
		{ID: "1", Reference: "9C41F07A", Name: "Ada Lovelace", Email: "ada@example.test", State: "open", Opened: v.on(11, 20), Moved: v.on(11, 21)},
		{ID: "2", Reference: "77B0E1D2", Name: "Charles Babbage", Email: "charles@example.test", State: "paused", Opened: v.on(11, 19), Moved: v.on(11, 20)},
	}
	p := desk.CaseProps{
		ID: "1", Reference: "9C41F07A", Name: "Ada Lovelace", Email: "ada@example.test", State: "open", Version: 6, Needed: 2,
		PersonURL: "/desk/people/1", AuditURL: "/desk/audit?person=ada@example.test",
		Opened: v.on(11, 20), OpenedBy: v.T("case.by_person"), CanTick: true, Vouches: []string{"document", "answers"},
		Keys:  []desk.CaseKey{{Number: "482913", Enough: true, Proofs: []ui.Choice{{Value: "mailbox", Label: v.on(11, 20)}, {Value: "phone", Label: v.on(11, 20)}}}},
		Items: []desk.CaseItem{{Item: "name", Done: "Noor Rahman, " + v.on(11, 21)}, {Item: "history"}, {Item: "pressure"}, {Item: "told"}},
		Acts:  []string{"stop"}, Waits: v.T("case.waits_items"),
		Steps: []desk.CaseStep{{Event: "prove", Item: v.T("recovery.proof_phone"), Who: v.T("case.who_person"), When: v.on(11, 20)}, {Event: "start", Who: v.T("case.who_person"), When: v.on(11, 20)}},
	}
	review := p
	review.State, review.Vouches, review.CanTick, review.Acts, review.Waits = "review", nil, false, []string{"approve", "send-back", "stop"}, ""
	wrong := p
	wrong.Form = form{Values: map[string]string{"number": "000"}, Errors: map[string]string{"number": v.T("case.number_wrong")}}
	own := review
	own.Own, own.Frozen, own.Acts = true, true, nil
	return []State{
		screen("cases", "case.list_title", desk.Cases(desk.CasesProps{UnderWay: rows, Over: rows[:1]})),
		screen("cases-none", "case.list_title", desk.Cases(desk.CasesProps{Off: true})),
		screen("case", "case.list_title", desk.Case(p)),
		screen("case-number", "case.list_title", desk.Case(wrong)),
		screen("case-review", "case.list_title", desk.Case(review)),
		screen("case-own", "case.list_title", desk.Case(own)),
		screen("case-new", "case.open_for", desk.NewCase(desk.NewCaseProps{PersonID: "1", Name: "Ada Lovelace", Email: "ada@example.test"})),
	}
}
