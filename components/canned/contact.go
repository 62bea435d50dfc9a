package canned

import (
	"time"

	"latchkey/components/client"
	"latchkey/components/prompt"
	"latchkey/components/security"
	"latchkey/components/signin"
	"latchkey/components/ui"
)

func (v values) reached() client.ContactsProps {
	return client.ContactsProps{
		Email: client.ContactRow{Value: Ada.Email}, Phone: client.ContactRow{Value: "+447700900123"}, PhoneOffered: true,
	}
}

func toNumber(sent *prompt.Sent) prompt.Props {
	sent.State.Methods = "/profile/phone"
	return prompt.Props{Kind: "whatsapp", Where: "+44 ••• •• 456", Sent: sent, Send: "/profile/phone/send"}
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
	waits.Phone = client.ContactRow{}
	profile := client.ProfileProps{Name: Ada.Name, Contact: waits, Language: v.Lang(), Languages: []ui.Choice{{Value: v.Lang(), Label: v.Name()}}}
	email := client.EmailProps{Current: Ada.Email}
	refused := email
	refused.Form = bad
	linked := email
	linked.Pending, linked.Until, linked.Sent = "ada@new.example", later, true
	phone := client.PhoneProps{Offered: true}
	waiting := client.PhoneProps{Offered: true, Current: "+447700900123", Pending: "+447700900456", Until: later}
	return concat(v.contactCodes(), v.notMe(), []State{
		public("forgot-password", "forgot.title", signin.ForgotPassword(signin.ForgotPasswordProps{})),
		public("forgot-password-refused", "forgot.title", signin.ForgotPassword(signin.ForgotPasswordProps{Form: bad})),
		public("link-sent", "link_sent.title", signin.LinkSent(signin.LinkSentProps{})),
		public("link-sent-register", "link_sent.title", signin.LinkSent(signin.LinkSentProps{Register: true})),
		public("reset-password", "reset.title", signin.ResetPassword(signin.ResetPasswordProps{Account: Ada.Email})),
		public("reset-password-refused", "reset.title", signin.ResetPassword(signin.ResetPasswordProps{Account: Ada.Email, Form: weak})),
		public("register", "register.title", signin.Register(signin.RegisterProps{})),
		public("register-refused", "register.title", signin.Register(signin.RegisterProps{Form: bad})),
		public("register-finish", "register.finish_title", signin.RegisterFinish(signin.RegisterFinishProps{Email: Ada.Email})),
		public("register-finish-refused", "register.finish_title", signin.RegisterFinish(signin.RegisterFinishProps{Email: Ada.Email, Form: weak})),
		public("register-invited", "register.finish_title", signin.RegisterFinish(signin.RegisterFinishProps{Email: Ada.Email, Name: Ada.Name, Invited: true})),
		public("contact-confirm", "confirm_email.title", signin.ConfirmEmail(signin.ConfirmEmailProps{Email: "ada@new.example", Name: Ada.Name})),
		public("contact-taken", "confirm_email.taken_title", signin.EmailTaken()),
		own("profile-waiting", "profile.title", client.Profile(profile)),
		own("contact-email", "details.email_title", client.Email(email)),
		own("contact-email-refused", "details.email_title", client.Email(refused)),
		own("contact-email-sent", "details.email_title", client.Email(linked)),
		own("contact-phone", "details.phone_title", client.Phone(phone)),
		own("contact-phone-waiting", "details.phone_title", client.Phone(waiting)),
		own("contact-phone-off", "details.phone_title", client.Phone(client.PhoneProps{})),
		{Name: "frozen", Title: v.T("frozen.title"), Section: "security", Screen: security.Frozen(security.FrozenProps{CanSettle: true, Since: v.DateTime(now)})},
		{Name: "frozen-staff", Title: v.T("frozen.title"), Section: "security", Screen: security.Frozen(security.FrozenProps{Since: v.DateTime(now)})},
	})
}

func (v values) contactCodes() []State {
	own := func(name string, p client.PhoneCodeProps) State {
		return State{Name: name, Title: v.T("details.code_title"), Section: "profile", Screen: client.PhoneCode(p)}
	}
	return []State{
		own("contact-code", client.PhoneCodeProps{Prompt: toNumber(sent(28, prompt.DeliveryProps{}))}),
		own("contact-code-refused", client.PhoneCodeProps{
			Prompt: toNumber(sent(0, prompt.DeliveryProps{Sent: true})), Form: form{Errors: map[string]string{"code": v.T("refused.sent_wrong")}},
		}),
		own("contact-code-failed", client.PhoneCodeProps{Prompt: toNumber(sent(0, prompt.DeliveryProps{Failed: true, Number: true}))}),
	}
}

// notMe is what a link from a notice opens, before and after it is said.
func (v values) notMe() []State {
	public := func(name, title string, c component) State {
		return State{Name: name, Title: v.T(title), Public: true, Screen: c}
	}
	notice := signin.NotMeProps{What: v.T("mail.password_changed_subject"), When: v.DateTime(now)}
	frozen := signin.NotMeProps{What: v.T("mail.email_changing_subject"), When: v.DateTime(now), Freezes: true, CanSettle: true}
	dispute := signin.NotMeProps{What: v.T("mail.email_changed_subject"), When: v.DateTime(now), Freezes: true, InForce: true}
	method := signin.NotMeProps{What: v.T("mail.method_added_subject"), When: v.DateTime(now), Method: true}
	recovery := signin.NotMeProps{What: v.T("mail.recovery_opened_subject"), When: v.DateTime(now), Recovery: true}
	return []State{
		public("not-me", "not_me.title", signin.NotMe(notice)),
		public("not-me-freeze", "not_me.title", signin.NotMe(frozen)),
		public("not-me-dispute", "not_me.title", signin.NotMe(dispute)),
		public("not-me-method", "not_me.title", signin.NotMe(method)),
		public("not-me-recovery", "not_me.title", signin.NotMe(recovery)),
		public("not-me-done", "not_me.done_title", signin.NotMeDone(notice)),
		public("not-me-done-freeze", "not_me.done_title", signin.NotMeDone(frozen)),
		public("not-me-done-dispute", "not_me.done_title", signin.NotMeDone(dispute)),
		public("not-me-done-method", "not_me.done_title", signin.NotMeDone(method)),
		public("not-me-done-recovery", "not_me.done_title", signin.NotMeDone(recovery)),
	}
}
