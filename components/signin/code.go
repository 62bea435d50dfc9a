package signin

import (
	"context"

	"latchkey/components/prompt"
	"latchkey/components/ui"
)

// lead says which entry of the app to open: people have many.
func lead(ctx context.Context, p CodeProps) string {
	if p.Whom.Address == "" || p.Prompt.Name != "" || p.Prompt.Sends() || p.Prompt.Kind == prompt.Backup {
		return p.Prompt.Lead(ctx)
	}
	return ui.T(ctx, "code.lead_for", "Host", p.Whom.Host, "Where", ui.LTR(p.Whom.Address))
}

// others are the ways that get a link of their own beside the one at hand: of apps and of passkeys one, since the answer
// of another is as good, and no backup codes, whose link is there anyway.
func others(rows []prompt.Method, kind, way string) (links []prompt.Method) {
	any := map[string]bool{prompt.App: true, prompt.Passkey: true}
	leftOut := map[string]bool{prompt.Backup: true, kind: any[kind]}
	for _, row := range rows {
		if leftOut[row.Kind] || row.Method == way {
			continue
		}
		links = append(links, row)
		leftOut[row.Kind] = any[row.Kind]
	}
	return links
}
