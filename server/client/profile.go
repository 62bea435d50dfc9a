package client

import (
	"cmp"

	screen "latchkey/components/client"
	"latchkey/components/ui"
	"latchkey/internal/locale"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// Profile shows the person's name, address, number and language.
func (p *Pages) Profile(r *web.Request) error {
	return p.showProfile(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showProfile(r *web.Request, form ui.Form, status int) error {
	contacts, err := p.contacts(r)
	if err != nil {
		return err
	}
	props := screen.ProfileProps{Form: form, Name: r.Session.Name, Contact: contacts, Language: r.Locale.Tag(), Zone: r.Zone().String()}
	for _, l := range locale.Writings() {
		props.Languages = append(props.Languages, screen.LanguageChoice{Tag: l.Tag(), Name: l.FullName(), Lang: l.Lang(), Dir: l.Dir()})
	}
	props.ZoneNow = r.DateTime(r.Site.Clock.Now())
	props.Zones = ui.ZoneAreas(r.Locale, append(locale.Zones(), props.Zone))
	props.Done = r.Said("done", profileDone)
	return r.Screen(status, "profile", "profile.title", screen.Profile(props))
}

// What the profile says after a change.
var profileDone = map[string]string{
	"saved": "profile.done", "email": "profile.email_confirmed", "phone": "profile.phone_confirmed",
	"phone-removed": "profile.phone_removed", "dropped": "profile.dropped",
}

// SaveProfile stores the person's name, language and time zone.
func (p *Pages) SaveProfile(r *web.Request) error {
	name, language, zone := r.Form("name"), r.Form("language"), cmp.Or(r.Form("zone"), r.Session.Zone)
	wrong := map[string]string{}
	if words := prompt.BadName(name, user.CheckName(name)); words != "" {
		wrong["name"] = r.Locale.T(words)
	}
	if _, found := locale.Find(language); !found {
		wrong["language"] = r.Locale.T("refused.language")
	}
	if _, found := locale.Zone(zone); zone != "" && !found {
		wrong["zone"] = r.Locale.T("refused.zone")
	}
	if len(wrong) > 0 {
		typed := map[string]string{"name": name, "language": language, "zone": zone}
		return p.showProfile(r, ui.Form{Values: typed, Errors: wrong}, web.Unprocessable)
	}
	profile := user.Profile{Name: name, Language: language, Zone: zone}
	if err := p.Credential.SetProfile(r.Context(), r.Caller(), profile); err != nil {
		return err
	}
	if err := r.ChooseLanguage(language); err != nil { // for this browser too, once signed out
		return err
	}
	// The frame bears the name and is written in the language, so the whole page is drawn anew.
	return r.Leave(r.Saying("/profile?done=saved"))
}
