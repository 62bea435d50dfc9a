// Package recoverytest holds the made-up states of account recovery's screens.
package recoverytest

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/prompt"
	"latchkey/components/prompt/prompttest"
	"latchkey/components/recovery"
	"latchkey/components/ui"
	"latchkey/internal/locale"
)

// States returns the screens of account recovery in all their states.
func States(l *locale.Locale) []canned.State {
	v := canned.Values{Locale: l}
	return slices.Concat(beginning(v), followed(v), codes(v), own(v))
}

func beginning(v canned.Values) []canned.State {
	screen := func(name, title string, c templ.Component) canned.State { return canned.Public(name, v.T(title), c) }
	return []canned.State{
		screen("recovery", "recovery.ask_title", recovery.Ask(recovery.AskProps{})),
		screen("recovery-follow", "recovery.ask_title", recovery.Ask(recovery.AskProps{Follow: true})),
		screen("recovery-no-mail", "recovery.ask_title", recovery.Ask(recovery.AskProps{NoMail: true})),
		screen("recovery-off", "recovery.ask_title", recovery.Ask(recovery.AskProps{Off: true})),
		screen("recovery-sent", "recovery.sent_title", recovery.Sent(ui.LinkRequest{Form: "/recovery", Email: canned.Ada.Email})),
		screen("recovery-open", "recovery.open_title", recovery.Open(recovery.OpenProps{})),
		screen("recovery-open-other", "recovery.open_title", recovery.Open(recovery.OpenProps{SignedIn: canned.Sven.Email})),
		screen("recovery-dead", "recovery.dead_title", recovery.Open(recovery.OpenProps{Dead: true})),
		screen("recovery-join", "recovery.join_title", recovery.Join(recovery.JoinProps{})),
		screen("recovery-join-refused", "recovery.join_title",
			recovery.Join(recovery.JoinProps{Form: ui.Form{Alert: v.T("recovery.join_refused")}})),
		screen("recovery-stop", "recovery.stop_title", recovery.Stop()),
		screen("recovery-finish", "recovery.finish_title", recovery.Finish(recovery.FinishProps{})),
		screen("recovery-finish-refused", "recovery.finish_title",
			recovery.Finish(recovery.FinishProps{Form: ui.Form{Alert: v.T("recovery.finish_other")}})),
	}
}

// followed is a case in each of its states.
func followed(v canned.Values) []canned.State {
	words, proofs, enough := v.Say("amber fjord", "ذهب بحر"), caseProofs(), caseProofs()
	enough[1].Given = true
	file := func(name string, p recovery.CaseProps) canned.State {
		p.Reference, p.Needed = v.Say("quiet lantern", "عنبر خليج"), 2
		p.Wait, p.LinkFor = v.N("locale.hours", 24), v.N("locale.hours", 24)
		if p.Longer != "" {
			p.Wait = v.N("locale.hours", 72)
		}
		if p.State != "done" && p.State != "finished" && p.State != "stopped" {
			p.Phrase, p.Proofs = words, proofs
		}
		if p.Enough {
			p.Proofs = enough
		}
		return canned.Public("recovery-case"+name, v.T("recovery.case_title"), recovery.Case(p))
	}
	later, in := v.On(11, 24), v.Duration(23*time.Hour)
	return []canned.State{
		file("", recovery.CaseProps{State: "open", CanStop: true}),
		canned.Public("recovery-case-no-phone", v.T("recovery.case_title"), recovery.Case(recovery.CaseProps{
			State: "open", Reference: v.Say("quiet lantern", "عنبر خليج"), Phrase: words, Needed: 2, CanStop: true,
			Proofs: slices.Delete(caseProofs(), 1, 3), Wait: v.N("locale.hours", 24), LinkFor: v.N("locale.hours", 24),
		})),
		file("-no-code", recovery.CaseProps{State: "open", CanStop: true, Refused: v.T("recovery.code_gone")}),
		file("-enough", recovery.CaseProps{State: "open", Enough: true, CanStop: true}),
		file("-refused", recovery.CaseProps{State: "review", CanStop: true, Enough: true, Refused: v.T("recovery.refused_now")}),
		file("-review-elsewhere", recovery.CaseProps{State: "review"}),
		file("-waiting", recovery.CaseProps{State: "waiting", CanStop: true, Enough: true, Ready: later, In: in}),
		file("-waiting-longer", recovery.CaseProps{
			State: "waiting", CanStop: true, Enough: true, Ready: later, In: in, Longer: "staff", ByStaff: true,
		}),
		file("-waited", recovery.CaseProps{State: "waiting", CanStop: true, Enough: true, Ready: later}),
		file("-ready", recovery.CaseProps{State: "ready", CanStop: true, Enough: true, Until: later, In: in}),
		file("-ready-here", recovery.CaseProps{State: "ready", Enough: true, Until: later, In: in, ByStaff: true, CanFinish: true}),
		file("-late", recovery.CaseProps{State: "ready", Enough: true, Until: later}),
		file("-joined", recovery.CaseProps{State: "open", ByStaff: true, Longer: "staff"}),
		file("-paused", recovery.CaseProps{State: "paused", CanStop: true}),
		file("-paused-entered", recovery.CaseProps{State: "paused", Reason: "owner", CanStop: true}),
		file("-done-disabled", recovery.CaseProps{State: "done", Disabled: true, Until: later}),
		file("-done", recovery.CaseProps{State: "done", CanFinish: true}),
		file("-done-elsewhere", recovery.CaseProps{State: "done"}),
		file("-finished", recovery.CaseProps{State: "finished"}),
		file("-stopped", recovery.CaseProps{State: "stopped", Reason: "enter"}),
	}
}

