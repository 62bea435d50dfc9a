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
	err := p.beginSetUp(r, factor.Enrollment{Kind: factor.WhatsApp, Phone: phone})
	switch words, refused := beginRefusal(err); {
	case errors.Is(err, user.ErrBadPhone):
		return again("refused.phone_wrong")
	case refused:
		return again(words)
	case err != nil:
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T("choose.add"), To: phone, Page: phonePath, Fields: []string{"phone"}})
	}
	return p.sendFirst(r, factor.WhatsApp)
}

// sendFirst sends the first code of a set-up and leads to where it is typed. A set-up that goes on may have one on its way
// already, which another would put an end to.
func (p *Pages) sendFirst(r *web.Request, k factor.Kind) error {
	waits, err := p.Credential.SetUpCodeWaits(r.Context(), r.Session, k)
	if err != nil {
		return p.noSetUpUnless(r, err)
	}
	if waits {
		return r.Go(sentPaths[k])
	}
	return p.sendSetUp(r, k)
}

func (p *Pages) sendSetUp(r *web.Request, k factor.Kind) error {
	_, refusal, err := p.Credential.SendSetUpCode(r.Context(), r.Caller(), k)
	if errors.Is(err, factor.ErrNoSetUp) {
		return p.noSetUp(r)
	}
	alert, status, err := prompt.NotSent(r, refusal, err)
	if err != nil {
		return err
	}
	if alert != "" {
		return p.showSetUp(r, k, ui.Form{Alert: alert}, status)
	}
	return r.Go(sentPaths[k])
}

// kindOfSetUp is the kind of the set-up under way that has the id; [factor.ErrNoSetUp].
func (p *Pages) kindOfSetUp(r *web.Request, id string) (factor.Kind, error) {
	for k := range sentPaths {
		setUp, err := p.Credential.SetUp(r.Context(), r.Session, k)
		if err == nil && setUp.ID == id {
			return k, nil
		}
		if err != nil && !errors.Is(err, factor.ErrNoSetUp) {
			return "", err
		}
	}
	return "", factor.ErrNoSetUp
}

// SendSetUpAgain sends another code for the set-up that the form names.
func (p *Pages) SendSetUpAgain(r *web.Request) error {
	kind, err := p.kindOfSetUp(r, r.Form("way"))
	if err != nil {
		return p.noSetUpUnless(r, err)
	}
	return p.sendSetUp(r, kind)
}

// EmailSetUp asks for the code that was e-mailed to set e-mailed codes up.
func (p *Pages) EmailSetUp(r *web.Request) error { return p.showSetUp(r, factor.Email, ui.Form{}, 0) }

// PhoneSetUp asks for the code that was sent by WhatsApp to set its codes up.
func (p *Pages) PhoneSetUp(r *web.Request) error {
	return p.showSetUp(r, factor.WhatsApp, ui.Form{}, 0)
}

// settingUp is the set-up of that kind as a page that asks for a code.
func (p *Pages) settingUp(r *web.Request, k factor.Kind) (a prompt.Prompt, m factor.Enrolled, err error) {
	setUp, err := p.Credential.SetUp(r.Context(), r.Session, k)
	m = factor.Enrolled{ID: setUp.ID, Kind: setUp.Kind, Target: setUp.Target}
	a = prompt.Prompt{
		Verifier: p.Authn, UserID: r.Session.UserID, Scope: factor.SetUpScope(setUp.ID),
		State: factor.State{Methods: []factor.Enrolled{m}},
		At: prompt.Paths{
			Page: sentPaths[setUp.Kind], Methods: "/security/methods/new", Send: "/security/methods/send", Delivery: "/security/methods/delivery",
			Trouble: helpPath,
		},
	}
	return a, m, err
}

func (p *Pages) showSetUp(r *web.Request, k factor.Kind, form ui.Form, status int) error {
	a, m, err := p.settingUp(r, k)
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
	state, err := p.state(r)
	if err != nil {
		return err
	}
	return r.Screen(status, section, "confirm_method."+string(m.Kind), screen.ConfirmMethod(screen.ConfirmMethodProps{
		Form: form, Prompt: asked, Action: a.At.Page, Adding: state.On(), Name: nextName(r, state, k),
	}))
}

// SetUpDelivery answers with the partial that says whether that code was sent, has arrived or has failed.
func (p *Pages) SetUpDelivery(r *web.Request) error {
	kind, err := p.kindOfSetUp(r, r.Query("way"))
	if err != nil {
		return p.noSetUpUnless(r, err)
	}
	a, _, err := p.settingUp(r, kind)
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

// CheckEmailSetUp checks that code. If it is right, the set-up is done.
func (p *Pages) CheckEmailSetUp(r *web.Request) error { return p.checkSetUp(r, factor.Email) }

// CheckPhoneSetUp checks that code. If it is right, the set-up is done.
func (p *Pages) CheckPhoneSetUp(r *web.Request) error { return p.checkSetUp(r, factor.WhatsApp) }

func (p *Pages) checkSetUp(r *web.Request, k factor.Kind) error {
	on, err := p.on(r)
	if err != nil {
		return err
	}
	first := firstAnswer(r, k, on)
	secret, verdict, err := p.Credential.ConfirmSetUp(r.Context(), r.Caller(), first)
	if errors.Is(err, factor.ErrBadName) {
		return p.showSetUp(r, k, badName(r), web.Unprocessable)
	}
	if err != nil {
		return p.noSetUpUnless(r, err)
	}
	if !verdict.OK {
		form, status := prompt.Refused(r, "code", k, verdict)
		form.Values = map[string]string{"name": first.Name}
		return p.showSetUp(r, k, form, status)
	}
	r.SetCookie(web.SessionCookie, secret)
	r.ClearCookie(web.MethodCookie)
	return p.afterSetUp(r, on)
}

// afterSetUp shows the backup codes after the first method; a further one has them already.
func (p *Pages) afterSetUp(r *web.Request, wasOn bool) error {
	if wasOn {
		return r.GoAfterSetUp(r.Saying("/security?done=added"))
	}
	return r.GoAfterSetUp("/security/backup-codes?of=set-up")
}

// isOn ends a first set-up, and leads back to the page that led to it, if one did. Staff were kept from the desk until then.
func (p *Pages) isOn(r *web.Request) error {
	if back := r.TakeBack(); back != "" {
		return r.GoAfterSetUp(back)
	}
	if r.Home() == web.Dashboard {
		return r.GoAfterSetUp(r.Saying("/security?done=on"))
	}
	return r.Leave(r.Saying(r.Home() + "?done=on"))
}
