package canned

import (
	"latchkey/components/prompt"
	"latchkey/components/signin"
	"latchkey/components/ui"
)

type form = ui.Form

func (v values) signIn() []State {
	typed := map[string]string{"email": "ada@example.test"}
	refused := v.say("Your code was used already. Wait for the next one.", "استُخدم هذا الرمز من قبل. انتظر الرمز التالي.")
	screen := func(name, title string, c component) State {
		return State{Name: name, Title: title, Public: true, Screen: c}
	}
	signIn, enter := v.T("sign_in.title"), v.T("code.title")
	return []State{
		screen("sign-in", signIn, signin.Password(signin.PasswordProps{Register: true, Recovery: true, Next: "/invoices"})),
		screen("sign-in-refused", signIn, signin.Password(signin.PasswordProps{Register: true, Form: form{
			Values: typed,
			Alert:  v.say("That email and password do not match. Check both and try again.", "البريد وكلمة المرور لا يتطابقان. تحقّق منهما وحاول من جديد."),
		}})),
		screen("sign-in-errors", signIn, signin.Password(signin.PasswordProps{Register: true, Form: form{Errors: map[string]string{
			"email":    v.say("Type your email address.", "اكتب بريدك الإلكتروني."),
			"password": v.say("Type your password.", "اكتب كلمة المرور."),
		}}})),
		screen("code", enter, signin.Code(signin.CodeProps{Clock: clock})),
		screen("code-refused", enter, signin.Code(signin.CodeProps{Clock: clock, Form: form{Errors: map[string]string{"code": refused}}})),
		screen("code-clock", enter, signin.Code(signin.CodeProps{Clock: clock, Form: form{
			Alert: v.say("Your phone’s clock seems about 3 minutes slow. Set its date and time to automatic, then type the next code.",
				"يبدو أن ساعة هاتفك متأخرة نحو ٣ دقائق. اضبط التاريخ والوقت على الوضع التلقائي ثم اكتب الرمز التالي."),
		}})),
		screen("backup-code", v.T("backup_code.title"), signin.BackupCode(signin.BackupCodeProps{})),
		screen("backup-code-refused", v.T("backup_code.title"), signin.BackupCode(signin.BackupCodeProps{Form: form{Errors: map[string]string{
			"backup_code": v.say("That is none of your backup codes.", "ليس هذا من رموزك الاحتياطية."),
		}}})),
		screen("ways", v.T("ways.title"), prompt.AllMethods(prompt.AllMethodsProps{Rows: v.wayRows()[:2], Back: "/sign-in/code", Support: true, Recovery: true})),
		screen("code-help", v.T("help.title"), signin.Help(signin.HelpProps{Brand: Brand, Recovery: true})),
		screen("contact", v.T("contact.sign_in_title"), signin.Contact(signin.ContactProps{Brand: Brand, Topic: "sign-in"})),
		screen("contact-unsaid", v.T("contact.sign_in_title"), signin.Contact(signin.ContactProps{Brand: ui.Brand{Name: Brand.Name}, Topic: "sign-in"})),
		screen("contact-password", v.T("contact.password_title"), signin.Contact(signin.ContactProps{Brand: Brand, Topic: "password"})),
		screen("contact-account", v.T("contact.account_title"), signin.Contact(signin.ContactProps{Brand: Brand, Topic: "account"})),
	}
}