func caseProofs() []recovery.ProofRow {
	return []recovery.ProofRow{
		{Kind: "mailbox", Given: true},
		{Kind: "phone", Action: "/recovery/case/phone", Where: "+44 ••• •• 123"},
		{Kind: "browser", Action: "/recovery/case/browser"},
		{Kind: "document"},
		{Kind: "answers"},
	}
}

func codes(v canned.Values) []canned.State {
	screen := func(name string, sent *prompt.Sent, f ui.Form) canned.State {
		sent.State.Page, sent.State.Methods = "/recovery/case/code", "/recovery/case"
		return canned.Public(name, v.T("recovery.code_title"), recovery.Code(recovery.CodeProps{
			Form: f, Prompt: prompt.Props{Kind: "whatsapp", Where: "+44 ••• •• 123", Sent: sent, Send: "/recovery/case/phone"},
		}))
	}
	return []canned.State{
		screen("recovery-code", prompttest.Sent(28, prompt.DeliveryProps{}), ui.Form{}),
		screen("recovery-code-arrived", prompttest.Sent(0, prompt.DeliveryProps{Arrived: true}), ui.Form{}),
		screen("recovery-code-failed", prompttest.Sent(0, prompt.DeliveryProps{Failed: true}), ui.Form{}),
		screen("recovery-code-refused", prompttest.Sent(0, prompt.DeliveryProps{Sent: true}),
			ui.Form{Errors: map[string]string{"code": v.T("refused.sent_wrong")}}),
		screen("recovery-code-too-soon", prompttest.Sent(28, prompt.DeliveryProps{Sent: true}),
			ui.Form{Alert: v.T("refused.resend_wait", "Wait", v.Duration(28*time.Second))}),
	}
}

// own is a case that its person sees where they are signed in.
func own(v canned.Values) []canned.State {
	screen := func(name string, p recovery.OwnProps) canned.State {
		p.Reference, p.Opened = v.Say("quiet lantern", "عنبر خليج"), v.On(11, 22)
		return canned.In("security", name, v.T("recovery.own_title"), recovery.Own(p))
	}
	return []canned.State{
		screen("recovery-own", recovery.OwnProps{State: "open", CanStop: true}),
		screen("recovery-own-staff", recovery.OwnProps{State: "review", ByStaff: true, CanStop: true}),
		screen("recovery-own-waiting", recovery.OwnProps{State: "waiting", CanStop: true, Ready: v.On(11, 24)}),
		screen("recovery-own-ready", recovery.OwnProps{State: "ready", CanStop: true, Until: v.On(11, 25)}),
		screen("recovery-own-paused", recovery.OwnProps{State: "paused"}),
		screen("recovery-own-young", recovery.OwnProps{State: "waiting", Ready: v.On(11, 24)}),
	}
}
