package prompt

import (
	"slices"

	screen "latchkey/components/prompt"
	"latchkey/internal/authn"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
	"latchkey/server/web"
)

// Passkeys reports whether passkeys work on the page that is asked for: they belong to the
// address that people know the server by, and it may answer to others too.
func Passkeys(r *web.Request) bool { return r.Site.Factors.Party.Serves(r.Host()) }

// PasskeyRefused is the sentence, and the status, for a passkey that was not accepted.
func PasskeyRefused(r *web.Request, v authn.Verdict) (string, int) {
	form, status := Refused(r, "answer", factor.Passkey, v)
	if form.Alert != "" {
		return form.Alert, status
	}
	return form.Error("answer"), status
}

// PasskeyProps asks for the passkey m among the person's ways. The form posts to the page of
// passkeys, and has the challenge from the address below it.
func (a Prompt) PasskeyProps(r *web.Request, m factor.Enrolled, alert string) screen.PasskeyProps {
	props := screen.PasskeyProps{
		Alert: alert, Others: a.others(),
		Form: screen.PasskeyForm{Action: a.At.Passkey, Method: m.ID, Carried: a.Carried()},
	}
	if Passkeys(r) {
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
func (a Prompt) others() []screen.Method {
	return slices.DeleteFunc(a.Rows(), func(row screen.Method) bool { return row.Kind == string(factor.Passkey) })
}

// Asker is a secret that only this browser has; it gets one if there is none yet.
func Asker(r *web.Request) string {
	secret := AskerSent(r)
	if secret == "" {
		secret, _ = seal.NewToken()
		r.SetCookie(web.AskerCookie, secret)
	}
	return secret
}

// AskerSent is the secret that came with the request; "" for none.
func AskerSent(r *web.Request) string { return r.Cookie(web.AskerCookie) }
