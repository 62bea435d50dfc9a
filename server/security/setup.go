package security

import (
	"errors"
	"slices"

	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/code"
	"latchkey/internal/factor"
	"latchkey/internal/setting"
	"latchkey/server/prompt"
	"latchkey/server/web"

	"github.com/a-h/templ"
)

// Explain says what two-factor is. It asks for a fresh password first, if the set-up would ask for one, so that
// no QR code has to be made twice.
func (p *Pages) Explain(r *web.Request) error {
	state, err := p.state(r)
	if err != nil {
		return err
	}
	if r.Standing.Short {
		return r.Go("/security/methods/new") // their methods do not suffice, so Security Settings may be shut
	}
	if state.On() {
		return r.Go("/security")
	}
	if !expired(r) && !r.Session.FreshPassword(r.Site.Clock.Now()) {
		return access.ErrStepUpRequired
	}
	r.KeepBack()
	dialog := r.Site.Settings.Choices(r.Context()).SetUp == setting.Dialog
	return r.Show(web.View{
		Title: "explain.title", Section: section, Banners: expiry(r),
		Screen: screen.Explain(
			screen.ExplainProps{
				Dialog:    dialog,
				Forced:    r.Standing.Locked(r.Site.Clock.Now()),
				Choice:    len(p.offered(r, state)) > 1,
				CodesOnly: r.Site.Settings.Choices(r.Context()).RecoveryMode == setting.CodesOnly,
			},
		),
	})
}

// Scan shows the QR code of the app that is being set up.
func (p *Pages) Scan(r *web.Request) error {
	return p.showScan(r, ui.Form{}, 0)
}

func (p *Pages) showScan(r *web.Request, form ui.Form, status int) error {
	setUp, err := p.Credential.SetUp(r.Context(), r.Session, factor.TOTP)
	if err != nil {
		return p.noSetUpUnless(r, err)
	}
	state, err := p.state(r)
	if err != nil {
		return err
	}
	host := r.Site.Settings.Choices(r.Context()).BrandName
	link := setUp.URL(host, r.Session.Email)
	picture, err := qrCode(link)
	if err != nil {
		return err
	}
	scan := screen.ScanProps{
		Form:     form,
		SetUp:    setUp.ID,
		QR:       picture,
		Secret:   code.Group(setUp.Secret, 4),
		SetupURL: link,
		Clock:    prompt.Clock(r),
		Choice:   len(p.offered(r, state)) > 1,
		Adding:   state.On(),
		Name:     nextName(r, state, factor.TOTP),
	}
	var page templ.Component = screen.Scan(scan)
	if setUp.Codes != nil {
		page = screen.SetUpDialog(screen.DialogProps{
			Scan: scan, Codes: written(setUp.Codes), Host: host, Address: r.Site.Base.Host, Account: r.Session.Email,
			Made: r.Date(r.Site.Clock.Now()),
		})
	}
	return r.Screen(status, section, "scan.title", page)
}

// noSetUp leads on from a set-up that is done, perhaps by the same click a moment ago, or
// that has expired. A method that was added while the set-up could have been under way has
// ended it; where there is none, its time is over.
func (p *Pages) noSetUp(r *web.Request) error {
	state, err := p.state(r)
	if err != nil {
		return err
	}
	since := r.Site.Clock.Now().Add(-factor.SetUpLifetime)
	switch {
	case slices.ContainsFunc(state.Methods, func(m factor.Enrolled) bool { return since.Before(m.AddedAt) }):
		return r.Go("/security")
	case state.On():
		return r.Go(r.Saying("/security/methods/new?said=expired"))
	}
	return r.Go(r.Saying("/security/two-factor?said=expired"))
}

// expired tells that the page is to say what became of a set-up. It says so before any
// proof is asked for again: whoever is asked without a word thinks that the code was wrong.
func expired(r *web.Request) bool { return r.Told("said") == "expired" }

func expiry(r *web.Request) []ui.Banner {
	if !expired(r) {
		return nil
	}
	return []ui.Banner{{Kind: "warning", Text: r.Locale.T("scan.expired")}}
}

// CheckScan checks the first code of the app. If it is right, the app's set-up is done.
func (p *Pages) CheckScan(r *web.Request) error {
	wasOn, err := p.on(r)
	if err != nil {
		return err
	}
	setUp, err := p.Credential.SetUp(r.Context(), r.Session, factor.TOTP)
	if err != nil {
		return p.noSetUpUnless(r, err)
	}
	if of := r.Form("set_up"); of != "" && of != setUp.ID { // neither its code nor its tick is for what holds now
		return p.showScan(r, ui.Form{Alert: r.Locale.T("scan.replaced")}, web.Unprocessable)
	}
	oneDialog := setUp.Codes != nil
	if oneDialog && r.Form("saved") == "" {
		return p.showScan(r, r.Beside("saved", "refused.not_saved"), web.Unprocessable)
	}
	first := firstAnswer(r, factor.TOTP, wasOn)
	secret, verdict, err := p.Credential.ConfirmSetUp(r.Context(), r.Caller(), first)
	if errors.Is(err, factor.ErrBadName) {
		return p.showScan(r, badName(r), web.Unprocessable)
	}
	if err != nil {
		return p.noSetUpUnless(r, err)
	}
	if !verdict.OK {
		form, status := prompt.Refused(r, "code", factor.TOTP, verdict)
		form.Values = map[string]string{"saved": r.Form("saved"), "name": first.Name}
		return p.showScan(r, form, status)
	}
	r.SetCookie(web.SessionCookie, secret)
	r.ClearCookie(web.MethodCookie)
	if oneDialog {
		return p.isOn(r)
	}
	return p.afterSetUp(r, wasOn)
}

func written(codes []string) []string {
	shown := make([]string, len(codes))
	for i, c := range codes {
		shown[i] = code.FormatBackup(c)
	}
	return shown
}
