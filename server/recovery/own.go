package recovery

import (
	"errors"

	screen "latchkey/components/recovery"
	"latchkey/internal/access"
	"latchkey/internal/recovery"
	"latchkey/server/web"
)

const ownPath = "/security/recovery"

// Own shows the case that is under way for the person who is signed in, who may not know of it.
func (p *Pages) Own(r *web.Request) error {
	o, err := p.Cases.Own(r.Context(), r.Session.UserID)
	if errors.Is(err, recovery.ErrNoCase) {
		return r.Go("/security")
	}
	if err != nil {
		return err
	}
	return r.Screen(0, "security", "recovery.own_title", screen.Own(screen.OwnProps{
		State: string(o.State), Reference: r.Phrase(o.Reference()), ByStaff: o.OpenedBy != "", CanStop: o.CanStop,
		Opened: r.DateTime(o.OpenedAt), Ready: r.DateTime(o.ReadyAt), Until: r.DateTime(o.LinkUntil),
	}))
}

// StopOwn stops that case.
func (p *Pages) StopOwn(r *web.Request) error {
	switch err := p.Cases.StopOwn(r.Context(), r.Caller()); {
	case errors.Is(err, access.ErrStepUpRequired):
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T("recovery.stop_submit"), Page: ownPath})
	case errors.Is(err, recovery.ErrNoCase):
		return r.Go("/security") // it ended meanwhile, or the form was sent twice
	case errors.Is(err, recovery.ErrNotNow):
		return r.Go(ownPath)
	case err != nil:
		return err
	}
	return r.Go(r.Saying("/security?done=case-stopped"))
}
