package security

import (
	"context"

	"latchkey/components/ui"
)

// methodName is what the person calls a method, else what it is.
func methodName(ctx context.Context, m MethodRow) string {
	if m.Name != "" {
		return m.Name
	}
	return ui.T(ctx, methodNames[m.Kind])
}
