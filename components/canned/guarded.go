package canned

import (
	"latchkey/components/prompt"
	"latchkey/components/security"
	"latchkey/components/ui"
)

func (v values) guarded() []State {
	screen := func(name, title string, c component) State {
		return State{Name: name, Title: title, Section: "security", Screen: c}
	}
	off := security.SettingsProps{PasswordChanged: v.on(3, 3), Sessions: v.N("sessions.count", 1)}
	dialog := off
	dialog.Dialog = true
	on := security.SettingsProps{
		On: true, PasswordChanged: v.on(3, 3), Sessions: v.N("sessions.count", 3), BackupLeft: 9, BackupTotal: 10, BackupSaved: true,
		Methods: v.methods()[:1],
		Done:    v.say("Two-factor authentication is on.", "المصادقة الثنائية مفعّلة."),
	}
	low := on
	low.Done, low.BackupLeft, low.BackupSaved = "", 2, false
	many := on
	many.Done, many.Methods = "", v.methods()
	settings, confirm := v.T("security.title"), v.T("confirm.title")
	password := v.T("password.title")
	reminder := screen("security-low", settings, security.Settings(low))
	reminder.Banners = []ui.Banner{{
		Kind: "warning", Text: v.say("You have only 2 backup codes left.", "لم يبقَ لديك إلا رمزان احتياطيان."),
		LinkText: v.T("security.new_codes"), LinkURL: "/security/backup-codes/new",
	}}
	return []State{
		screen("security-off", settings, security.Settings(off)),
		screen("security-off-dialog", settings, security.Settings(dialog)),
		screen("security-on", settings, security.Settings(on)),
		reminder,
		screen("security-many", settings, security.Settings(many)),
		screen("confirm-password", confirm, security.Confirm(security.ConfirmProps{Account: Ada.Email})),
		screen("confirm-password-refused", confirm, security.Confirm(security.ConfirmProps{Form: form{Errors: map[string]string{
			"password": v.say("That is not your password.", "ليست هذه كلمة مرورك."),
		}}})),
		screen("confirm-code", confirm, security.Confirm(security.ConfirmProps{WithCode: true, Prompt: prompt.Props{Methods: "/confirm/ways"}, Clock: clock})),
		screen("confirm-deed", confirm, security.Confirm(security.ConfirmProps{
			WithCode: true, Prompt: prompt.Props{Methods: "/confirm/ways"}, Clock: clock,
			Then: v.T("confirm.then", "What", v.T("confirm.deed", "Do", v.T("details.change_email"), "To", "accounts.receivable@subsidiary.northwind-hosting.example")),
		})),
		screen("disable", v.T("disable.title"), security.Disable(security.DisableProps{})),
		screen("disable-refused", v.T("disable.title"), security.Disable(security.DisableProps{Form: form{Errors: map[string]string{
			"code": v.say("That code is not right. Use the latest one.", "هذا الرمز غير صحيح. استخدم أحدث رمز."),
		}}})),
		screen("disable-confirm", v.T("disable_confirm.title"), security.DisableConfirm(security.DisableConfirmProps{})),
		screen("password", password, security.Password(security.PasswordProps{Account: Ada.Email})),
		screen("password-refused", password, security.Password(security.PasswordProps{Account: Ada.Email, Form: form{Errors: map[string]string{
			"password": v.say("This password is on a list of leaked ones. Choose another.", "كلمة المرور هذه ضمن قائمة مسرّبة. اختر غيرها."),
		}}})),
		{Name: "strength", Title: password, Public: true, Screen: strengths(v)},
	}
}

// strengths shows the meter at each score.
func strengths(v values) component {
	words := []string{v.say("Very weak", "ضعيفة جدًا"), v.say("Weak", "ضعيفة"), v.say("Fair", "مقبولة"), v.say("Good", "جيدة"), v.say("Strong", "قوية")}
	all := make([]component, len(words))
	for score := range words {
		all[score] = ui.Strength(ui.StrengthProps{Score: score, Words: words[score]})
	}
	return inMeters(v.T("password.title"), all)
}
