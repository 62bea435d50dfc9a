package prompt

import (
	"context"

	"latchkey/components/ui"
)

// Lead returns the sentence above the button.
func (p PasskeyProps) Lead(ctx context.Context) string {
	if p.Name != "" {
		return ui.T(ctx, "passkey.lead_named", "Name", p.Name)
	}
	return ui.T(ctx, "passkey.lead")
}
