package clienttest

import (
	"latchkey/components/canned"
	"latchkey/components/ui"
)

func search(v canned.Values) []canned.State {
	screen := section(v)
	word := func(before, found, after string) []ui.Piece {
		return []ui.Piece{{Text: before}, {Text: found, Found: true}, {Text: after}}
	}
	found := ui.FoundProps{
		Action: "/search", Lead: v.T("found.lead"), Query: v.Say("invoice", "فاتورة"),
		Accounts: []ui.Choice{{Value: "1", Label: "Hartwell Studio (C-10001)"}, {Value: "2", Label: "Analytical Engines (C-10002)"}},
		Groups: []ui.FoundGroup{
			{Title: v.T("found.ticket"), Count: v.T("found.most", "Count", v.Number(1000)), Next: "/search?kind=ticket", Rows: []ui.FoundRow{
				{
					URL: "/tickets/T-2987", Icon: "life-buoy",
					Title:  word(v.Say("The ", "دفعتُ "), v.Say("invoice", "الفاتورة"), v.Say(" is paid twice", " مرتين")),
					Line:   word(v.Say("… Could you look at ", "… هل يمكنكم مراجعة "), v.Say("invoice", "فاتورة"), " INV-2041 …"),
					Beside: "Hartwell Studio",
				},
				{
					URL: "/tickets/T-2985", Icon: "life-buoy", Title: word("<b>", v.Say("Invoice", "فاتورة"), "</b> & <script>"),
					Beside: "Analytical Engines",
				},
			}},
			{Title: v.T("found.invoice"), Count: v.Number(1), Rows: []ui.FoundRow{{
				URL: "/invoices", Icon: "receipt-text", Title: word("", "INV", "-2041"),
				Line: []ui.Piece{{Text: v.Say("Cloud server CX-21, monthly", "خادم سحابي CX-21، شهري")}}, Beside: "Hartwell Studio",
			}}},
		},
	}
	none := ui.FoundProps{Action: "/search", Lead: v.T("found.lead"), Query: "zz"}
	return []canned.State{
		screen("search", "search", ui.Found(ui.FoundProps{Action: "/search", Lead: v.T("found.lead")})),
		screen("search-found", "search", ui.Found(found)),
		screen("search-none", "search", ui.Found(none)),
	}
}
