package canned

import (
	"latchkey/components"
	"latchkey/internal/locale"
)

// Failures returns the error pages. They belong to no area, because every area may show them.
func Failures(l *locale.Locale) []State {
	v := Values{Locale: l}
	missing := components.ErrorProps{
		Title: v.Say("Page not found", "الصفحة غير موجودة"), What: v.Say("There is nothing at this address.", "لا شيء في هذا العنوان."),
		Next: v.Say("It may have been moved. Start again from the dashboard.", "ربما نُقلت. ابدأ من جديد من اللوحة."),
		Link: "/dashboard", LinkText: v.T("section.dashboard"),
	}
	broken := components.ErrorProps{
		Title: v.Say("Something went wrong", "حدث خطأ ما"), What: v.Say("It is our fault, not yours.", "الخطأ منّا لا منك."),
		Next: v.Say("Try again in a minute. If it stays, tell support.", "حاول بعد دقيقة. إن بقي فأخبر الدعم."), Reference: "7f3a-19c2",
	}
	return []State{
		Public("not-found", missing.Title, components.Failure(missing)),
		{Name: "broken", Title: broken.Title, Screen: components.Failure(broken)},
	}
}
