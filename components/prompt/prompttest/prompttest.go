// Package prompttest holds made-up methods and codes, for the states of every area that asks for a proof.
package prompttest

import (
	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/prompt"
	"latchkey/internal/locale"
)

// MaskedEmail and MaskedPhone are where the made-up codes are sent.
const (
	MaskedEmail = "a•••@example.test"
	MaskedPhone = "+44 •••• •••456"
)

// Rows returns one method of every kind that has codes.
func Rows(v canned.Values) []prompt.Method {
	return []prompt.Method{
		{Kind: "totp", Method: "1", URL: "/sign-in/code?way=1"},
		{Kind: "backup", URL: "/sign-in/backup-code"},
		{Kind: "email", Method: "2", Where: MaskedEmail, URL: "/sign-in/code?way=2", Send: "/sign-in/send"},
		{Kind: "whatsapp", Method: "3", Where: MaskedPhone, URL: "/sign-in/code?way=3", Send: "/sign-in/send"},
		{Kind: "totp", Method: "5", Name: v.Say("Work phone", "هاتف العمل"), URL: "/sign-in/code?way=5"},
	}
}

// ByEmail returns a method whose codes are sent by e-mail; sent is nil if none was sent yet.
func ByEmail(sent *prompt.Sent) prompt.Props {
	return prompt.Props{
		Kind: "email", Method: "2", Where: MaskedEmail, Sent: sent, Send: "/sign-in/send", Methods: "/sign-in/ways",
	}
}

// ByWhatsApp is [ByEmail] for WhatsApp.
func ByWhatsApp(sent *prompt.Sent) prompt.Props {
	return prompt.Props{
		Kind: "whatsapp", Method: "3", Where: MaskedPhone, Sent: sent, Send: "/sign-in/send", Methods: "/sign-in/ways",
	}
}

// Sent returns a code that was sent, with wait seconds left until the next can be sent.
func Sent(wait int, state prompt.DeliveryProps) *prompt.Sent {
	state.Page, state.Methods = "/sign-in/code", "/sign-in/ways"
	now := canned.Clock.ServerNow
	return &prompt.Sent{Wait: wait, Now: now, Again: now + int64(wait)*1000, State: state}
}

// Passkey returns what a page shows that asks for a passkey at sign-in.
func Passkey() prompt.PasskeyProps {
	return prompt.PasskeyProps{
		Form: prompt.PasskeyForm{Action: "/sign-in/passkey", Options: "/sign-in/passkey/options", Method: "4"},
		Name: "MacBook",
		Others: []prompt.Method{
			{Kind: "totp", Method: "1", URL: "/sign-in/code?way=1"},
			{Kind: "email", Method: "2", Where: "a•••@example.com", Send: "/sign-in/send"},
			{Kind: "backup", URL: "/sign-in/backup-code"},
		},
	}
}

// States returns the lists of all methods, which belong to no area.
func States(l *locale.Locale) []canned.State {
	v := canned.Values{Locale: l}
	screen := func(name, title string, c templ.Component) canned.State { return canned.Public(name, title, c) }
	ways := prompt.AllMethodsProps{Rows: Rows(v), Back: "/sign-in/code", Support: true, Recovery: true}
	few := ways
	few.Rows = few.Rows[:2]
	return []canned.State{
		screen("ways", v.T("ways.title"), prompt.AllMethods(few)),
		screen("ways-many", v.T("ways.title"), prompt.AllMethods(ways)),
	}
}
