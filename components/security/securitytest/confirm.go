package securitytest

import (
	"latchkey/components/canned"
	"latchkey/components/prompt"
	"latchkey/components/prompt/prompttest"
	"latchkey/components/security"
	"latchkey/components/ui"
)

func confirmed(v canned.Values) []canned.State {
	confirm, fresh := v.T("confirm.title"), passkeyProof()
	fresh.Form = prompt.PasskeyForm{Action: "/confirm/passkey", Options: "/confirm/passkey/options", Next: "/security"}
	fresh.Back = "/security"
	return []canned.State{
		screen("confirm-password", confirm, security.Confirm(security.ConfirmProps{Account: canned.Ada.Email, Back: "/security"})),
		screen("confirm-password-refused", confirm, security.Confirm(security.ConfirmProps{Form: ui.Form{Errors: map[string]string{
			"password": v.T("refused.own_password_wrong"),
		}}})),
		screen("confirm-code", confirm, security.Confirm(security.ConfirmProps{
			WithCode: true, Back: "/security",
			Prompt: prompt.Props{Methods: "/confirm/ways", Added: v.On(11, 2)}, Clock: canned.Clock,
		})),
		screen("confirm-deed", confirm, security.Confirm(security.ConfirmProps{
			WithCode: true, Back: "/profile/email?unproved=1", Clock: canned.Clock,
			Prompt: prompt.Props{Methods: "/confirm/ways", Name: v.Say("Work phone", "هاتف العمل")},
			Then: v.T("confirm.then", "What", v.T("confirm.deed", "Do", v.T("details.change_email"), "To",
				"accounts.receivable@subsidiary.northwind-hosting.example")),
		})),
		screen("confirm-by-email", v.T("confirm.title"), security.Confirm(security.ConfirmProps{
			WithCode: true,
			Prompt:   prompttest.ByEmail(nil), Stronger: true,
		})),
		screen("confirm-none", confirm, security.NoProof(security.NoProofProps{Title: confirm, Why: v.T("confirm.none"), Back: "/security"})),
		screen("confirm-passkey", confirm, security.ConfirmPasskey(fresh)),
	}
}

func passkeyProof() security.ConfirmPasskeyProps {
	return security.ConfirmPasskeyProps{PasskeyProps: prompttest.Passkey(), Methods: "/confirm/ways"}
}

func disabled(v canned.Values) []canned.State {
	passkey := passkeyProof()
	passkey.Disable, passkey.Others = true, nil
	passkey.Form = prompt.PasskeyForm{Action: "/security/two-factor/disable/passkey", Options: "/security/two-factor/disable/passkey/options"}
	app := prompt.Props{Rows: []prompt.Method{{Kind: "totp"}, {Kind: "backup"}}}
	return []canned.State{
		screen("disable", v.T("disable.title"), security.Disable(security.DisableProps{Prompt: app})),
		screen("disable-no-codes", v.T("disable.title"), security.Disable(security.DisableProps{})),
		screen("disable-codes-alone", v.T("disable.title"), security.Disable(security.DisableProps{Prompt: prompt.Props{Kind: "backup"}})),
		screen("disable-refused", v.T("disable.title"), security.Disable(security.DisableProps{
			Prompt: app, Form: ui.Beside("code", v.T("refused.totp_wrong")),
		})),
		screen("disable-later", v.T("disable.title"), security.NoProof(security.NoProofProps{
			Title: v.T("disable.title"), Why: v.T("disable.later", "Date", v.On(11, 29)),
		})),
		screen("disable-confirm", v.T("disable_confirm.title"), security.DisableConfirm(security.DisableConfirmProps{})),
		screen("disable-by-whatsapp", v.T("disable.title"),
			security.Disable(security.DisableProps{Prompt: prompttest.ByWhatsApp(prompttest.Sent(28, prompt.DeliveryProps{}))})),
		screen("disable-passkey", v.T("disable.title"), security.ConfirmPasskey(passkey)),
	}
}
