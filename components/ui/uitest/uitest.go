// Package uitest holds states of parts that no screen shows in all their states.
package uitest

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/ui"
	"latchkey/internal/locale"
)

// States returns the strength meter at each score, a list with everything that a list can have, and every small part.
func States(l *locale.Locale) []canned.State {
	v := canned.Values{Locale: l}
	return []canned.State{
		canned.Public("strength", v.T("password.title"), strengths(v)),
		canned.In("domains", "list", v.T("section.domains"), list(v)),
		canned.In("dashboard", "parts", v.Say("Parts", "الأجزاء"), parts(v)),
	}
}

func strengths(v canned.Values) templ.Component {
	words := []string{
		v.T("strength.score_0"), v.T("strength.score_1"), v.T("strength.score_2"), v.T("strength.score_3"),
		v.T("strength.score_4"),
	}
	all := make([]templ.Component, len(words))
	for score := range words {
		all[score] = ui.Strength(ui.StrengthProps{Score: score, Words: words[score]})
	}
	return inMeters(v.T("password.title"), all)
}

// inMeters draws each templ.Component where NewPassword has its meter.
func inMeters(title string, all []templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, "<h1>"+templ.EscapeString(title)+"</h1>"); err != nil {
			return err
		}
		for _, c := range all {
			if _, err := io.WriteString(w, `<div class="meter">`); err != nil {
				return err
			}
			if err := c.Render(ctx, w); err != nil {
				return err
			}
			if _, err := io.WriteString(w, "</div>"); err != nil {
				return err
			}
		}
		return nil
	})
}
