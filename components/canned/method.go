package canned

import (
	"latchkey/components/prompt"
	"latchkey/components/security"
	"latchkey/components/signin"
)

const (
	maskedEmail = "a•••@example.test"
	maskedPhone = "+44 •••• •••456"
)

func (v values) methods() []security.MethodRow {
	return []security.MethodRow{
		{ID: "1", Kind: "totp", Name: v.say("Work phone", "هاتف العمل"), Added: v.on(11, 2), LastUsed: v.on(11, 21), Preferred: true},
		{ID: "2", Kind: "email", Where: maskedEmail, Added: v.on(11, 3)},
		{ID: "3", Kind: "whatsapp", Where: maskedPhone, Added: v.on(11, 9), LastUsed: v.on(11, 20)},
		{ID: "4", Kind: "passkey", Name: "MacBook", Added: v.on(11, 12)},
	}
}

func (v values) wayRows() []prompt.Method {
	return []prompt.Method{
		{Kind: "totp", Method: "1", URL: "/sign-in/code?way=1"},
		{Kind: "backup", URL: "/sign-in/backup-code"},
		{Kind: "email", Method: "2", Where: maskedEmail, URL: "/sign-in/code?way=2", Send: "/sign-in/send"},
		{Kind: "whatsapp", Method: "3", Where: maskedPhone, URL: "/sign-in/code?way=3", Send: "/sign-in/send"},
		{Kind: "totp", Method: "5", Name: v.say("Work phone", "هاتف العمل"), URL: "/sign-in/code?way=5"},
	}
}

func byEmail(sent *prompt.Sent) prompt.Props {
	return prompt.Props{Kind: "email", Method: "2", Where: maskedEmail, Sent: sent, Send: "/sign-in/send", Methods: "/sign-in/ways"}
}

func byWhatsApp(sent *prompt.Sent) prompt.Props {
	return prompt.Props{Kind: "whatsapp", Method: "3", Where: maskedPhone, Sent: sent, Send: "/sign-in/send", Methods: "/sign-in/ways"}
}

func sent(wait int, state prompt.DeliveryProps) *prompt.Sent {
	state.Page, state.Methods = "/sign-in/code", "/sign-in/ways"
	return &prompt.Sent{Wait: wait, Now: clock.ServerNow, Again: clock.ServerNow + int64(wait)*1000, State: state}
}

func (v values) method() []State {
	enter, choose := v.T("code.title"), v.T("choose.title")
	public := func(name string, asked prompt.Props, f form) State {
		return State{Name: name, Title: enter, Public: true, Screen: signin.Code(signin.CodeProps{Prompt: asked, Clock: clock, Form: f})}
	}
	screen := func(name, title string, c component) State {
		return State{Name: name, Title: title, Section: "security", Screen: c}
	}
	wrong := form{Errors: map[string]string{"code": v.T("refused.sent_dead")}}
	again := form{Alert: v.T("refused.same_mailbox")}
	return []State{
		public("code-email", byEmail(sent(28, prompt.DeliveryProps{})), form{}),
		public("code-email-refused", byEmail(sent(0, prompt.DeliveryProps{Arrived: true})), wrong),
		public("code-email-same-mailbox", byEmail(nil), again),
		public("code-whatsapp", byWhatsApp(sent(28, prompt.DeliveryProps{})), form{}),
		public("code-whatsapp-unsent", byWhatsApp(nil), form{}),
		public("code-whatsapp-failed", byWhatsApp(sent(0, prompt.DeliveryProps{Failed: true})), form{}),
		public("code-app-named", prompt.Props{Kind: "totp", Method: "5", Name: v.say("Work phone", "هاتف العمل"), Rows: v.wayRows()}, form{}),
		{Name: "ways-many", Title: v.T("ways.title"), Public: true, Screen: prompt.AllMethods(prompt.AllMethodsProps{Rows: v.wayRows(), Back: "/sign-in/code", Support: true, Recovery: true})},
		screen("choose-method", choose, security.Choose(security.ChooseProps{Kinds: []string{"totp", "email", "whatsapp"}, Chosen: "totp"})),
		screen("choose-method-adding", v.T("choose.add"), security.Choose(security.ChooseProps{Kinds: []string{"totp", "email", "whatsapp"}, Adding: true, Form: form{
			Errors: map[string]string{"method": v.T("refused.choose")},
		}})),
		screen("confirm-email", v.T("confirm_method.email"), security.ConfirmMethod(security.ConfirmMethodProps{
			Action: "/security/methods/email", Prompt: byEmail(sent(28, prompt.DeliveryProps{Arrived: true})),
		})),
		screen("confirm-whatsapp", v.T("confirm_method.whatsapp"), security.ConfirmMethod(security.ConfirmMethodProps{
			Action: "/security/methods/whatsapp/code", Prompt: byWhatsApp(sent(0, prompt.DeliveryProps{Failed: true})), Adding: true, Form: wrong,
		})),
		screen("phone", v.T("phone.title"), security.Phone(security.PhoneProps{Known: "+44 7911 123456"})),
		screen("phone-refused", v.T("phone.title"), security.Phone(security.PhoneProps{Form: form{
			Values: map[string]string{"phone": "12345"}, Errors: map[string]string{"phone": v.T("refused.phone_wrong")},
		}})),
		screen("method", v.T("ways.app"), security.Method(security.MethodProps{Method: v.methods()[0]})),
		screen("method-email-last", v.T("method.email"), security.Method(security.MethodProps{Method: v.methods()[1], Last: true, Form: form{
			Values: map[string]string{"name": "x"}, Errors: map[string]string{"name": v.T("refused.method_name")},
		}})),
		screen("method-whatsapp", v.T("method.whatsapp"), security.Method(security.MethodProps{Method: v.methods()[2]})),
		screen("remove-method", v.T("remove_method.title"), security.RemoveMethod(security.RemoveMethodProps{Method: v.methods()[2]})),
		screen("confirm-by-email", v.T("confirm.title"), security.Confirm(security.ConfirmProps{WithCode: true, Prompt: byEmail(nil), Stronger: true})),
		screen("disable-by-whatsapp", v.T("disable.title"), security.Disable(security.DisableProps{Prompt: byWhatsApp(sent(28, prompt.DeliveryProps{}))})),
	}
}
