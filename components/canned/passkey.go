package canned

import (
	"time"

	"latchkey/components"
)

func (v values) passkey() []State {
	others := []components.PromptMethod{
		{Kind: "totp", Method: "1", URL: "/sign-in/code?way=1"},
		{Kind: "email", Method: "2", Where: "a•••@example.com", Send: "/sign-in/send"},
		{Kind: "backup", URL: "/sign-in/backup-code"},
	}
	step := components.PasskeyProps{Form: components.PasskeyForm{Action: "/sign-in/passkey", Options: "/sign-in/passkey/options", Method: "4"}, Name: "MacBook", Others: others}
	refused, fresh := step, components.ConfirmPasskeyProps{PasskeyProps: step, Methods: "/confirm/ways"}
	refused.Name, refused.Alert = "", v.T("refused.passkey_wrong")
	fresh.Form = components.PasskeyForm{Action: "/confirm/passkey", Options: "/confirm/passkey/options", Next: "/security"}
	trust := step
	trust.TrustFor = v.Duration(30 * 24 * time.Hour)
	disable := fresh
	disable.Disable, disable.Others = true, nil
	disable.Form = components.PasskeyForm{Action: "/security/two-factor/disable/passkey", Options: "/security/two-factor/disable/passkey/options"}
	create := v.T("new_passkey.title")
	return []State{
		{Name: "sign-in-passkey", Title: v.T("sign_in.title"), Public: true, Screen: components.SignIn(components.SignInProps{Passkeys: true, Next: "/invoices"})},
		{Name: "passkey", Title: v.T("passkey.title"), Public: true, Screen: components.SignInPasskey(step)},
		{Name: "passkey-refused", Title: v.T("passkey.title"), Public: true, Screen: components.SignInPasskey(refused)},
		{Name: "passkey-trust", Title: v.T("passkey.title"), Public: true, Screen: components.SignInPasskey(trust)},
		{Name: "confirm-passkey", Title: v.T("confirm.title"), Section: "security", Screen: components.ConfirmPasskey(fresh)},
		{Name: "disable-passkey", Title: v.T("disable.title"), Section: "security", Screen: components.ConfirmPasskey(disable)},
		{Name: "new-passkey", Title: create, Section: "security", Screen: components.NewPasskey(components.NewPasskeyProps{First: true})},
		{Name: "new-passkey-refused", Title: create, Section: "security", Screen: components.NewPasskey(components.NewPasskeyProps{Form: form{
			Values: map[string]string{"name": "MacBook"}, Alert: v.T("new_passkey.refused"),
		}})},
	}
}
