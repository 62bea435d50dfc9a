package uitest

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/ui"
)

type domain struct{ name, expires, status string }

// list is searched, sorted, paged and exported, and its rows can be chosen.
func list(v canned.Values) templ.Component {
	name := ui.Apart(v.T("domains.domain"), func(d domain) string { return d.name })
	name.SortURL, name.Sorted = "/domains?sort=-name", "ascending"
	expires := ui.Text(v.T("domains.expires"), func(d domain) string { return d.expires })
	expires.SortURL = "/domains?sort=expires"
	status := ui.Status(v.T("column.status"), func(d domain) string { return d.status })
	drawn := ui.List(ui.ListProps[domain]{
		Caption: v.T("section.domains"), Columns: []ui.Column[domain]{name, expires, status},
		Rows: []domain{
			{"analytical.example", v.On(8, 30), "active"},
			{"engine.example", v.On(10, 1), "expired"},
		},
		Search: ui.Search{Action: "/domains", Label: v.T("domains.domain"), Submit: v.T("people.search"), Query: "example"},
		Pager:  ui.Pager{Page: 2, Pages: 3, Previous: "/domains?page=1", Next: "/domains?page=3"},
		Bulk: ui.Bulk[domain]{
			Action: "/domains/many", Value: func(d domain) string { return d.name }, Name: func(d domain) string { return d.name },
			All: "/domains?all=1", Buttons: []ui.Choice{
				{Value: "renew", Label: v.Say("Renew automatically", "تجديد تلقائي")}, {Value: "stop", Label: v.Say("Renew manually", "تجديد يدوي")},
			},
		},
	})
	export := ui.Export(ui.ExportProps{
		Action: "/domains/export", Label: v.T("audit.export"),
		Fields: []ui.Choice{{Value: "q", Label: "example"}},
	})
	return one(ui.Heading(v.T("section.domains"), true), drawn, export)
}

// one draws components after each other.
func one(all ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		ctx = templ.ClearChildren(ctx)
		for _, c := range all {
			if err := c.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}
