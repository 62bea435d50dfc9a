package components

import (
	"context"

	"github.com/a-h/templ"
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
		"data-bad-character": t(ctx, "backup_code.bad_character"),
		"data-too-long":      t(ctx, "backup_code.too_long"),
	}
}
