package security

import (
	"errors"

	screen "latchkey/components/security"
	"latchkey/internal/access"
	"latchkey/internal/contact"
	"latchkey/internal/user"
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
	d, err := p.Contact.Disputed(r.Context(), u)
	if err != nil {
		return err
	}
	props := screen.FrozenProps{CanSettle: can, Since: r.DateTime(u.FrozenAt), Taken: r.Told("taken") != ""}
	for _, before := range d.Before {
		props.Before = append(props.Before, screen.Before{Email: before.Kind == contact.Email, Value: user.PlainEmail(before.Value)})
	}
	return r.Screen(0, section, "frozen.title", screen.Frozen(props))
}

// Settle ends the freeze. If that puts back what was changed, it ends every session, this one too.
func (p *Pages) Settle(r *web.Request) error {
	how, do := contact.Keep, "frozen.submit"
	if r.Form("outcome") == string(contact.Back) {
		how, do = contact.Back, "frozen.back"
	}
	switch err := p.Contact.Settle(r.Context(), r.Caller(), how); {
	case errors.Is(err, access.ErrStepUpRequired):
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T(do), Page: "/security/frozen", Fields: []string{"outcome"}})
	case errors.Is(err, user.ErrEmailTaken):
		return r.Go(r.Saying("/security/frozen?taken=address"))
	case errors.Is(err, contact.ErrCantSettle), errors.Is(err, contact.ErrNotReplaced):
		return r.Go("/security/frozen")
	case err != nil:
		return err
	case how == contact.Back:
		return r.Leave(r.Saying("/sign-in?said=put-back"))
	}
	return r.Go(r.Saying("/security?done=unfrozen"))
}
