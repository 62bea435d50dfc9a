package canned

import (
	"cmp"
	"slices"

	"latchkey/components"
	"latchkey/internal/locale"
)

// Failures returns the error pages. They belong to no area, because every area may show them.
func Failures(l *locale.Locale) []State {
	v := Values{Locale: l}
	missing := components.ErrorProps{
		Title: v.T("failure.not_found_title"), What: v.T("failure.not_found_what"),
		Next: v.T("failure.not_found_next"),
		Link: "/dashboard", LinkText: v.T("section.dashboard"), Contact: true,
	}
	broken := components.ErrorProps{
		Title: v.T("failure.unexpected_title"), What: v.T("failure.unexpected_what"),
		Next: v.T("failure.unexpected_next"), Reference: "7f3a-19c2", Contact: true,
	}
	typed := missing
	typed.What, typed.Next = v.T("failure.typed_gone"), v.T("failure.typed_next")
	typed.Typed = v.T("failure.unkept_next")
	strayed := components.StrayedProps{What: v.T("link.nothing"), Why: v.T("link.strayed")}
	wrote := components.StrayedProps{What: v.T("failure.typed_next"), Why: v.T("link.strayed"), Typed: v.T("failure.unkept_next")}
	return append(
		[]State{
			{Name: "link-strayed", Title: broken.Title, Screen: components.Strayed(strayed, components.Failure(missing))},
			{Name: "link-strayed-typed", Title: broken.Title, Screen: components.Strayed(wrote, components.Failure(missing))},
			Public("not-found", missing.Title, components.Failure(missing)),
			{Name: "not-found-typed", Title: missing.Title, Screen: components.Failure(typed)},
			{Name: "broken", Title: broken.Title, Screen: components.Failure(broken)},
		},
		unsent(v)...,
	)
}

// unsent are forms that did not come in: too slow, too long, or too many at once; and what took too long to answer. What was
// typed into the first is kept.
func unsent(v Values) (states []State) {
	for name, words := range map[string]string{"too-slow": "too_slow", "too-long": "too_large", "crowded": "crowded", "late": "late"} {
		p := components.ErrorProps{
			Title: v.T("failure." + words + "_title"), What: v.T("failure." + words + "_what"), Next: v.T("failure." + words + "_next"),
			Link: "/", LinkText: v.T("failure.start"),
		}
		if words == "too_slow" {
			p.Next, p.Link, p.LinkText = v.T("failure.kept_next"), "/tickets/new", v.T("failure.kept_link")
		}
		states = append(states, State{Name: name, Title: p.Title, Screen: components.Failure(p)})
	}
	slices.SortFunc(states, func(a, b State) int { return cmp.Compare(a.Name, b.Name) })
	return states
}
