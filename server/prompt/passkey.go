package prompt

import (
	"slices"

	screen "latchkey/components/prompt"
	"latchkey/internal/authn"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
	"latchkey/server/web"
)

// Passkeys reports whether passkeys work at the address that the request came to. They belong to one address,
// and the server may answer at others too.
func Passkeys(r *web.Request) bool { return r.Site.Factors.Party.Serves(r.Host()) }

// PasskeyRefused returns the alert and the status for a passkey that was not accepted.
func PasskeyRefused(r *web.Request, v authn.Verdict) (string, int) {
	form, status := Refused(r, "answer", factor.Passkey, v)
	if form.Alert != "" {
		return form.Alert, status
	}
	return form.Error("answer"), status
}

// PasskeyProps returns what the page shows that asks for the passkey m. Its form posts to At.Passkey and
// fetches the challenge from At.Passkey + "/options".
func (a Prompt) PasskeyProps(r *web.Request, m factor.Enrolled, alert string) screen.PasskeyProps {
	props := screen.PasskeyProps{
		Alert: alert, Others: a.others(r),
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

// PickPasskey returns the usable passkey with the id way, otherwise the first one. If there is none it returns
// the zero Enrolled, which any of the person's passkeys can answer.
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
func (a Prompt) others(r *web.Request) []screen.Method {
	return slices.DeleteFunc(a.Rows(r), func(row screen.Method) bool { return row.Kind == string(factor.Passkey) })
}

// BrowserSecret returns the secret that ties a passkey's challenge to this browser. If the browser has none yet, it
// gets a new one as a cookie.
func BrowserSecret(r *web.Request) string {
	secret := SentBrowserSecret(r)
	if secret == "" {
		secret = NewBrowserSecret()
		r.SetCookie(web.AskerCookie, secret)
	}
	return secret
}

// NewBrowserSecret returns a new secret for a cookie that ties something to this browser.
func NewBrowserSecret() string {
	secret, _ := seal.NewToken()
	return secret
}

// SentBrowserSecret returns the secret of [BrowserSecret] that came with the request; "" if there is none.
func SentBrowserSecret(r *web.Request) string { return r.Cookie(web.AskerCookie) }
