package securitytest

import (
	"latchkey/components/canned"
	"latchkey/components/prompt"
	"latchkey/components/prompt/prompttest"
	"latchkey/components/security"
	"latchkey/components/ui"
)

func methodRows(v canned.Values) []security.MethodRow {
	return []security.MethodRow{
		{ID: "1", Kind: "totp", Name: v.Say("Work phone", "هاتف العمل"), Added: v.On(11, 2), LastUsed: v.On(11, 21), Preferred: true},
		{ID: "2", Kind: "email", Where: prompttest.MaskedEmail, Added: v.On(11, 3)},
		{ID: "3", Kind: "whatsapp", Where: prompttest.MaskedPhone, Added: v.On(11, 9), LastUsed: v.On(11, 20)},
		{ID: "4", Kind: "passkey", Name: "MacBook", Added: v.On(11, 12)},
	}
}

func suspendedRows(v canned.Values) []security.SuspendedRow {
	rows := methodRows(v)
	return []security.SuspendedRow{
		{MethodRow: rows[3], Restorable: true},
		{MethodRow: rows[1]},
		{MethodRow: security.MethodRow{ID: "5", Kind: "backup", Added: v.On(11, 20)}, Restorable: true},
	}
}

func methods(v canned.Values) []canned.State {
	choose, rows := v.T("choose.title"), methodRows(v)
	wrong := ui.Form{Errors: map[string]string{"code": v.T("refused.sent_dead")}}
	return []canned.State{
		screen("choose-method", choose, security.Choose(security.ChooseProps{Kinds: []string{"totp", "email", "whatsapp"}, Chosen: "totp"})),
		screen("choose-method-adding", v.T("choose.add"), security.Choose(security.ChooseProps{
			Kinds: []string{"totp", "email", "whatsapp"}, Adding: true,
			Form: ui.Form{Errors: map[string]string{"method": v.T("refused.choose")}},
		})),
		screen("confirm-email", v.T("confirm_method.email"), security.ConfirmMethod(security.ConfirmMethodProps{
			Action: "/security/methods/email", Prompt: prompttest.ByEmail(prompttest.Sent(28, prompt.DeliveryProps{Arrived: true})),
		})),
		screen("confirm-whatsapp", v.T("confirm_method.whatsapp"), security.ConfirmMethod(security.ConfirmMethodProps{
			Action: "/security/methods/whatsapp/code", Adding: true, Form: wrong,
			Prompt: prompttest.ByWhatsApp(prompttest.Sent(0, prompt.DeliveryProps{Failed: true})),
		})),
		screen("phone", v.T("phone.title"), security.Phone(security.PhoneProps{Known: "+44 7911 123456"})),
		screen("phone-refused", v.T("phone.title"), security.Phone(security.PhoneProps{Form: ui.Form{
			Values: map[string]string{"phone": "12345"}, Errors: map[string]string{"phone": v.T("refused.phone_wrong")},
		}})),
		screen("method", v.T("ways.app"), security.Method(security.MethodProps{Method: rows[0]})),
		screen("method-last", v.T("ways.app"), security.Method(security.MethodProps{Method: rows[0], Last: true})),
		screen("method-email-last", v.T("method.email"), security.Method(security.MethodProps{Method: rows[1], Last: true, Form: ui.Form{
			Values: map[string]string{"name": "x"}, Errors: map[string]string{"name": v.T("refused.method_name")},
		}})),
		screen("method-whatsapp", v.T("method.whatsapp"), security.Method(security.MethodProps{Method: rows[2]})),
		screen("remove-method", v.T("remove_method.title"), security.RemoveMethod(security.RemoveMethodProps{Method: rows[2]})),
	}
}

func passkeys(v canned.Values) []canned.State {
	create := v.T("new_passkey.title")
	return []canned.State{
		screen("new-passkey", create, security.NewPasskey(security.NewPasskeyProps{First: true})),
		screen("new-passkey-refused", create, security.NewPasskey(security.NewPasskeyProps{Form: ui.Form{
			Values: map[string]string{"name": "MacBook"}, Alert: v.T("new_passkey.refused"),
		}})),
	}
}
