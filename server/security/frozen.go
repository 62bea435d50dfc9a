package security

import (
	"errors"

	screen "latchkey/components/security"
	"latchkey/internal/access"
	"latchkey/internal/contact"
	"latchkey/server/web"
)

// Frozen shows why the account is frozen, and lets its owner end the freeze if they have a second step that
// proves who they are.
func (p *Pages) Frozen(r *web.Request) error {
	u, err := p.Users.ByID(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	if !u.Frozen() {
		return r.Go("/security")
	}
	can, err := p.Contact.CanSettle(r.Context(), u.ID)
	if err != nil {
		return err
	}
	return r.Screen(0, section, "frozen.title", screen.Frozen(screen.FrozenProps{CanSettle: can, Since: r.DateTime(u.FrozenAt)}))
}

// Settle ends the freeze.
func (p *Pages) Settle(r *web.Request) error {
	switch err := p.Contact.Settle(r.Context(), r.Caller()); {
	case errors.Is(err, access.ErrStepUpRequired):
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T("frozen.submit"), Page: "/security/frozen"})
	case errors.Is(err, contact.ErrCantSettle):
		return r.Go("/security/frozen")
	case err != nil:
		return err
	}
	return r.Go(r.Saying("/security?done=unfrozen"))
}
