package security

import (
	"errors"
	"net/netip"
	"strings"

	screen "latchkey/components/security"
	"latchkey/internal/session"
	"latchkey/internal/user"
	"latchkey/server/web"
)

const sessionsPath = "/security/sessions"

var sessionsDone = map[string]string{"one": "sessions.done_one", "others": "sessions.done_others", "trust": "sessions.done_trust"}

// Sessions lists the browsers that the person is signed in with, and those that are trusted.
func (p *Pages) Sessions(r *web.Request) error {
	all, err := p.SignedIn.List(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	trusted, err := p.Browsers.Trusted(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	props := screen.SessionsProps{Refused: trustRefused(r)}
	for _, s := range all {
		row := sessionRow(r, s)
		if row.This {
			props.Sessions = append([]screen.SessionRow{row}, props.Sessions...)
		} else {
			props.Sessions = append(props.Sessions, row)
		}
	}
	for _, t := range trusted {
		row := browserRow(r, t.ID, t.Agent, t.Network)
		row.This = t.Browser == r.Client.Browser
		row.When = r.Locale.T("sessions.trusted_until", "Since", r.Date(t.CreatedAt), "Until", r.Date(t.ExpiresAt))
		props.Trusted = append(props.Trusted, row)
	}
	props.Done = r.Said("done", sessionsDone)
	return r.Screen(0, section, "sessions.title", screen.Sessions(props))
}

// trustRefused says why the person is not offered to trust a browser when they sign in; "" where they are.
func trustRefused(r *web.Request) string {
	choices := r.Site.Settings.Choices(r.Context())
	switch {
	case choices.TrustFor == 0:
		return r.Locale.T("sessions.trusted_off", "Host", choices.BrandName)
	case r.Session.Role != user.Client:
		return r.Locale.T("sessions.trusted_staff")
	}
	return ""
}

func sessionRow(r *web.Request, s session.Listed) screen.SessionRow {
	row := browserRow(r, s.ID, s.Agent, s.Network)
	row.This = s.ID == r.Session.ID
	row.Since, row.Seen = r.Moment(s.CreatedAt), r.Moment(s.LastSeenAt)
	return row
}

func browserRow(r *web.Request, id, agent, network string) screen.SessionRow {
	row := screen.SessionRow{ID: id, Browser: agent, From: from(r, network)}
	if agent == "" || agent == "?" {
		row.Browser = r.Locale.T("sessions.browser_unknown")
	}
	row.Phone = strings.HasSuffix(agent, "Android") || strings.HasSuffix(agent, "iOS")
	return row
}

// from is a place in the network. An IPv6 address changes by itself every day; the
// first half of it says which network it belongs to.
func from(r *web.Request, network string) string {
	address, err := netip.ParseAddr(network)
	if err != nil {
		return r.Locale.T("sessions.from_nowhere")
	}
	if address = address.Unmap(); address.Is4() {
		return r.Locale.T("sessions.from", "Network", address.String())
	}
	prefix, _ := address.WithZone("").Prefix(64)
	return r.Locale.T("sessions.from_network", "Network", address.String(), "Prefix", prefix.String())
}

// AskEnd asks whether to end one session. "Confirm it's you" leads back to it.
func (p *Pages) AskEnd(r *web.Request) error {
	all, err := p.SignedIn.List(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.ID != r.Param("id") || s.ID == r.Session.ID {
			continue
		}
		if err := p.Credential.MayEndSessions(r.Context(), r.Session); err != nil {
			return err
		}
		return r.Screen(0, section, "session_end.title", screen.SessionEnd(screen.SessionEndProps{Session: sessionRow(r, s)}))
	}
	return web.ErrNotFound
}

// AskEndOthers asks whether to end all other sessions. "Confirm it's you" leads back to it.
func (p *Pages) AskEndOthers(r *web.Request) error {
	if err := p.Credential.MayEndSessions(r.Context(), r.Session); err != nil {
		return err
	}
	return r.Screen(0, section, "session_end.others_title", screen.SessionEnd(screen.SessionEndProps{Others: true}))
}

// End ends one of the person's other sessions.
func (p *Pages) End(r *web.Request) error {
	err := p.Credential.EndSession(r.Context(), r.Caller(), r.Param("id"))
	return p.ended(r, err, "one", web.PendingAction{Do: r.Locale.T("session_end.one"), Page: sessionsPath + "/" + r.Param("id") + "/end"})
}

// EndOthers ends every session but this one.
func (p *Pages) EndOthers(r *web.Request) error {
	err := p.Credential.EndOtherSessions(r.Context(), r.Caller())
	return p.ended(r, err, "others", web.PendingAction{Do: r.Locale.T("session_end.all_others"), Page: sessionsPath + "/others/end"})
}

// Distrust stops trusting a browser: it is asked for the second step again.
func (p *Pages) Distrust(r *web.Request) error {
	err := p.Credential.Distrust(r.Context(), r.Caller(), r.Param("id"))
	return p.ended(r, err, "trust", web.PendingAction{Do: r.Locale.T("session_end.distrust"), Page: sessionsPath})
}

// ended leads back to the list, or by way of Confirm it's you to the page that asks again.
func (p *Pages) ended(r *web.Request, err error, done string, d web.PendingAction) error {
	switch {
	case errors.Is(err, session.ErrNotFound):
		return web.ErrNotFound
	case err != nil:
		return r.RequireStepUp(err, d)
	}
	return r.Go(r.Saying(sessionsPath + "?done=" + done))
}
