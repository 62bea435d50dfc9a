package security

import (
	"errors"

	screen "latchkey/components/security"
	"latchkey/internal/access"
	"latchkey/internal/factor"
	"latchkey/server/web"
)

// underWay reports whether this session has a set-up under way, which its pages show without a further proof.
func (p *Pages) underWay(r *web.Request) (bool, error) {
	for _, k := range []factor.Kind{factor.TOTP, factor.Email, factor.WhatsApp} {
		_, err := p.Credential.SetUp(r.Context(), r.Session, k)
		if !errors.Is(err, factor.ErrNoSetUp) {
			return err == nil, err
		}
	}
	return false, nil
}

// freshOrUnderWay asks for the proof that a set-up begins with, unless one is under way. A proof gives the session a new
// secret, which ends that one: whoever goes back to it would find another QR code.
func (p *Pages) freshOrUnderWay(r *web.Request) error {
	err := p.Gate.RequireStepUp(r.Context(), r.Session, factor.Weakest)
	if !errors.Is(err, access.ErrStepUpRequired) {
		return err
	}
	goesOn, lookErr := p.underWay(r)
	if lookErr != nil {
		return lookErr
	}
	if goesOn {
		return nil
	}
	return err
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
	if r.Standing.Required && !r.Standing.Met {
		return r.Go(web.SetUpPage) // where Security Settings may be shut
	}
	return r.Go(r.Saying("/security?done=discarded"))
}
