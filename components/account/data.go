package account

import (
	"context"

	"latchkey/components/ui"

	"github.com/a-h/templ"
)

// dataHelp are the helps of the fields that have one.
var dataHelp = map[string]string{"name": "accounts.name_help"}

func (p DataProps) field(ctx context.Context, name, autocomplete, problem string) templ.Component {
	help := ""
	if key := dataHelp[name]; key != "" {
		help = ui.T(ctx, key)
	}
	return ui.Field(ui.FieldProps{
		Name: name, Label: ui.T(ctx, "accounts."+name), Value: p.ValueOr(name, p.Now[name]), Error: p.Error(name), Help: help,
		Autocomplete: autocomplete, Focus: problem == name, Optional: name != "name", Attributes: templ.Attributes{"dir": "auto"},
	})
}
