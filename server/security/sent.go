package security

import (
	"errors"

	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/factor"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

const (
	emailPath     = "/security/methods/email"
	phonePath     = "/security/methods/whatsapp"
	phoneCodePath = "/security/methods/whatsapp/code"
)

// pages of a set-up whose code is sent, by its kind.
var sentPaths = map[factor.Kind]string{factor.Email: emailPath, factor.WhatsApp: phoneCodePath}

// Phone asks for the phone number that WhatsApp codes go to.
func (p *Pages) Phone(r *web.Request) error {
	if err := p.Gate.RequireStepUp(r.Context(), r.Session, factor.Weakest); err != nil {
		return err
	}
	return p.showPhone(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showPhone(r *web.Request, form ui.Form, status int) error {
	on, err := p.on(r)
	if err != nil {
		return err
	}
	u, err := p.Users.ByID(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	return r.Screen(status, section, "phone.title", screen.Phone(screen.PhoneProps{Form: form, Known: u.Phone, Adding: on}))
}

// BeginPhone starts the set-up of that number and sends the first code to it.
func (p *Pages) BeginPhone(r *web.Request) error {
	phone := r.Form("phone")
	again := func(words string) error {
		return p.showPhone(r, ui.Form{
			Values: map[string]string{"phone": phone}, Errors: map[string]string{"phone": r.Locale.T(words)},
		}, web.Unprocessable)
	}
	if phone == "" {
		return again("refused.phone_empty")
	}
	err := p.Credential.BeginSetUp(r.Context(), r.Session, factor.Enrollment{Kind: factor.WhatsApp, Phone: phone})
	switch words, refused := beginRefusal(err); {
	case errors.Is(err, user.ErrBadPhone):
		return again("refused.phone_wrong")
	case refused:
		return again(words)
	case err != nil:
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T("choose.add"), To: phone, Page: phonePath, Fields: []string{"phone"}})
	}
	return p.sendSetUp(r, phoneCodePath)
}

// sendSetUp sends the code that ends the set-up under way, and leads to where it is typed.
func (p *Pages) sendSetUp(r *web.Request, page string) error {
	_, refusal, err := p.Credential.SendSetUpCode(r.Context(), r.Caller())
	if errors.Is(err, factor.ErrNoSetUp) {
		return p.noSetUp(r)
	}
	alert, status, err := prompt.NotSent(r, refusal, err)
	if err != nil {
		return err
	}
	if alert != "" {
		return p.showSetUp(r, ui.Form{Alert: alert}, status)
	}
	return r.Go(page)
}

// SendSetUpAgain sends another code for the set-up that is under way.
func (p *Pages) SendSetUpAgain(r *web.Request) error {
	setUp, err := p.Credential.SetUp(r.Context(), r.Session)
	if errors.Is(err, factor.ErrNoSetUp) || err == nil && sentPaths[setUp.Kind] == "" {
		return p.noSetUp(r)
	}
	if err != nil {
		return err
	}
	return p.sendSetUp(r, sentPaths[setUp.Kind])
}

// SentSetUp asks for the code that was sent for the set-up that is under way.
func (p *Pages) SentSetUp(r *web.Request) error {
	return p.showSetUp(r, ui.Form{}, 0)
}

// settingUp is the set-up under way as a page that asks for a code.
func (p *Pages) settingUp(r *web.Request) (a prompt.Prompt, m factor.Enrolled, err error) {
	setUp, err := p.Credential.SetUp(r.Context(), r.Session)
	if err == nil && sentPaths[setUp.Kind] == "" {
		err = factor.ErrNoSetUp
	}
	m = factor.Enrolled{ID: setUp.ID, Kind: setUp.Kind, Target: setUp.Target}
	a = prompt.Prompt{
		Verifier: p.Authn, UserID: r.Session.UserID, Scope: factor.SetUpScope(setUp.ID),
		State: factor.State{Methods: []factor.Enrolled{m}},
		At: prompt.Paths{
			Page: sentPaths[setUp.Kind], Methods: "/security/methods/new", Send: "/security/methods/send", Delivery: "/security/methods/delivery",
		},
	}
	return a, m, err
}

func (p *Pages) showSetUp(r *web.Request, form ui.Form, status int) error {
	a, m, err := p.settingUp(r)
	if errors.Is(err, factor.ErrNoSetUp) {
		return p.noSetUp(r)
	}
	if err != nil {
		return err
	}
	asked, err := a.Props(r, m)
	if err != nil {
		return err
	}
	on, err := p.on(r)
	if err != nil {
		return err
	}
	return r.Screen(status, section, "confirm_method."+string(m.Kind), screen.ConfirmMethod(screen.ConfirmMethodProps{
		Form: form, Prompt: asked, Action: a.At.Page, Adding: on,
	}))
}

// SetUpDelivery answers with the partial that says whether that code was sent, has arrived or has failed.
func (p *Pages) SetUpDelivery(r *web.Request) error {
	a, _, err := p.settingUp(r)
	if err != nil {
		return p.noSetUpUnless(r, err)
	}
	return a.ShowDelivery(r)
}

func (p *Pages) noSetUpUnless(r *web.Request, err error) error {
	if errors.Is(err, factor.ErrNoSetUp) {
		return p.noSetUp(r)
	}
	return err
}

// CheckSetUp checks that code. If it is right, the set-up is done.
func (p *Pages) CheckSetUp(r *web.Request) error {
	on, err := p.on(r)
	if err != nil {
		return err
	}
	_, m, err := p.settingUp(r)
	if err != nil {
		return p.noSetUpUnless(r, err)
	}
	secret, verdict, err := p.Credential.ConfirmSetUp(r.Context(), r.Caller(), r.Form("code"))
	if err != nil {
		return p.noSetUpUnless(r, err)
	}
	if !verdict.OK {
		form, status := prompt.Refused(r, "code", m.Kind, verdict)
		return p.showSetUp(r, form, status)
	}
	r.SetCookie(web.SessionCookie, secret)
	return p.afterSetUp(r, on)
}

// afterSetUp shows the backup codes after the first method; a further one has them already.
func (p *Pages) afterSetUp(r *web.Request, wasOn bool) error {
	if wasOn {
		return r.GoAfterSetUp(r.Saying("/security?done=added"))
	}
	return r.GoAfterSetUp("/security/backup-codes?of=set-up")
}

// isOn ends a first set-up. Staff were kept from the desk until then.
func (p *Pages) isOn(r *web.Request) error {
	if r.Home() == web.Dashboard {
		return r.GoAfterSetUp(r.Saying("/security?done=on"))
	}
	return r.Leave(r.Saying(r.Home() + "?done=on"))
}
