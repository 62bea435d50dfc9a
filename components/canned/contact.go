package canned

import (
	"time"

	"latchkey/components"
)

func (v values) reached() components.ContactDetailsProps {
	return components.ContactDetailsProps{
		Email: components.ContactRow{Value: Ada.Email}, Phone: components.ContactRow{Value: "+447700900123"}, PhoneOffered: true,
	}
}

func toNumber(sent *components.Sent) components.PromptProps {
	sent.State.Methods = "/profile/phone"
	return components.PromptProps{Kind: "whatsapp", Where: "+44 ••• •• 456", Sent: sent, Send: "/profile/phone/send"}
}

func (v values) contact() []State {
	later := v.DateTime(now.Add(24 * time.Hour))
	public := func(name, title string, c component) State {
		return State{Name: name, Title: v.T(title), Public: true, Screen: c}
	}
	own := func(name, title string, c component) State {
		return State{Name: name, Title: v.T(title), Section: "profile", Screen: c}
	}
	typed := map[string]string{"email": "ada.example"}
	bad := form{Values: typed, Errors: map[string]string{"email": v.T("refused.email_bad")}}
	weak := form{Values: map[string]string{"name": Ada.Name}, Errors: map[string]string{"password": v.T("strength.common")}}
	waits := v.reached()
	waits.Email.Pending, waits.Email.Until = "ada@new.example", later
	waits.Phone = components.ContactRow{}
	profile := components.ProfileProps{Name: Ada.Name, Contact: waits, Language: v.Lang(), Languages: []components.Choice{{Value: v.Lang(), Label: v.Name()}}}
	email := components.ContactEmailProps{Current: Ada.Email}
	refused := email
	refused.Form = bad
	linked := email
	linked.Pending, linked.Until, linked.Sent = "ada@new.example", later, true
	phone := components.ContactPhoneProps{Offered: true}
	waiting := components.ContactPhoneProps{Offered: true, Current: "+447700900123", Pending: "+447700900456", Until: later}
	return concat(v.contactCodes(), v.notMe(), []State{
		public("forgot-password", "forgot.title", components.ForgotPassword(components.ForgotPasswordProps{})),
		public("forgot-password-refused", "forgot.title", components.ForgotPassword(components.ForgotPasswordProps{Form: bad})),
		public("link-sent", "link_sent.title", components.LinkSent(components.LinkSentProps{})),
		public("link-sent-register", "link_sent.title", components.LinkSent(components.LinkSentProps{Register: true})),
		public("reset-password", "reset.title", components.ResetPassword(components.ResetPasswordProps{Account: Ada.Email})),
		public("reset-password-refused", "reset.title", components.ResetPassword(components.ResetPasswordProps{Account: Ada.Email, Form: weak})),
		public("register", "register.title", components.Register(components.RegisterProps{})),
		public("register-refused", "register.title", components.Register(components.RegisterProps{Form: bad})),
		public("register-finish", "register.finish_title", components.RegisterFinish(components.RegisterFinishProps{Email: Ada.Email})),
		public("register-finish-refused", "register.finish_title", components.RegisterFinish(components.RegisterFinishProps{Email: Ada.Email, Form: weak})),
		public("register-invited", "register.finish_title", components.RegisterFinish(components.RegisterFinishProps{Email: Ada.Email, Name: Ada.Name, Invited: true})),
		public("contact-confirm", "confirm_email.title", components.ContactConfirm(components.ContactConfirmProps{Email: "ada@new.example", Name: Ada.Name})),
		public("contact-taken", "confirm_email.taken_title", components.ContactTaken()),
		own("profile-waiting", "profile.title", components.Profile(profile)),
		own("contact-email", "details.email_title", components.ContactEmail(email)),
		own("contact-email-refused", "details.email_title", components.ContactEmail(refused)),
		own("contact-email-sent", "details.email_title", components.ContactEmail(linked)),
		own("contact-phone", "details.phone_title", components.ContactPhone(phone)),
		own("contact-phone-waiting", "details.phone_title", components.ContactPhone(waiting)),
		own("contact-phone-off", "details.phone_title", components.ContactPhone(components.ContactPhoneProps{})),
		{Name: "frozen", Title: v.T("frozen.title"), Section: "security", Screen: components.ContactFrozen(components.ContactFrozenProps{CanSettle: true, Since: v.DateTime(now)})},
		{Name: "frozen-staff", Title: v.T("frozen.title"), Section: "security", Screen: components.ContactFrozen(components.ContactFrozenProps{Since: v.DateTime(now)})},
	})
}

func (v values) contactCodes() []State {
	own := func(name string, p components.ContactCodeProps) State {
		return State{Name: name, Title: v.T("details.code_title"), Section: "profile", Screen: components.ContactCode(p)}
	}
	return []State{
		own("contact-code", components.ContactCodeProps{Prompt: toNumber(sent(28, components.DeliveryProps{}))}),
		own("contact-code-refused", components.ContactCodeProps{
			Prompt: toNumber(sent(0, components.DeliveryProps{Sent: true})), Form: form{Errors: map[string]string{"code": v.T("refused.sent_wrong")}},
		}),
		own("contact-code-failed", components.ContactCodeProps{Prompt: toNumber(sent(0, components.DeliveryProps{Failed: true, Number: true}))}),
	}
}

// notMe is what a link from a notice opens, before and after it is said.
func (v values) notMe() []State {
	public := func(name, title string, c component) State {
		return State{Name: name, Title: v.T(title), Public: true, Screen: c}
	}
	notice := components.NotMeProps{What: v.T("mail.password_changed_subject"), When: v.DateTime(now)}
	frozen := components.NotMeProps{What: v.T("mail.email_changing_subject"), When: v.DateTime(now), Freezes: true, CanSettle: true}
	dispute := components.NotMeProps{What: v.T("mail.email_changed_subject"), When: v.DateTime(now), Freezes: true, InForce: true}
	method := components.NotMeProps{What: v.T("mail.method_added_subject"), When: v.DateTime(now), Method: true}
	recovery := components.NotMeProps{What: v.T("mail.recovery_opened_subject"), When: v.DateTime(now), Recovery: true}
	return []State{
		public("not-me", "not_me.title", components.NotMe(notice)),
		public("not-me-freeze", "not_me.title", components.NotMe(frozen)),
		public("not-me-dispute", "not_me.title", components.NotMe(dispute)),
		public("not-me-method", "not_me.title", components.NotMe(method)),
		public("not-me-recovery", "not_me.title", components.NotMe(recovery)),
		public("not-me-done", "not_me.done_title", components.NotMeDone(notice)),
		public("not-me-done-freeze", "not_me.done_title", components.NotMeDone(frozen)),
		public("not-me-done-dispute", "not_me.done_title", components.NotMeDone(dispute)),
		public("not-me-done-method", "not_me.done_title", components.NotMeDone(method)),
		public("not-me-done-recovery", "not_me.done_title", components.NotMeDone(recovery)),
	}
}
