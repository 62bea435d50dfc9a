package security

import (
	"errors"
	"slices"

	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/internal/policy"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// offered are the kinds on offer, in the order of the page; for a further method
// without those that a person can have but once, and has. Whoever owes one that
// suffices is not led to one that changes nothing.
func (p *Pages) offered(r *web.Request, state factor.State) (kinds []string) {
	hasEmail := slices.ContainsFunc(state.Methods, func(m factor.Enrolled) bool { return m.Kind == factor.Email })
	for _, k := range []factor.Kind{factor.TOTP, factor.Passkey, factor.Email, factor.WhatsApp} {
		if p.Authn.Offers(r.Context(), k) && (k != factor.Email || !hasEmail) && (k != factor.Passkey || prompt.Passkeys(r)) {
			kinds = append(kinds, string(k))
		}
	}
	if owes(r) {
		choices := r.Site.Settings.Choices(r.Context())
		return slices.DeleteFunc(kinds, func(k string) bool { return !policy.Suffices(choices, r.Session.Role, factor.Kind(k)) })
	}
	return kinds
}

func owes(r *web.Request) bool { return r.Standing.Required && !r.Standing.Met }

// Choose lists the methods that can be set up. It asks for the fresh proof that the set-up takes before the
// choice, so that nobody has to choose twice.
func (p *Pages) Choose(r *web.Request) error {
	err := p.Gate.RequireStepUp(r.Context(), r.Session, factor.Weakest)
	if err != nil && !(expired(r) && errors.Is(err, access.ErrStepUpRequired)) {
		return err
	}
	return p.showChoice(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showChoice(r *web.Request, form ui.Form, status int) error {
	state, err := p.state(r)
	if err != nil {
		return err
	}
	props := screen.ChooseProps{Form: form, Kinds: p.offered(r, state), Adding: state.On()}
	switch {
	case len(props.Kinds) == 0 && owes(r):
		return r.Go("/contact?about=security") // the host asks for what it does not offer
	case len(props.Kinds) == 0:
		return r.Go("/security")
	}
	props.Chosen = props.Kinds[0]
	if typed := form.Values["method"]; typed != "" {
		props.Chosen = typed
	}
	title := "choose.title"
	if props.Adding {
		title = "choose.add"
	}
	return r.Show(web.View{Status: status, Title: title, Section: section, Banners: expiry(r), Screen: screen.Choose(props)})
}

// Begin starts the first set-up: with the app, or with the list of [Pages.Choose] if the person wants another
// method or the app is not on offer.
func (p *Pages) Begin(r *web.Request) error {
	state, err := p.state(r)
	if err != nil {
		return err
	}
	if state.On() {
		return r.Go("/security")
	}
	kinds := p.offered(r, state)
	if r.Form("choose") != "" && len(kinds) > 1 || !slices.Contains(kinds, string(factor.TOTP)) && len(kinds) != 1 {
		return r.Go("/security/methods/new")
	}
	kind := factor.TOTP
	if len(kinds) == 1 {
		kind = factor.Kind(kinds[0])
	}
	return p.beginWith(r, factor.Enrollment{Kind: kind})
}

// Chosen starts the set-up of the method that was chosen.
func (p *Pages) Chosen(r *web.Request) error {
	kind := factor.Kind(r.Form("method"))
	if methodTitles[kind] == "" {
		return p.showChoice(r, r.Beside("method", "refused.choose"), web.Unprocessable)
	}
	return p.beginWith(r, factor.Enrollment{Kind: kind})
}

func (p *Pages) beginWith(r *web.Request, b factor.Enrollment) error {
	switch b.Kind {
	case factor.Passkey:
		return r.Go("/security/passkeys/new")
	case factor.WhatsApp:
		return r.Go(phonePath) // which asks for the number first
	}
	err := p.beginSetUp(r, b)
	if errors.Is(err, access.ErrStepUpRequired) {
		return r.RequireStepUp(err, web.PendingAction{
			Do: r.Locale.T("choose.add"), To: r.Locale.T(methodTitles[b.Kind]), Page: "/security/methods/new", Fields: []string{"method", "choose"},
		})
	}
	if words, refused := beginRefusal(err); refused {
		return p.showChoice(r, ui.Form{
			Values: map[string]string{"method": string(b.Kind)}, Errors: map[string]string{"method": r.Locale.T(words)},
		}, web.Unprocessable)
	}
	if err != nil {
		return err
	}
	if b.Kind == factor.Email {
		return p.sendFirst(r, factor.Email)
	}
	return r.Go("/security/two-factor/scan")
}

// beginRefusal are the words for a method that can't be set up.
func beginRefusal(err error) (words string, refused bool) {
	switch {
	case errors.Is(err, credential.ErrNotOffered):
		return "refused.not_offered", true
	case errors.Is(err, factor.ErrDuplicate):
		return "refused.method_twice", true
	case errors.Is(err, factor.ErrTooMany):
		return "refused.method_many", true
	}
	return "", false
}
