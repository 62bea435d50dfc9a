package prompt

import (
	"context"

	"github.com/a-h/templ"

	"latchkey/components/ui"
)

// backupCodeAttributes make a field one for a backup code: what the keyboard should do, and the module's words.
func backupCodeAttributes(ctx context.Context) templ.Attributes {
	return templ.Attributes{
		"class":              "mono",
		"dir":                "ltr",
		"autocapitalize":     "none",
		"spellcheck":         "false",
		"data-backup-code":   true,
		"data-hint":          "backup_code-hint",
		"data-bad-character": ui.T(ctx, "backup_code.bad_character"),
		"data-too-long":      ui.T(ctx, "backup_code.too_long"),
	}
}
