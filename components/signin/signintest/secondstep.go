package signintest

import (
	"time"

	"latchkey/components/canned"
	"latchkey/components/prompt"
	"latchkey/components/prompt/prompttest"
	"latchkey/components/signin"
	"latchkey/components/ui"
)

func secondStep(v canned.Values) []canned.State {
	screen, enter := public, v.T("code.title")
	refused := v.T("refused.totp_used")
	asking := func(name string, asked prompt.Props, f ui.Form) canned.State {
		return public(name, enter, signin.Code(signin.CodeProps{Prompt: asked, Clock: canned.Clock, Form: f}))
	}
	wrong := ui.Form{Errors: map[string]string{"code": v.T("refused.sent_dead")}}
	again := ui.Form{Alert: v.T("refused.same_mailbox")}
	return []canned.State{
		screen("code", enter, signin.Code(signin.CodeProps{Clock: canned.Clock, Whom: whom})),
		screen("code-refused", enter, signin.Code(signin.CodeProps{
			Clock: canned.Clock, Whom: whom, Prompt: prompt.Props{Trouble: "/sign-in/help"},
			Form: ui.Form{Errors: map[string]string{"code": refused}},
		})),
		screen("code-clock", enter, signin.Code(signin.CodeProps{Clock: canned.Clock, Form: ui.Form{
			Alert: v.T("refused.clock_slow", "By", v.N("locale.minutes", 3)),
		}})),
		screen("code-trust", enter, signin.Code(signin.CodeProps{Clock: canned.Clock, TrustFor: v.Duration(30 * 24 * time.Hour)})),
		screen("backup-code", v.T("backup_code.title"), signin.BackupCode(signin.BackupCodeProps{})),
		screen("backup-code-refused", v.T("backup_code.title"), signin.BackupCode(signin.BackupCodeProps{Form: ui.Form{Errors: map[string]string{
			"backup_code": v.T("refused.backup_wrong"),
		}}})),
		asking("code-email", prompttest.ByEmail(prompttest.Sent(28, prompt.DeliveryProps{})), ui.Form{}),
		asking("code-email-refused", prompttest.ByEmail(prompttest.Sent(0, prompt.DeliveryProps{Arrived: true})), wrong),
		asking("code-email-same-mailbox", prompttest.ByEmail(nil), again),
		asking("code-whatsapp", prompttest.ByWhatsApp(prompttest.Sent(28, prompt.DeliveryProps{})), ui.Form{}),
		asking("code-whatsapp-unsent", prompttest.ByWhatsApp(nil), ui.Form{}),
		asking("code-whatsapp-failed", prompttest.ByWhatsApp(prompttest.Sent(0, prompt.DeliveryProps{Failed: true})), ui.Form{}),
		asking("code-app-named", prompt.Props{
			Kind: "totp", Method: "5", Name: v.Say("Work phone", "هاتف العمل"),
			Rows: prompttest.Rows(v),
		}, ui.Form{}),
	}
}

// whom is who signs in.
var whom = signin.Whom{Host: canned.Brand.Name, Address: prompttest.MaskedEmail}

func passkey(v canned.Values) []canned.State {
	screen, title := public, v.T("passkey.title")
	step := prompttest.Passkey()
	refused, trust := step, step
	refused.Name, refused.Alert = "", v.T("refused.passkey_wrong")
	trust.TrustFor = v.Duration(30 * 24 * time.Hour)
	return []canned.State{
		screen("passkey", title, signin.Passkey(signin.PasskeyProps{PasskeyProps: step, Whom: whom})),
		screen("passkey-refused", title, signin.Passkey(signin.PasskeyProps{PasskeyProps: refused})),
		screen("passkey-trust", title, signin.Passkey(signin.PasskeyProps{PasskeyProps: trust})),
	}
}
