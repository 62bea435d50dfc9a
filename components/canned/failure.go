package canned

import (
	"latchkey/components"
	"latchkey/internal/locale"
)

// Failures returns the error pages. They belong to no area, because every area may show them.
func Failures(l *locale.Locale) []State {
	v := Values{Locale: l}
	missing := components.ErrorProps{
		Title: v.T("failure.not_found_title"), What: v.T("failure.not_found_what"),
		Next: v.T("failure.not_found_next"),
		Link: "/dashboard", LinkText: v.T("section.dashboard"),
	}
	broken := components.ErrorProps{
		Title: v.T("failure.unexpected_title"), What: v.T("failure.unexpected_what"),
		Next: v.T("failure.unexpected_next"), Reference: "7f3a-19c2",
	}
	return []State{
		Public("not-found", missing.Title, components.Failure(missing)),
		{Name: "broken", Title: broken.Title, Screen: components.Failure(broken)},
	}
}
