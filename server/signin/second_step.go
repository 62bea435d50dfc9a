package signin

import (
	"errors"

	screen "latchkey/components/signin"
	"latchkey/components/ui"
	"latchkey/internal/challenge"
	"latchkey/internal/factor"
	"latchkey/internal/signin"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

var places = prompt.Paths{
	Page: "/sign-in/code", Methods: "/sign-in/ways", Send: "/sign-in/send", Delivery: "/sign-in/delivery",
	Backup: "/sign-in/backup-code", Passkey: "/sign-in/passkey", Trouble: helpPath,
}

// prompt is the second step that a challenge awaits; challenge.ErrExpired where it holds no more.
func (p *Pages) prompt(r *web.Request, secret string) (a prompt.Prompt, err error) {
	c, err := p.Flow.Challenges.Load(r.Context(), p.Flow.DB.Read(), secret, challenge.SignIn)
	if err != nil {
		return a, err
	}
	a = prompt.Prompt{Verifier: p.Flow.Authn, UserID: c.UserID, Scope: c.ID, At: places}
	a.State, err = p.Flow.Factors.State(r.Context(), p.Flow.DB.Read(), c.UserID)
	return a, err
}

// Code asks for the second step by the method that the address names, otherwise by the preferred one.
func (p *Pages) Code(r *web.Request) error {
	if err := p.awaited(r); err != nil {
		return err
	}
	a, err := p.prompt(r, r.Cookie(web.ChallengeCookie))
	if err != nil {
		return err
	}
	if len(a.State.Methods) > 0 && len(a.Usable()) == 0 {
		return p.showBackupCode(r, ui.Form{Alert: r.Locale.T("refused.same_mailbox_only")}, 0)
	}
	m := a.Pick(r.Query("way"))
	switch m.Kind {
	case factor.Passkey:
		return r.Go(a.Address(places.Passkey, m.ID))
	case factor.Backup:
		return r.Go(places.Backup)
	}
	return p.showCode(r, a, m, ui.Form{}, 0)
}

func (p *Pages) showCode(r *web.Request, a prompt.Prompt, m factor.Enrolled, form ui.Form, status int) error {
	asked, err := a.Props(r, m)
	if err != nil {
		return err
	}
	trust, err := p.trustFor(r, a.UserID)
	if err != nil {
		return err
	}
	whom, err := p.whom(r, a.UserID)
	if err != nil {
		return err
	}
	return r.Screen(status, "", "code.title", screen.Code(screen.CodeProps{
		Whom: whom, Form: form, Prompt: asked, Clock: prompt.Clock(r), TrustFor: trust,
	}))
}

// CheckCode checks the second step. It reads the person's methods only after a refusal, because most codes are
// right.
func (p *Pages) CheckCode(r *web.Request) error {
	second := signin.Second{Kind: factor.TOTP, Input: r.Form("code"), Trust: r.Form("trust") != ""}
	if kind := factor.Kind(r.Form("kind")); kind == factor.Email || kind == factor.WhatsApp {
		second.Kind, second.FactorID = kind, r.Form("way") // of an app, the code of another one of theirs is as good
	}
	result, err := p.verify(r, second)
	if err != nil || result.OK {
		return p.answered(r, result, err)
	}
	a, err := p.prompt(r, r.Cookie(web.ChallengeCookie))
	if err != nil {
		return err
	}
	form, status := prompt.Refused(r, "code", second.Kind, result.Verdict)
	form.Values = map[string]string{"trust": r.Form("trust")}
	return p.showCode(r, a, a.Pick(r.Form("way")), form, status)
}

// BackupCode asks for a backup code in place of the second step.
func (p *Pages) BackupCode(r *web.Request) error {
	if err := p.awaited(r); err != nil {
		return err
	}
	return p.showBackupCode(r, ui.Form{}, 0)
}

func (p *Pages) showBackupCode(r *web.Request, form ui.Form, status int) error {
	c, err := p.Flow.Challenges.Load(r.Context(), p.Flow.DB.Read(), r.Cookie(web.ChallengeCookie), challenge.SignIn)
	if err != nil {
		return err
	}
	whom, err := p.whom(r, c.UserID)
	if err != nil {
		return err
	}
	return r.Screen(status, "", "backup_code.title", screen.BackupCode(screen.BackupCodeProps{Form: form, Whom: whom}))
}

// CheckBackupCode checks that backup code. If it is right, the person is signed in.
func (p *Pages) CheckBackupCode(r *web.Request) error {
	result, err := p.verify(r, signin.Second{Kind: factor.Backup, Input: r.Form("backup_code")})
	if result.OK {
		result.Next = r.Saying("/security?said=backup-code") // whoever uses one has lost something, and sets up anew
	}
	if err != nil || result.OK {
		return p.answered(r, result, err)
	}
	form, status := prompt.Refused(r, "backup_code", factor.Backup, result.Verdict)
	return p.showBackupCode(r, form, status)
}

func (p *Pages) verify(r *web.Request, s signin.Second) (signin.Result, error) {
	s.Challenge, s.Replaces, s.By = r.Cookie(web.ChallengeCookie), r.Cookie(web.SessionCookie), r.Client
	return p.Flow.Verify(r.Context(), s)
}

func (p *Pages) answered(r *web.Request, result signin.Result, err error) error {
	if err != nil {
		return p.entered(r, err)
	}
	return p.enter(r, result)
}

// entered shows in whoever is in already: of two submits of one form the first has
// signed in, and the second finds its challenge gone.
func (p *Pages) entered(r *web.Request, err error) error {
	if errors.Is(err, challenge.ErrExpired) && r.SignedIn() {
		return r.Leave(r.Home())
	}
	return err
}

// Methods lists the methods with which the person can give the second step.
func (p *Pages) Methods(r *web.Request) error {
	if err := p.awaited(r); err != nil {
		return err
	}
	a, err := p.prompt(r, r.Cookie(web.ChallengeCookie))
	if err != nil {
		return err
	}
	return a.ShowMethods(r, "", true)
}

// Send sends a code by the method that was picked.
func (p *Pages) Send(r *web.Request) error {
	a, err := p.prompt(r, r.Cookie(web.ChallengeCookie))
	if err != nil {
		return p.entered(r, err)
	}
	m, alert, status, err := a.Send(r, r.Form("way"))
	if err != nil {
		return err
	}
	if alert != "" {
		return p.showCode(r, a, m, ui.Form{Alert: alert}, status)
	}
	return r.Go(a.Address(places.Page, m.ID))
}

// Delivery answers with the partial that says whether that code was sent, has arrived or has failed.
func (p *Pages) Delivery(r *web.Request) error {
	a, err := p.prompt(r, r.Cookie(web.ChallengeCookie))
	if err != nil {
		return err
	}
	return a.ShowDelivery(r)
}
