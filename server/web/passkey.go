package web

import (
	"latchkey/components"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/internal/seal"

	"github.com/gofiber/fiber/v2"
)

// Passkeys tells whether passkeys work on the page that is asked for: they belong to the
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
func (r *Request) PasskeyRefused(v credential.Verdict) (string, int) {
	form, status := r.Refused("answer", factor.Passkey, v)
	if form.Alert != "" {
		return form.Alert, status
	}
	return form.Error("answer"), status
}

// PasskeyStep is the page that asks for a passkey: the one of the person's methods that way
// names, or any. The form posts to action, and has the challenge from the address below it.
func (r *Request) PasskeyStep(methods []factor.Enrolled, way, action string) components.PasskeyStepProps {
	props := components.PasskeyStepProps{Form: components.PasskeyForm{Action: action}}
	if r.Passkeys() {
		props.Form.Options = action + "/options"
	}
	if m, err := factor.Find(methods, way); err == nil && m.Kind == factor.Passkey {
		props.Form.Way = m.ID
		if len(methods) > 1 {
			props.Name = m.Name
		}
	}
	return props
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
