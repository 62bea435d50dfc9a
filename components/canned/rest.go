package canned

import (
	"latchkey/components"
	"latchkey/components/client"
	"latchkey/components/ui"
	"latchkey/internal/locale"
)

func (v values) rest() []State {
	languages := make([]ui.Choice, 0, 2)
	for _, l := range locale.All() {
		languages = append(languages, ui.Choice{Value: l.Lang(), Label: l.Name()})
	}
	profile := client.ProfileProps{Name: Ada.Name, Contact: v.reached(), Language: v.Lang(), Languages: languages}
	wrong := profile
	wrong.Form = form{Values: map[string]string{"name": ""}, Errors: map[string]string{"name": v.say("Type your name.", "اكتب اسمك.")}}
	missing := components.ErrorProps{
		Title: v.say("Page not found", "الصفحة غير موجودة"), What: v.say("There is nothing at this address.", "لا شيء في هذا العنوان."),
		Next: v.say("It may have been moved. Start again from the dashboard.", "ربما نُقلت. ابدأ من جديد من اللوحة."), Link: "/dashboard", LinkText: v.T("section.dashboard"),
	}
	broken := components.ErrorProps{
		Title: v.say("Something went wrong", "حدث خطأ ما"), What: v.say("It is our fault, not yours.", "الخطأ منّا لا منك."),
		Next: v.say("Try again in a minute. If it stays, tell support.", "حاول بعد دقيقة. إن بقي فأخبر الدعم."), Reference: "7f3a-19c2",
	}
	public := func(name, title string, c component) State {
		return State{Name: name, Title: title, Public: true, Screen: c}
	}
	kinds := State{Name: "banners", Title: v.T("profile.title"), Section: "profile", Screen: client.Profile(profile)}
	for _, kind := range []string{"info", "success", "warning", "error"} {
		kinds.Banners = append(kinds.Banners, ui.Banner{Kind: kind, Text: v.say("Something worth knowing happened.", "حدث ما يستحق أن تعرفه."), LinkText: v.T("security.title"), LinkURL: "/security"})
	}
	return []State{
		{Name: "profile", Title: v.T("profile.title"), Section: "profile", Screen: client.Profile(profile)},
		{Name: "profile-refused", Title: v.T("profile.title"), Section: "profile", Screen: client.Profile(wrong)},
		kinds,
		public("not-found", missing.Title, components.Failure(missing)),
		{Name: "broken", Title: broken.Title, Screen: components.Failure(broken)},
	}
}
