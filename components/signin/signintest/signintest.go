// Package signintest holds the made-up states of the sign-in screens.
package signintest

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/signin"
	"latchkey/components/ui"
	"latchkey/internal/locale"
)

// States returns the screens of signing in, in all their states.
func States(l *locale.Locale) []canned.State {
	v := canned.Values{Locale: l}
	return slices.Concat(password(v), secondStep(v), passkey(v), help(v), links(v), notMe(v))
}

func public(name, title string, c templ.Component) canned.State { return canned.Public(name, title, c) }

func password(v canned.Values) []canned.State {
	screen, signIn := public, v.T("sign_in.title")
	typed := map[string]string{"email": "ada@example.test"}
	return []canned.State{
		screen("sign-in", signIn, signin.Password(signin.PasswordProps{Register: true, Recovery: true, Next: "/invoices"})),
		screen("sign-in-refused", signIn, signin.Password(signin.PasswordProps{Register: true, Form: ui.Form{
			Values: typed,
			Alert:  v.T("refused.password_wrong"),
		}})),
		screen("sign-in-errors", signIn, signin.Password(signin.PasswordProps{Register: true, Form: ui.Form{Errors: map[string]string{
			"email":    v.T("refused.email_empty"),
			"password": v.T("refused.password_empty"),
		}}})),
		screen("sign-in-locked", signIn, signin.Password(signin.PasswordProps{Passkeys: true, Locked: true, Form: ui.Form{
			Values: map[string]string{"email": canned.Ada.Email},
			Alert:  v.T("refused.password_wait", "Wait", v.Duration(4*time.Minute)),
		}})),
		screen("sign-in-passkey", signIn, signin.Password(signin.PasswordProps{Passkeys: true, Next: "/invoices"})),
	}
}

func help(v canned.Values) []canned.State {
	screen := public
	return []canned.State{
		screen("code-help", v.T("help.title"), signin.Help(signin.HelpProps{
			Brand: canned.Brand, Recovery: true, Back: "/sign-in/code", Sends: true,
		})),
		screen("code-help-refused", v.T("help.refused"), signin.Help(signin.HelpProps{
			Brand: canned.Brand, Recovery: true, Back: "/sign-in/code?way=1", Refused: "totp",
		})),
		screen("code-help-sent", v.T("help.refused"), signin.Help(signin.HelpProps{
			Others: true,
			Brand:  canned.Brand, Back: "/sign-in/code?way=2", Refused: "email",
		})),
		screen("backup-code-help", v.T("help.refused"), signin.Help(signin.HelpProps{
			Brand: canned.Brand, Recovery: true, Back: "/sign-in/backup-code", Refused: "backup",
		})),
		screen("passkey-help", v.T("code.no_passkey"), signin.Help(signin.HelpProps{Brand: canned.Brand, Recovery: true, PasskeyOnly: true})),
		screen("contact-unsaid", v.T("contact.password_title"),
			signin.Contact(signin.ContactProps{Brand: ui.Brand{Name: canned.Brand.Name}, Topic: "password"})),
		screen("contact-password", v.T("contact.password_title"), signin.Contact(signin.ContactProps{Brand: canned.Brand, Topic: "password"})),
		screen("contact-account", v.T("contact.account_title"), signin.Contact(signin.ContactProps{Brand: canned.Brand, Topic: "account"})),
	}
}

// links are the screens around links that are mailed, and what these open.
func links(v canned.Values) []canned.State {
	public := func(name, title string, c templ.Component) canned.State {
		return canned.Public(name, v.T(title), c)
	}
	typed := map[string]string{"email": "ada.example"}
	bad := ui.Form{Values: typed, Errors: map[string]string{"email": v.T("refused.email_bad")}}
	weak := ui.Form{Values: map[string]string{"name": canned.Ada.Name}, Errors: map[string]string{"password": v.T("strength.common")}}
	return []canned.State{
		public("forgot-password", "forgot.title", signin.ForgotPassword(signin.ForgotPasswordProps{})),
		public("forgot-password-refused", "forgot.title", signin.ForgotPassword(signin.ForgotPasswordProps{Form: bad})),
		public("link-sent", "link_sent.title", signin.LinkSent(signin.LinkSentProps{
			Link: ui.LinkRequest{Form: "/forgot-password", Email: canned.Ada.Email},
		})),
		public("link-sent-register", "link_sent.title", signin.LinkSent(signin.LinkSentProps{
			Link: ui.LinkRequest{Form: "/register", Email: canned.Ada.Email}, Register: true,
		})),
		public("link-sent-again", "link_sent.title", signin.LinkSent(signin.LinkSentProps{
			Link: ui.LinkRequest{Form: "/register", Email: canned.Ada.Email, Again: true}, Register: true,
		})),
		public("link-sent-forgotten", "link_sent.title", signin.LinkSent(signin.LinkSentProps{Link: ui.LinkRequest{Form: "/forgot-password"}})),
		public("reset-password", "reset.title", signin.ResetPassword(signin.ResetPasswordProps{Account: canned.Ada.Email})),
		public("reset-password-refused", "reset.title",
			signin.ResetPassword(signin.ResetPasswordProps{Account: canned.Ada.Email, EmailCodes: true, Form: weak})),
		public("register", "register.title", signin.Register(signin.RegisterProps{})),
		public("register-refused", "register.title", signin.Register(signin.RegisterProps{Form: bad})),
		public("register-finish", "register.finish_title", signin.RegisterFinish(signin.RegisterFinishProps{Email: canned.Ada.Email})),
		public("register-finish-refused", "register.finish_title",
			signin.RegisterFinish(signin.RegisterFinishProps{Email: canned.Ada.Email, Form: weak})),
		public("register-invited", "register.finish_title",
			signin.RegisterFinish(signin.RegisterFinishProps{Email: canned.Ada.Email, Name: canned.Ada.Name, Invited: true})),
		public("register-joins", "register.joins_title",
			signin.RegisterFinish(signin.RegisterFinishProps{Email: canned.Ada.Email, Joins: true})),
		public("contact-confirm", "confirm_email.title", signin.ConfirmEmail(signin.ConfirmEmailProps{
			Email: "ada@new.example",
			Name:  canned.Ada.Name,
		})),
		public("contact-taken", "confirm_email.taken_title", signin.EmailTaken()),
	}
}
