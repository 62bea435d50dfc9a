package security

import (
	"errors"

	screen "latchkey/components/security"
	"latchkey/internal/factor"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// beginSetUp begins a set-up that belongs to this browser, by a cookie of its own: whoever has only stolen the session's can't
// have this one begin, or show, what goes on in the other. The cookie is a new one unless something goes on with it.
func (p *Pages) beginSetUp(r *web.Request, b factor.Enrollment) error {
	goesOn, err := p.underWay(r)
	if err != nil {
		return err
	}
	if !goesOn {
		r.Session.Browser = prompt.NewBrowserSecret()
	}
	if err := p.Credential.BeginSetUp(r.Context(), r.Session, b); err != nil {
		return err
	}
	r.SetCookie(web.MethodCookie, r.Session.Browser) // again where it goes on, which may be longer than it was to be kept
	return nil
}

// underWay reports whether this browser has a set-up under way.
func (p *Pages) underWay(r *web.Request) (bool, error) {
	if r.Session.Browser == "" {
		return false, nil
	}
	for _, k := range []factor.Kind{factor.TOTP, factor.Passkey, factor.Email, factor.WhatsApp} {
		_, err := p.Credential.SetUp(r.Context(), r.Session, k)
		if !errors.Is(err, factor.ErrNoSetUp) {
			return err == nil, err
		}
	}
	return false, nil
}

// AskDiscard asks whether to throw the set-up under way away.
func (p *Pages) AskDiscard(r *web.Request) error {
	setUp, err := p.Credential.SetUp(r.Context(), r.Session, factor.TOTP)
	if err != nil {
		return p.noSetUpUnless(r, err)
	}
	return r.Screen(0, section, "discard.title", screen.Discard(screen.DiscardProps{Dialog: setUp.Codes != nil}))
}

// Discard throws it away. Nothing was turned on by it.
func (p *Pages) Discard(r *web.Request) error {
	if err := p.Credential.DiscardSetUp(r.Context(), r.Session); err != nil {
		return err
	}
	r.ClearCookie(web.MethodCookie)
	if r.Standing.Required && !r.Standing.Met {
		return r.Go(web.SetUpPage) // where Security Settings may be shut
	}
	return r.Go(r.Saying("/security?done=discarded"))
}
