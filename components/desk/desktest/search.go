package desktest

import (
	"latchkey/components/canned"
	"latchkey/components/ui"
)

func search(v canned.Values) []canned.State {
	screen := screen(v)
	return []canned.State{screen("desk-search", "search", ui.Found(ui.FoundProps{
		Action: "/desk/search", Lead: v.T("found.lead_desk"), Query: "hartw",
		Groups: []ui.FoundGroup{
			{Title: v.T("found.person"), Count: v.Number(1), Rows: []ui.FoundRow{{
				URL: "/desk/people/1", Icon: "user-round", Title: []ui.Piece{{Text: "Ada "}, {Text: "Hartwell", Found: true}},
				Line: []ui.Piece{{Text: "ada.hartwell@example.test"}}, Beside: v.On(3, 1),
			}}},
			{Title: v.T("found.domain"), Count: v.Number(1), Rows: []ui.FoundRow{{
				URL: "/desk/accounts/1?show=domain-1#domain-1", Icon: "globe",
				Title: []ui.Piece{{Text: "hartw", Found: true}, {Text: "ell.example"}}, Beside: v.On(8, 30),
			}}},
		},
	}))}
}
