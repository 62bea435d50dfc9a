package clienttest

import (
	"time"

	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/client"
	"latchkey/components/prompt"
	"latchkey/components/prompt/prompttest"
	"latchkey/components/ui"
	"latchkey/internal/locale"
)

func own(name, title string, c templ.Component) canned.State {
	return canned.In("profile", name, title, c)
}

func profile(v canned.Values) []canned.State {
	languages := make([]client.LanguageChoice, 0, 3)
	for _, l := range locale.Writings() {
		languages = append(languages, client.LanguageChoice{Tag: l.Tag(), Name: l.FullName(), Lang: l.Lang(), Dir: l.Dir()})
	}
	shown := client.ProfileProps{Name: canned.Ada.Name, Contact: reached(), Language: v.Lang(), Languages: languages}
	shown.Zone, shown.ZoneNow = "Europe/London", v.DateTime(canned.Now)
	shown.Zones = ui.ZoneAreas(v.Locale, []string{
		"UTC", "Africa/Cairo", "America/Argentina/Buenos_Aires", "Europe/Berlin", "Europe/London",
	})
	wrong := shown
	wrong.Form = ui.Form{Values: map[string]string{"name": ""}, Errors: map[string]string{"name": v.Say("Enter your name.", "أدخل اسمك.")}}
	waits := shown
	waits.Languages = []client.LanguageChoice{{Tag: v.Tag(), Name: v.Name(), Lang: v.Lang(), Dir: v.Dir()}}
	waits.Contact.Email.Pending, waits.Contact.Email.Until = "ada@new.example", v.DateTime(canned.Now.Add(24*time.Hour))
	waits.Contact.Phone = client.ContactRow{}
	kinds := own("banners", v.T("profile.title"), client.Profile(shown))
	for _, kind := range []string{"info", "success", "warning", "error"} {
		kinds.Banners = append(kinds.Banners, ui.Banner{
			Kind: kind, Text: v.Say("Something worth knowing happened.", "حدث ما يستحق أن تعرفه."), LinkText: v.T("security.title"),
			LinkURL: "/security",
		})
	}
	return []canned.State{
		own("profile", v.T("profile.title"), client.Profile(shown)),
		own("profile-refused", v.T("profile.title"), client.Profile(wrong)),
		own("profile-waiting", v.T("profile.title"), client.Profile(waits)),
		kinds,
	}
}

func reached() client.ContactsProps {
	return client.ContactsProps{
		Email: client.ContactRow{Value: canned.Ada.Email}, Phone: client.ContactRow{Value: "+447700900123"}, PhoneOffered: true,
	}
}

func contacts(v canned.Values) []canned.State {
	later := v.DateTime(canned.Now.Add(24 * time.Hour))
	own := func(name, title string, c templ.Component) canned.State { return own(name, v.T(title), c) }
	email := client.EmailProps{Current: canned.Ada.Email}
	refused := email
	refused.Form = ui.Form{Values: map[string]string{"email": "ada.example"}, Errors: map[string]string{"email": v.T("refused.email_bad")}}
	linked := email
	linked.Pending, linked.Until, linked.Sent = "ada@new.example", later, true
	phone := client.PhoneProps{Offered: true}
	waiting := client.PhoneProps{Offered: true, Current: "+447700900123", Pending: "+447700900456", Until: later}
	return []canned.State{
		own("contact-email", "details.email_title", client.Email(email)),
		own("contact-email-refused", "details.email_title", client.Email(refused)),
		own("contact-email-sent", "details.email_title", client.Email(linked)),
		own("contact-phone", "details.phone_title", client.Phone(phone)),
		own("contact-phone-waiting", "details.phone_title", client.Phone(waiting)),
		own("contact-phone-off", "details.phone_title", client.Phone(client.PhoneProps{})),
	}
}

func toNumber(sent *prompt.Sent) prompt.Props {
	sent.State.Methods = "/profile/phone"
	return prompt.Props{Kind: "whatsapp", Where: "+44 ••• •• 456", Sent: sent, Send: "/profile/phone/send"}
}

func codes(v canned.Values) []canned.State {
	own := func(name string, p client.PhoneCodeProps) canned.State {
		return own(name, v.T("details.code_title"), client.PhoneCode(p))
	}
	return []canned.State{
		own("contact-code", client.PhoneCodeProps{Prompt: toNumber(prompttest.Sent(28, prompt.DeliveryProps{}))}),
		own("contact-code-refused", client.PhoneCodeProps{
			Prompt: toNumber(prompttest.Sent(0, prompt.DeliveryProps{Sent: true})),
			Form:   ui.Form{Errors: map[string]string{"code": v.T("refused.sent_wrong")}},
		}),
		own("contact-code-failed", client.PhoneCodeProps{Prompt: toNumber(prompttest.Sent(0, prompt.DeliveryProps{Failed: true, Number: true}))}),
	}
}
