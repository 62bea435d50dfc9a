package web

import (
	"slices"

	"latchkey/components/prompt"
	"latchkey/internal/authn"
	"latchkey/internal/factor"
	"latchkey/internal/seal"

	"github.com/gofiber/fiber/v2"
)

// Passkeys reports whether passkeys work on the page that is asked for: they belong to the
// address that people know the server by, and it may answer to others too.
func (r *Request) Passkeys() bool {
	return r.Site.Factors.Party.Serves(string(r.c.Request().Host()))
}

// Options answers the module with what a browser's navigator.credentials is to be given.
func (r *Request) Options(options []byte) error {
	r.c.Set(fiber.HeaderCacheControl, "no-store")
	r.c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return r.c.Send(options)
}

// PasskeyRefused is the sentence, and the status, for a passkey that was not accepted.
func (r *Request) PasskeyRefused(v authn.Verdict) (string, int) {
	form, status := r.Refused("answer", factor.Passkey, v)
	if form.Alert != "" {
		return form.Alert, status
	}
	return form.Error("answer"), status
}

// PasskeyProps is the page that asks for the passkey m among the ways of a. The form posts to
// the page of passkeys, and has the challenge from the address below it.
func (r *Request) PasskeyProps(a Prompt, m factor.Enrolled, alert string) prompt.PasskeyProps {
	props := prompt.PasskeyProps{
		Alert: alert, Others: a.others(),
		Form: prompt.PasskeyForm{Action: a.At.Passkey, Method: m.ID, Carried: a.Carried()},
	}
	if r.Passkeys() {
		props.Form.Options = a.At.Passkey + "/options"
	}
	if len(a.State.Methods) > 1 {
		props.Name = m.Name
	}
	return props
}

// PickPasskey is the passkey of a name that the page is asked for, else the one that comes
// first; the zero Enrolled, which any passkey answers, where there is none.
func (a Prompt) PickPasskey(way string) factor.Enrolled {
	usable := a.Usable()
	if m, err := factor.Find(usable, way); err == nil && m.Kind == factor.Passkey {
		return m
	}
	for _, m := range usable {
		if m.Kind == factor.Passkey {
			return m
		}
	}
	return factor.Enrolled{}
}

// others are the ways that need no passkey.
func (a Prompt) others() []prompt.Method {
	return slices.DeleteFunc(a.Rows(), func(row prompt.Method) bool { return row.Kind == string(factor.Passkey) })
}

// Asker is a secret that only this browser has; it gets one if there is none yet.
func (r *Request) Asker() string {
	secret := r.Cookie(askerCookie)
	if secret == "" {
		secret, _ = seal.NewToken()
		r.SetCookie(askerCookie, secret)
	}
	return secret
}

// AskerSent is the secret that came with the request; "" for none.
func (r *Request) AskerSent() string { return r.Cookie(askerCookie) }
