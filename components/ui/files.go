package ui

import (
	"context"

	"latchkey/internal/locale"
)

// filesHelp says what can be attached.
func filesHelp(ctx context.Context, p FilesProps) string {
	l := locale.From(ctx)
	return l.N("files.help", p.Count, "Size", l.Number(int(p.MaxSize>>20)), "Total", l.Number(int(p.Total>>20)))
}
