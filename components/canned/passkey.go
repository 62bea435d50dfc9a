package canned

import (
	"time"

	"latchkey/components/prompt"
	"latchkey/components/security"
	"latchkey/components/signin"
)

func (v values) passkey() []State {
	others := []prompt.Method{
		{Kind: "totp", Method: "1", URL: "/sign-in/code?way=1"},
		{Kind: "email", Method: "2", Where: "a•••@example.com", Send: "/sign-in/send"},
		{Kind: "backup", URL: "/sign-in/backup-code"},
	}
	step := prompt.PasskeyProps{Form: prompt.PasskeyForm{Action: "/sign-in/passkey", Options: "/sign-in/passkey/options", Method: "4"}, Name: "MacBook", Others: others}
	refused, fresh := step, security.ConfirmPasskeyProps{PasskeyProps: step, Methods: "/confirm/ways"}
	refused.Name, refused.Alert = "", v.T("refused.passkey_wrong")
	fresh.Form = prompt.PasskeyForm{Action: "/confirm/passkey", Options: "/confirm/passkey/options", Next: "/security"}
	trust := step
	trust.TrustFor = v.Duration(30 * 24 * time.Hour)
	disable := fresh
	disable.Disable, disable.Others = true, nil
	disable.Form = prompt.PasskeyForm{Action: "/security/two-factor/disable/passkey", Options: "/security/two-factor/disable/passkey/options"}
	create := v.T("new_passkey.title")
	return []State{
		{Name: "sign-in-passkey", Title: v.T("sign_in.title"), Public: true, Screen: signin.Password(signin.PasswordProps{Passkeys: true, Next: "/invoices"})},
		{Name: "passkey", Title: v.T("passkey.title"), Public: true, Screen: signin.Passkey(step)},
		{Name: "passkey-refused", Title: v.T("passkey.title"), Public: true, Screen: signin.Passkey(refused)},
		{Name: "passkey-trust", Title: v.T("passkey.title"), Public: true, Screen: signin.Passkey(trust)},
		{Name: "confirm-passkey", Title: v.T("confirm.title"), Section: "security", Screen: security.ConfirmPasskey(fresh)},
		{Name: "disable-passkey", Title: v.T("disable.title"), Section: "security", Screen: security.ConfirmPasskey(disable)},
		{Name: "new-passkey", Title: create, Section: "security", Screen: security.NewPasskey(security.NewPasskeyProps{First: true})},
		{Name: "new-passkey-refused", Title: create, Section: "security", Screen: security.NewPasskey(security.NewPasskeyProps{Form: form{
			Values: map[string]string{"name": "MacBook"}, Alert: v.T("new_passkey.refused"),
		}})},
	}
}
