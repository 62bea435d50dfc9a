package signin

import (
	"encoding/json"
	"errors"

	screen "latchkey/components/signin"
	"latchkey/internal/challenge"
	"latchkey/internal/factor"
	"latchkey/internal/signin"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// offersPasskeys reports whether the sign-in page offers them: the host does, and they work
// at this address.
func (p *Pages) offersPasskeys(r *web.Request) bool {
	return prompt.Passkeys(r) && p.Flow.Authn.Offers(r.Context(), factor.Passkey)
}

// PasskeySignInOptions answers with the WebAuthn options, as JSON, with which the browser offers its passkeys on the sign-in
// page, before anybody has given an address.
func (p *Pages) PasskeySignInOptions(r *web.Request) error {
	if !p.offersPasskeys(r) {
		return web.ErrNotFound
	}
	options, err := p.Flow.BeginPasskeySignIn(r.Context(), prompt.BrowserSecret(r), r.Client)
	if err != nil {
		return err
	}
	return r.JSON(options)
}

// PasskeySignIn checks the answer of such a passkey and signs its owner in. It takes the place of password and
// second step.
func (p *Pages) PasskeySignIn(r *web.Request) error {
	props := p.props(r, r.Form("next"))
	if !props.Passkeys {
		return web.ErrNotFound
	}
	answer := r.Form("answer")
	if answer == "" {
		props.Alert = r.Locale.T("refused.passkey_empty")
		return r.Screen(web.Unprocessable, "", "sign_in.title", screen.Password(props))
	}
	result, err := p.Flow.Passkey(r.Context(), signin.PasskeyEntry{
		BrowserSecret: prompt.SentBrowserSecret(r), Answer: answer, Next: props.Next,
		Replaces: r.Cookie(web.SessionCookie), Earlier: r.Cookie(web.ChallengeCookie), Trust: r.Cookie(web.TrustCookie), By: r.Client,
	})
	if err != nil {
		return err
	}
	if !result.OK {
		alert, status := prompt.PasskeyRefused(r, result.Verdict)
		props.Alert = alert
		return r.Screen(status, "", "sign_in.title", screen.Password(props))
	}
	return p.enter(r, result)
}

// Passkey asks for a passkey as the second step.
func (p *Pages) Passkey(r *web.Request) error {
	return p.showPasskey(r, r.Query("way"), "", 0)
}

func (p *Pages) showPasskey(r *web.Request, way, alert string, status int) error {
	a, err := p.prompt(r, r.Cookie(web.ChallengeCookie))
	if err != nil {
		return err
	}
	props := a.PasskeyProps(r, a.PickPasskey(way), alert)
	props.Trust = r.Form("trust") != ""
	if props.TrustFor, err = p.trustFor(r, a.UserID); err != nil {
		return err
	}
	whom, err := p.whom(r, a.UserID)
	if err != nil {
		return err
	}
	return r.Screen(status, "", "passkey.title", screen.Passkey(screen.PasskeyProps{PasskeyProps: props, Whom: whom}))
}

// AskForPasskey answers with the WebAuthn options, as JSON, with which the browser asks for a passkey of the
// person who gave the password.
func (p *Pages) AskForPasskey(r *web.Request) error {
	options, err := p.Flow.AskForPasskey(r.Context(), r.Cookie(web.ChallengeCookie), r.Form("way"))
	if err != nil {
		return err
	}
	return r.JSON(options)
}

// CheckPasskey checks the passkey's answer. If it is right, the person is signed in.
func (p *Pages) CheckPasskey(r *web.Request) error {
	result, err := p.Flow.Verify(r.Context(), signin.Second{
		Challenge: r.Cookie(web.ChallengeCookie), Kind: factor.Passkey, FactorID: r.Form("way"), Input: r.Form("answer"),
		Trust:    r.Form("trust") != "",
		Replaces: r.Cookie(web.SessionCookie), By: r.Client,
	})
	if errors.Is(err, challenge.ErrExpired) && r.SignedIn() {
		return r.Leave(r.Home())
	}
	if err != nil {
		return err
	}
	if !result.OK {
		alert, status := prompt.PasskeyRefused(r, result.Verdict)
		return p.showPasskey(r, r.Form("way"), alert, status)
	}
	return p.enter(r, result)
}

// WellKnownPasskeys answers with the pages where passkeys are made and managed, for password managers (W3C, "A
// Well-Known URL for Relying Party Passkey Endpoints").
func (p *Pages) WellKnownPasskeys(r *web.Request) error {
	if !prompt.Passkeys(r) {
		return web.ErrNotFound
	}
	text, err := json.Marshal(map[string]string{"enroll": r.Site.URL("/security/passkeys/new"), "manage": r.Site.URL("/security")})
	if err != nil {
		return err
	}
	return r.JSON(text)
}
