package security

import (
	"context"
	"slices"

	"latchkey/components/prompt"
	"latchkey/components/ui"
)

// methodName is what the person calls a method, else what it is.
func methodName(ctx context.Context, m MethodRow) string {
	if m.Name != "" {
		return m.Name
	}
	return ui.T(ctx, methodNames[m.Kind])
}

// onPhone reports whether one of the methods goes away with the phone.
func onPhone(methods []MethodRow) bool {
	return slices.ContainsFunc(methods, func(m MethodRow) bool { return m.Kind == prompt.App || m.Kind == prompt.WhatsApp })
}
